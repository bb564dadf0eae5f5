// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Testing

@testable import AWSServices
@testable import ResumectlCommands
@testable import SiteConfig

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct FindingTests {
    private static func date(_ text: String) throws -> Date {
        try #require(AWSTimestamp.parseISO8601("\(text)T12:00:00Z"))
    }

    @Test func everyRuntimeThatCanBeChosenHasItsDay() {
        #expect(Set(RuntimeEnd.days.keys) == Set(LambdaRuntime.supported))
        #expect(RuntimeEnd.days.values.allSatisfy { AWSTimestamp.parseISO8601("\($0)T00:00:00Z") != nil })
    }

    @Test(arguments: [
        ("python3.10", "2026-01-01", Finding.Level.fine), ("python3.10", "2026-05-04", .fine),
        ("python3.10", "2026-05-05", .warning), ("python3.10", "2026-10-31", .warning),
        ("python3.10", "2026-11-01", .error), ("python3.13", "2026-11-21", .fine), ("cobol1", "2026-11-21", .unknown),
    ])
    func aRuntimesEndIsTold(runtime: String, today: String, expected: Finding.Level) throws {
        let finding = RuntimeEnd.finding(runtime, at: try Self.date(today), place: "resume.yaml:3:1")
        #expect(finding.level == expected)
        #expect((finding.fix != nil) == (expected == .warning || expected == .error))
        if expected == .error { #expect(finding.fix?.contains("python3.14") == true) }
    }

    @Test(arguments: [
        (0.0, Finding.Level.fine), (-29, .fine), (31, .warning), (-299, .warning), (300, .error), (-86400, .error),
    ])
    func aClockIsComparedWithTheOneOfAWS(seconds: Double, expected: Finding.Level) {
        #expect(ClockWatch.finding(seconds).level == expected)
    }

    @Test func ofAllAnswersTheNearestTimeCounts() async throws {
        let now = try Self.date("2026-11-21")
        let clock = ClockWatch(now: { now })
        #expect(clock.seconds == nil)
        let transport = clock.watching(Answers(dates: [now - 90, now - 60, now + 4000]))
        for _ in 0..<3 {
            _ = try await transport.send(
                HTTPRequest(method: "GET", scheme: "https", host: "x", port: nil, target: "/", headers: [], body: []),
                timeout: .seconds(1))
        }
        #expect(clock.seconds == 60)
    }

    private struct Answers: HTTPTransport {
        let dates: Queue

        init(dates: [Date]) { self.dates = Queue(dates) }

        func send(_ request: HTTPRequest, timeout: Duration) async throws -> HTTPResponse {
            let date = await dates.next()
            return HTTPResponse(
                status: 200, headers: HTTPResponseHeaders([("date", AWSTimestamp.formatHTTPDate(date))]), body: [])
        }
    }

    private actor Queue {
        private var dates: [Date]

        init(_ dates: [Date]) { self.dates = dates }

        func next() -> Date { dates.removeFirst() }
    }

    struct State: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let status: CertificateStatus
        let daysLeft: Double?
        let level: Finding.Level
        let code: String
    }

    @Test(arguments: [
        State(testDescription: "fresh", status: .issued, daysLeft: 300, level: .fine, code: "certificate"),
        State(testDescription: "no end told", status: .issued, daysLeft: nil, level: .fine, code: "certificate"),
        State(testDescription: "late", status: .issued, daysLeft: 44, level: .warning, code: "certificate-not-renewed"),
        State(testDescription: "over", status: .issued, daysLeft: -1, level: .error, code: "certificate-expired"),
        State(
            testDescription: "waits", status: .pendingValidation, daysLeft: nil, level: .warning,
            code: "certificate-pending"),
        State(testDescription: "failed", status: .failed, daysLeft: nil, level: .error, code: "certificate-state"),
    ])
    func aCertificatesStateIsTold(_ s: State) throws {
        let now = try Self.date("2026-11-21")
        let certificate = Certificate(
            arn: try #require(ARN(rawValue: "arn:aws:acm:us-east-1:123456789012:certificate/1")), domain: "example.com",
            names: ["example.com"], status: s.status, validations: [], inUseBy: [],
            notAfter: s.daysLeft.map { now + $0 * 86400 })
        let finding = AccountCheckup.finding(certificate, at: now)
        #expect(finding.level == s.level)
        #expect(finding.code == s.code)
    }

    @Test func moreOfAKindThanFitAreCounted() {
        let many = (1...25).map { Finding.error(.links, "broken-link", "Link \($0).", fix: nil) }
        let short = FindingsReport(findings: many, verbose: false).lines(style: TextStyle(isColored: false))
        #expect(short.filter { $0.hasPrefix("error") }.count == 20)
        #expect(short.contains { $0.contains("and 5 more") })
        #expect(short.last == "25 errors, 0 warnings.")
        let long = FindingsReport(findings: many, verbose: true).lines(style: TextStyle(isColored: false))
        #expect(long.filter { $0.hasPrefix("error") }.count == 25)
    }
}
