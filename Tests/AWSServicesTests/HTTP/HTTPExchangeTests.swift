// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import Testing

@testable import AWSServices

@Suite struct HTTPExchangeTests {
    private let loop = EmbeddedEventLoop()

    private func exchange() -> HTTPExchange {
        let request = HTTPRequest(
            method: "PUT", scheme: "https", host: "s3.example", port: nil, target: "/", headers: [], body: [])
        return HTTPExchange(request, authority: "s3.example", timeout: .seconds(60), start: loop.now)
    }

    @Test func itEndsWhenTheTimeIsUp() {
        let exchange = exchange()
        exchange.watch(on: loop)
        loop.advanceTime(by: .seconds(59))
        #expect(!exchange.isDone)
        loop.advanceTime(by: .seconds(2))
        #expect(exchange.isDone)
    }

    @Test func aBodyThatGoesOnHasAllTheTimeItNeeds() {
        let exchange = exchange()
        exchange.watch(on: loop)
        for _ in 0..<100 {
            loop.advanceTime(by: .seconds(50))
            exchange.took(1024, at: loop.now)
        }
        #expect(!exchange.isDone)
        loop.advanceTime(by: .seconds(59))
        #expect(!exchange.isDone)
        loop.advanceTime(by: .seconds(2))
        #expect(exchange.isDone, "the answer has to come in time after the last piece")
    }

    @Test func theTimeRunsWhileItWaitsForAConnection() {
        let exchange = exchange()
        loop.advanceTime(by: .seconds(50))
        exchange.watch(on: loop)
        exchange.watch(on: loop)
        loop.advanceTime(by: .seconds(9))
        #expect(!exchange.isDone)
        loop.advanceTime(by: .seconds(1))
        #expect(exchange.isDone)
    }
}
