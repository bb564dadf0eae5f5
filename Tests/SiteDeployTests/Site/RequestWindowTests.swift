// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SiteDeploy

@Suite struct RequestWindowTests {
    @Test(
        arguments: [
            (latency: nil, limit: 16), (latency: .microseconds(300), limit: 8), (latency: .milliseconds(5), limit: 8),
            (latency: .milliseconds(20), limit: 32), (latency: .milliseconds(80), limit: 128),
            (latency: .seconds(3), limit: 128),
        ] as [(latency: Duration?, limit: Int)])
    func theStartIsWiderTheLongerARequestTakes(latency: Duration?, limit: Int) {
        #expect(RequestWindow(latency: latency, now: .zero).limit == limit)
    }

    /// A server that answers each request after a time, and not more of them in a second than it can.
    struct Server {
        var name: String
        var latency: Duration
        var perSecond: Double
        var limits: ClosedRange<Int>
    }

    @Test(arguments: [
        Server(name: "loopback: more do not help", latency: .microseconds(400), perSecond: 10_000, limits: 8...16),
        Server(name: "a region nearby", latency: .milliseconds(20), perSecond: 5000, limits: 64...128),
        Server(name: "far away", latency: .milliseconds(80), perSecond: 100_000, limits: 256...256),
        Server(name: "far away, narrow line", latency: .milliseconds(80), perSecond: 500, limits: 64...128),
    ])
    func theWindowGrowsWhileTheThroughputDoes(server: Server) {
        var window = RequestWindow(latency: server.latency, now: .zero)
        var now: Duration = .zero
        for _ in 0..<10_000 {
            let rate = min(Double(window.limit) / (server.latency / .seconds(1)), server.perSecond)
            now += .seconds(1) / rate
            window.answered(at: now, slowDownCount: 0)
        }
        // Now and then a few more are tried.
        #expect(server.limits.contains(window.limit) || server.limits.contains(window.limit * 4 / 5), "\(window.limit)")
    }

    @Test func theNextWindowIsKnownWhileItGrows() {
        var window = RequestWindow(latency: .milliseconds(50), now: .zero)
        #expect(window.limit == 80 && window.nextLimit == 160)
        window.answered(at: .milliseconds(1), slowDownCount: 1)
        #expect(window.limit == 40 && window.nextLimit == 40, "not after a complaint")
        #expect(RequestWindow(latency: .seconds(1), now: .zero).nextLimit == 256)
    }

    @Test func slowDownHalvesTheWindowOnceForAllThatIsUnderWay() {
        var window = RequestWindow(latency: .milliseconds(80), now: .zero)
        for count in 1...100 { window.answered(at: .milliseconds(count), slowDownCount: count) }
        #expect(window.limit == 64)
    }

    @Test func anotherSlowDownLaterHalvesItAgain() {
        var window = RequestWindow(latency: .milliseconds(80), now: .zero)
        window.answered(at: .milliseconds(1), slowDownCount: 1)
        for count in 0..<64 { window.answered(at: .milliseconds(count + 2), slowDownCount: 1) }
        #expect(window.limit == 72, "an eighth more after a round without complaints")
        for count in 0..<71 { window.answered(at: .milliseconds(count + 100), slowDownCount: 1) }
        for count in 0..<72 { window.answered(at: .milliseconds(count + 200), slowDownCount: 1) }
        let before = window.limit
        for count in 2...200 { window.answered(at: .milliseconds(count + 300), slowDownCount: count) }
        #expect(window.limit < before)
    }

    @Test func theWindowNeverCloses() {
        var window = RequestWindow(latency: nil, now: .zero)
        var slowDowns = 0
        for count in 0..<1000 {
            slowDowns += count % 5 == 0 ? 1 : 0
            window.answered(at: .milliseconds(count), slowDownCount: slowDowns)
            #expect(window.limit >= RequestWindow.narrowest)
        }
    }
}
