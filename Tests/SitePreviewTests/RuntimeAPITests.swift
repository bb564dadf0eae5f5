// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SitePreview

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct RuntimeAPITests {
    private static let next = PreviewRequest(path: "/2018-06-01/runtime/invocation/next")

    @Test func anEventGoesOutWithTheHeadersOfLambda() async throws {
        let api = RuntimeAPI()
        api.events.send(
            RuntimeAPI.Event(
                requestID: "id-1", payload: Array("{}".utf8), deadline: Date(timeIntervalSince1970: 12.5),
                functionARN: "arn:f"))
        let answer = await api.answer(Self.next)
        #expect(answer.status == 200)
        #expect(answer.headers["lambda-runtime-aws-request-id"] == "id-1")
        #expect(answer.headers["lambda-runtime-deadline-ms"] == "12500")
        #expect(answer.headers["lambda-runtime-invoked-function-arn"] == "arn:f")
        #expect(try await api.reports.next() == .ready)
    }

    @Test func whatTheProcessSaysComesOut() async throws {
        let api = RuntimeAPI()
        func post(_ path: String) async -> Int {
            await api.answer(PreviewRequest(method: "POST", path: "/2018-06-01/runtime/\(path)", body: [1])).status
        }
        #expect(await post("invocation/id-1/response") == 202)
        #expect(await post("invocation/id-2/error") == 202)
        #expect(await post("init/error") == 202)
        #expect(await post("invocation/id-1/other") == 404)
        #expect(await api.answer(PreviewRequest(path: "/other")).status == 404)
        #expect(try await api.reports.next() == .response(requestID: "id-1", [1]))
        #expect(try await api.reports.next() == .error(requestID: "id-2", [1]))
        #expect(try await api.reports.next() == .initError([1]))
    }

    @Test func whoeverWaitsForAnEventEndsWithItsTask() async {
        let api = RuntimeAPI()
        let waiting = Task { await api.answer(Self.next) }
        waiting.cancel()
        #expect(await waiting.value.status == 404)
    }

    @Test func linesAreCutAcrossPieces() {
        var lines = LineSplitter()
        #expect(lines.add(Array("a\r\nb".utf8)) == ["a"])
        #expect(lines.add(Array("c\n\nd".utf8)) == ["bc", ""])
        #expect(lines.rest == "d")
    }
}
