// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSSigning
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct HTTPBodyProgressTests {
    /// What was told, in order.
    private final class Log: Sendable {
        private let values = Mutex<[Int]>([])
        var changes: [Int] { values.withLock { $0 } }
        var sum: Int { changes.reduce(0, +) }
        var progress: HTTPBodyProgress { HTTPBodyProgress { change in self.values.withLock { $0.append(change) } } }
    }

    private static func body(_ byteCount: Int, _ log: Log) -> HTTPBody {
        var body = HTTPBody([UInt8](repeating: UInt8(ascii: "a"), count: byteCount))
        body.progress = log.progress
        return body
    }

    @Test func theNextAttemptTakesBackWhatTheOneBeforeHasSent() {
        let log = Log()
        let progress = log.progress
        let first = progress.begin()
        first.add(3)
        first.add(4)
        let second = progress.begin()
        first.add(100)
        second.add(5)
        progress.end(at: 9)
        #expect(log.changes == [3, 4, -7, 5, 4])
        second.add(100)
        progress.begin().add(100)
        #expect(log.sum == 9, "what comes after the end does not count")
    }

    @Test func aBodyThatDidNotArriveIsTakenBack() {
        let log = Log()
        let progress = log.progress
        progress.begin().add(3)
        progress.end(at: 0)
        #expect(log.changes == [3, -3])
    }

    @Test(arguments: [(0, false), (1, false), (128 << 10, false), ((128 << 10) + 1, true), (64 << 20, true)])
    func onlyLargeBodiesAreSentInPieces(byteCount: Int, expected: Bool) {
        #expect(HTTPBody([UInt8](repeating: 0, count: byteCount)).isSentInPieces == expected)
    }

    @Test func whoIsToldMakesNoDifferenceToABody() {
        var body = HTTPBody([1, 2, 3])
        body.progress = Log().progress
        #expect(body == HTTPBody([1, 2, 3]) && body.hashValue == HTTPBody([1, 2, 3]).hashValue)
        #expect(body != HTTPBody([1, 2]))
    }

    @Test(arguments: [false, true])
    func aServerThatDoesNotReadOnIsToldOfBeforeItAnswers(isTLS: Bool) async throws {
        // More than all that the two sides keep for each other.
        let byteCount = 24 << 20
        let gate = FaultServer.Gate()
        let log = Log()
        try await FaultServer.with([], isTLS: isTLS, gate: gate) { server in
            try await withTemporaryDirectory { folder in
                try write(TestCertificate.pem, to: "\(folder)/ca.pem")
                var options = AsyncHTTPTransport.Options()
                options.certificates = TrustedCertificates(file: "\(folder)/ca.pem", origin: "test")
                let transport = try AsyncHTTPTransport(options: options)
                let request = HTTPRequest(
                    method: "PUT", scheme: isTLS ? "https" : "http", host: "localhost", port: server.port,
                    target: "/film.mp4", headers: [("Host", "localhost:\(server.port)")],
                    payload: Self.body(byteCount, log))
                async let response = transport.send(request, timeout: .seconds(50))
                while log.changes.isEmpty { await Task.yield() }
                #expect(server.journal.requests.isEmpty)
                #expect(log.sum < byteCount)
                gate.open()
                #expect(try await response.status == 200)
                #expect(log.sum == byteCount && log.changes.allSatisfy { $0 > 0 })
                await transport.shutdown()
            }
        }
    }

    @Test func aRequestThatIsSentAgainEndsAtItsSize() async throws {
        let byteCount = 1_000_000
        let log = Log()
        try await FaultServer.with([
            .sendAndClose(""), .send("HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\n\r\n"),
        ]) { server in
            let transport = try AsyncHTTPTransport()
            let environment = VirtualClock().environment()
            let clients = AWSClients(
                configuration: try AWSConfiguration(
                    choices: .init(endpointURL: "http://127.0.0.1:\(server.port)"), environment: environment,
                    shared: SharedConfig(config: .init(), credentials: .init())),
                environment: environment, transport: transport,
                credentials: FixedCredentials(
                    TimedCredentials(
                        credentials: AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret"),
                        source: "test")),
                userAgent: "resumectl/0.0.0")
            let response = try await clients.caller(for: .s3, region: "eu-west-1").send(
                ServiceRequest(
                    "PutObject", method: "PUT", path: "/photo.jpg", bucket: "my-site",
                    payload: Self.body(byteCount, log)))
            #expect(response.status == 200)
            #expect(server.journal.requests.count == 3)
            await transport.shutdown()
        }
        #expect(log.sum == byteCount)
        #expect(log.changes.filter { $0 < 0 } == [-byteCount, -byteCount], "both failed attempts are taken back")
        var sum = 0
        for change in log.changes {
            sum += change
            #expect((0...byteCount).contains(sum))
        }
    }
}
