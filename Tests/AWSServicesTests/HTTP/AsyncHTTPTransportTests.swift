// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite(.timeLimit(.minutes(1))) struct AsyncHTTPTransportTests {
    static func request(
        _ port: Int, _ target: String = "/", method: String = "GET", scheme: String = "http",
        host: String = "127.0.0.1", headers: [(name: String, value: String)] = [], body: [UInt8] = []
    ) -> HTTPRequest {
        HTTPRequest(
            method: method, scheme: scheme, host: host, port: port, target: target,
            headers: [("Host", "\(host):\(port)")] + headers, body: body)
    }

    static func options(_ change: (inout AsyncHTTPTransport.Options) -> Void = { _ in }) -> AsyncHTTPTransport.Options {
        var options = AsyncHTTPTransport.Options()
        // However long this test has to wait for its turn.
        options.connectTimeout = .seconds(3600)
        options.idleTimeout = .seconds(3600)
        change(&options)
        return options
    }

    /// The error of one request.
    static func failure(
        _ steps: [FaultServer.Step], method: String = "GET", timeout: Duration = .seconds(20)
    ) async throws -> HTTPTransportError {
        var result: HTTPTransportError?
        try await FaultServer.with(steps) { server in
            let transport = try AsyncHTTPTransport()
            result = try await #require(throws: HTTPTransportError.self) {
                try await transport.send(request(server.port, method: method), timeout: timeout)
            }
            await transport.shutdown()
        }
        return try #require(result)
    }

    @Test func returnsStatusHeadersAndBody() async throws {
        try await FaultServer.with([
            .send("HTTP/1.1 404 Not Found\r\nX-Amz-Request-Id: R1\r\nContent-Length: 5\r\n\r\nhello")
        ]) { server in
            let transport = try AsyncHTTPTransport()
            let response = try await transport.send(Self.request(server.port), timeout: .seconds(20))
            #expect(response.status == 404)
            #expect(response.headers["x-amz-request-id"] == "R1")
            #expect(response.body == Array("hello".utf8))
            await transport.shutdown()
        }
    }

    @Test func readsChunkedBodies() async throws {
        try await FaultServer.with([
            .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        ]) { server in
            let transport = try AsyncHTTPTransport()
            let response = try await transport.send(Self.request(server.port), timeout: .seconds(20))
            #expect(response.body == Array("abcde".utf8))
            await transport.shutdown()
        }
    }

    @Test(arguments: [
        "/", "/?policy", "/a%20b%2Bc/%C3%A9", "/a//b/../c/./d", "/k?list-type=2&prefix=a%2Fb&x=", "/k?a=%2525",
        "/%24default?x=~-._", "/a;b=c@d:e,f!g$h&i'j(k)*l", "//double",
    ])
    func sendsTheTargetByteForByte(target: String) async throws {
        try await FaultServer.with([]) { server in
            let transport = try AsyncHTTPTransport()
            _ = try await transport.send(Self.request(server.port, target), timeout: .seconds(20))
            #expect(server.journal.requests.first?.hasPrefix("GET \(target) HTTP/1.1\r\n") == true)
            await transport.shutdown()
        }
    }

    @Test func sendsTheBodyAndNoHeadersOfItsOwnButContentLength() async throws {
        try await FaultServer.with([]) { server in
            let transport = try AsyncHTTPTransport()
            _ = try await transport.send(
                Self.request(
                    server.port, "/k", method: "PUT", headers: [("x-a", "1"), ("X-B", "2")], body: Array("body".utf8)),
                timeout: .seconds(20))
            let request = try #require(server.journal.requests.first)
            let lines = request.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
            #expect(lines.first == "PUT /k HTTP/1.1")
            #expect(lines.last == "body")
            let names = lines.dropFirst().prefix { !$0.isEmpty }.map { $0.prefix { $0 != ":" }.lowercased() }
            #expect(names.sorted() == ["content-length", "host", "x-a", "x-b"])
            #expect(lines.contains("Host: 127.0.0.1:\(server.port)"))
            await transport.shutdown()
        }
    }

    @Test(arguments: [false, true], [false, true])
    func aBodyThatTheNetworkTakesInPiecesArrivesAsItIs(isTLS: Bool, isReadMeanwhile: Bool) async throws {
        var text = ""
        for number in 0..<7_000 { text += "\(number)" + String(repeating: ".", count: 1_000) + "\n" }
        let body = Array(text.utf8)
        try await FaultServer.with([], isTLS: isTLS) { server in
            var options = Self.options()
            try await withTemporaryDirectory { folder in
                try write(TestCertificate.pem, to: "\(folder)/ca.pem")
                options.certificates = TrustedCertificates(file: "\(folder)/ca.pem", origin: "test")
                let transport = try AsyncHTTPTransport(options: options)
                for name in ["/a", "/b"] {
                    var request = Self.request(
                        server.port, name, method: "PUT", scheme: isTLS ? "https" : "http", host: "localhost",
                        body: body)
                    if isReadMeanwhile { request.payload = HTTPBody(TestSource(body)) }
                    let response = try await transport.send(request, timeout: .seconds(50))
                    #expect(response.status == 200)
                }
                await transport.shutdown()
            }
            let requests = server.journal.requests
            #expect(requests.count == 2)
            #expect(requests.allSatisfy { String(decoding: $0.utf8.suffix(body.count), as: UTF8.self) == text })
            #expect(server.journal.connections == 1)
        }
    }

    @Test func aBodyThatCannotBeReadOnEndsItsRequestAndNoOther() async throws {
        try await FaultServer.with([]) { server in
            let transport = try AsyncHTTPTransport()
            var request = Self.request(server.port, "/film.mp4", method: "PUT")
            request.payload = HTTPBody(TestSource([UInt8](repeating: 7, count: 8 << 20), failsAt: 4 << 20))
            let failing = request
            await #expect(throws: TestSource.Gone.self) {
                try await transport.send(failing, timeout: .seconds(50))
            }
            #expect(try await transport.send(Self.request(server.port), timeout: .seconds(50)).status == 200)
            #expect(server.journal.requests.count == 1, "the half that was sent is no request")
            await transport.shutdown()
        }
    }

    @Test(arguments: [false, true])
    func aBodyIsReadThroughAProxyToo(fails: Bool) async throws {
        let body = (0..<1_000_000).map { UInt8(ascii: "a") + UInt8($0 % 26) }
        try await FaultServer.with([.send("HTTP/1.1 200 Connection established\r\n\r\n")]) { server in
            let proxy = ProxySettings.Server(host: "127.0.0.1", port: server.port, user: nil, password: nil)
            let transport = try AsyncHTTPTransport(
                options: Self.options { $0.proxy = ProxySettings(https: nil, http: proxy, exceptions: []) })
            let request = HTTPRequest(
                method: "PUT", scheme: "http", host: "s3.test", port: nil, target: "/film.mp4",
                headers: [("Host", "s3.test")],
                payload: HTTPBody(TestSource(body, failsAt: fails ? 500_000 : nil)))
            if fails {
                await #expect(throws: TestSource.Gone.self) {
                    try await transport.send(request, timeout: .seconds(50))
                }
            } else {
                #expect(try await transport.send(request, timeout: .seconds(50)).status == 200)
                let received = try #require(server.journal.requests.last)
                #expect(received.prefix { $0 != "\r\n" } == "PUT /film.mp4 HTTP/1.1")
                let isWhole = received.utf8.suffix(body.count).elementsEqual(body)
                #expect(isWhole)
            }
            await transport.shutdown()
        }
    }

    @Test(arguments: [false, true])
    func requestsWaitForTheConnectionsThatAreOpenedForThem(isTLS: Bool) async throws {
        let silent = [FaultServer.Step](repeating: .silence, count: 4)
        try await FaultServer.with([.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")] + silent, isTLS: isTLS) {
            server in
            try await withTemporaryDirectory { folder in
                try write(TestCertificate.pem, to: "\(folder)/ca.pem")
                var options = Self.options()
                options.certificates = TrustedCertificates(file: "\(folder)/ca.pem", origin: "test")
                let transport = try AsyncHTTPTransport(options: options)
                let request = Self.request(server.port, scheme: isTLS ? "https" : "http", host: "localhost")
                transport.openConnections(for: request) { _ in
                    Issue.record("nothing is known of the server yet")
                    return 4
                }
                _ = try await transport.send(request, timeout: .seconds(20))
                for _ in 0..<3 {
                    transport.openConnections(for: request) { time in
                        #expect(time > .zero)
                        return 4
                    }
                }
                await withTaskGroup(of: Void.self) { group in
                    for _ in silent {
                        group.addTask { _ = try? await transport.send(request, timeout: .seconds(3)) }
                    }
                }
                #expect(server.journal.requests.count == 5)
                #expect(server.journal.connections == 4)
                await transport.shutdown()
            }
        }
    }

    @Test func aConnectionThatCannotBeOpenedAheadHoldsNothingUp() async throws {
        let transport = try AsyncHTTPTransport()
        var request = Self.request(0)
        try await FaultServer.with([.sendAndClose("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]) { server in
            request = Self.request(server.port)
            _ = try await transport.send(request, timeout: .seconds(20))
        }
        transport.openConnections(for: request) { _ in 3 }
        for _ in 0..<3 {
            let error = try await #require(throws: HTTPTransportError.self) {
                try await transport.send(request, timeout: .seconds(20))
            }
            #expect(error.kind == .connectionFailed || error.kind == .connectionLost)
        }
        await transport.shutdown()
    }

    @Test func redirectsAreHandedOn() async throws {
        for status in [301, 302, 307, 308] {
            try await FaultServer.with([
                .send("HTTP/1.1 \(status) Moved\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")
            ]) { server in
                let transport = try AsyncHTTPTransport()
                let response = try await transport.send(Self.request(server.port), timeout: .seconds(20))
                #expect(response.status == status)
                #expect(server.journal.requests.count == 1)
                await transport.shutdown()
            }
        }
    }

    @Test func answersToHEADHaveALengthAndNoBody() async throws {
        try await FaultServer.with([.send("HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n")]) { server in
            let transport = try AsyncHTTPTransport()
            let response = try await transport.send(Self.request(server.port, method: "HEAD"), timeout: .seconds(20))
            #expect(response.headers["content-length"] == "999999999999")
            #expect(response.body.isEmpty)
            await transport.shutdown()
        }
    }

    struct FaultCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let step: FaultServer.Step
        let kind: HTTPTransportError.Kind

        init(_ name: String, _ step: FaultServer.Step, _ kind: HTTPTransportError.Kind) {
            testDescription = name
            self.step = step
            self.kind = kind
        }
    }

    @Test(arguments: [
        FaultCase("closed before the answer", .sendAndClose(""), .connectionLost),
        FaultCase("reset before the answer", .sendAndReset(""), .connectionLost),
        FaultCase("closed in the head", .sendAndClose("HTTP/1.1 200 OK\r\nContent-Le"), .connectionLost),
        FaultCase(
            "closed in a body with a length", .sendAndClose("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345"),
            .connectionLost),
        FaultCase(
            "reset in a body with a length", .sendAndReset("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345"),
            .connectionLost),
        FaultCase(
            "closed in a chunked body",
            .sendAndClose("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n"), .connectionLost),
        FaultCase("no HTTP at all", .sendAndClose("220 smtp.example.com ready\r\n\r\n"), .malformedResponse),
    ])
    func faultsAreErrorsOfTheirKind(_ c: FaultCase) async throws {
        let error = try await Self.failure([c.step])
        #expect(error.kind == c.kind)
        #expect(error.message.contains("127.0.0.1:"))
        #expect(!error.message.contains("\n"))
    }

    @Test func theDeadlineEndsATricklingBody() async throws {
        let start = ContinuousClock.now
        let error = try await Self.failure(
            [.trickle("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")], timeout: .milliseconds(200))
        #expect(error.kind == .timeout)
        #expect(error.message.contains("200 ms"))
        #expect(start.duration(to: .now) < .seconds(60))
    }

    @Test func theDeadlineEndsSilence() async throws {
        #expect(try await Self.failure([.silence], timeout: .milliseconds(100)).kind == .timeout)
    }

    @Test func cancellingTheTaskEndsTheRequest() async throws {
        try await FaultServer.with([.silence]) { server in
            let transport = try AsyncHTTPTransport()
            let task = Task { try await transport.send(Self.request(server.port), timeout: .seconds(50)) }
            while server.journal.requests.isEmpty { await Task.yield() }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            await transport.shutdown()
        }
    }

    @Test func aRefusedPortFailsAtOnce() async throws {
        var port = 0
        try await FaultServer.with([]) { port = $0.port }
        let transport = try AsyncHTTPTransport()
        let error = try await #require(throws: HTTPTransportError.self) {
            try await transport.send(Self.request(port), timeout: .seconds(30))
        }
        #expect(error.kind == .connectionFailed)
        #expect(error.message == "cannot connect to 127.0.0.1:\(port): connection refused")
        await transport.shutdown()
    }

    @Test func anUnknownNameFailsAtOnce() async throws {
        let transport = try AsyncHTTPTransport()
        let error = try await #require(throws: HTTPTransportError.self) {
            try await transport.send(Self.request(80, host: "no-such-host.invalid"), timeout: .seconds(30))
        }
        #expect(error.kind == .connectionFailed)
        #expect(error.message.contains("no-such-host.invalid"))
        await transport.shutdown()
    }

    @Test func aConnectionIsUsedAgain() async throws {
        try await FaultServer.with([]) { server in
            let transport = try AsyncHTTPTransport(options: Self.options())
            for _ in 0..<3 { _ = try await transport.send(Self.request(server.port), timeout: .seconds(20)) }
            #expect(server.journal.connections == 1)
            await transport.shutdown()
        }
    }

    #if os(Linux)
        @Test func aRequestTakesTheConnectionThatComesFirst() async throws {
            let gate = FaultServer.Gate()
            try await FaultServer.with([], gate: gate, acceptsOnlyFirst: true) { server in
                let transport = try AsyncHTTPTransport(options: Self.options())
                // The server reads nothing more on this connection until the gate opens.
                _ = try await transport.send(Self.request(server.port, "/a"), timeout: .seconds(50))
                // Whoever connects from now on does so in vain.
                let others = try UnansweredConnections(to: server.port, count: 8)
                async let first = transport.send(Self.request(server.port, "/b"), timeout: .seconds(50)).status
                async let second = transport.send(Self.request(server.port, "/c"), timeout: .seconds(50)).status
                try await others.waitForOneMore()
                gate.open()
                #expect(try await [first, second] == [200, 200])
                #expect(server.journal.connections == 1)
                await transport.shutdown()
            }
        }
    #endif

    @Test func aStaleConnectionIsReportedAsLostAndReplacedByTheNextRequest() async throws {
        try await FaultServer.with([
            .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), .sendAndClose(""),
        ]) { server in
            let transport = try AsyncHTTPTransport()
            _ = try await transport.send(Self.request(server.port), timeout: .seconds(20))
            let error = try await #require(throws: HTTPTransportError.self) {
                try await transport.send(Self.request(server.port), timeout: .seconds(20))
            }
            #expect(error.kind == .connectionLost)
            let response = try await transport.send(Self.request(server.port), timeout: .seconds(20))
            #expect(response.status == 200)
            #expect(server.journal.connections == 2)
            await transport.shutdown()
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + String(repeating: "20\r\n0123456789abcdef0123456789abcdef\r\n", count: 4),
    ])
    func aBodyBeyondTheLimitIsRefused(head: String) async throws {
        try await FaultServer.with([.send(head)]) { server in
            let transport = try AsyncHTTPTransport(options: Self.options { $0.maximumResponseSize = 100 })
            let error = try await #require(throws: HTTPTransportError.self) {
                try await transport.send(Self.request(server.port), timeout: .seconds(20))
            }
            #expect(error.kind == .other)
            #expect(error.message.contains("larger than 100 bytes"))
            await transport.shutdown()
        }
    }

    @Test func manyRequestsRunAtATime() async throws {
        try await FaultServer.with([]) { server in
            let transport = try AsyncHTTPTransport(options: Self.options { $0.connectionsPerHost = 16 })
            try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<200 {
                    group.addTask {
                        try await transport.send(Self.request(server.port, "/\(index)"), timeout: .seconds(30)).status
                    }
                }
                for try await status in group { #expect(status == 200) }
            }
            #expect(server.journal.requests.count == 200)
            #expect(server.journal.connections <= 16)
            await transport.shutdown()
        }
    }

    @Test func anUnknownAuthorityIsATLSErrorThatNamesTheWayOut() async throws {
        try await FaultServer.with([], isTLS: true) { server in
            let transport = try AsyncHTTPTransport()
            let error = try await #require(throws: HTTPTransportError.self) {
                try await transport.send(
                    Self.request(server.port, scheme: "https", host: "localhost"), timeout: .seconds(20))
            }
            #expect(error.kind == .tls)
            #expect(error.message.contains("AWS_CA_BUNDLE"))
            await transport.shutdown()
        }
    }

    @Test(arguments: ["AWS_CA_BUNDLE", "ca_bundle", "SSL_CERT_FILE"])
    func aCertificateFileIsTrustedAndItsNameChecked(source: String) async throws {
        try await withTemporaryDirectory { folder in
            try write(TestCertificate.pem, to: "\(folder)/ca.pem")
            var variables = ["SSL_CERT_FILE": "/nowhere"]
            if source == "ca_bundle" {
                try write("[profile dev]\nca_bundle = ~/ca.pem\n", to: "\(folder)/.aws/config")
                variables["AWS_PROFILE"] = "dev"
            } else {
                variables[source] = "\(folder)/ca.pem"
            }
            let environment = AWSEnvironment(variables: variables, homeDirectory: folder)
            try await FaultServer.with([], isTLS: true) { server in
                let transport = try AsyncHTTPTransport(options: .init(environment: environment))
                let response = try await transport.send(
                    Self.request(server.port, scheme: "https", host: "localhost"), timeout: .seconds(20))
                #expect(response.status == 200)
                let error = try await #require(throws: HTTPTransportError.self) {
                    try await transport.send(Self.request(server.port, scheme: "https"), timeout: .seconds(20))
                }
                #expect(error.kind == .tls)
                #expect(error.message.contains("another name"))
                await transport.shutdown()
            }
        }
    }

    @Test func theFirstSourceOfCertificatesWins() async throws {
        try await withTemporaryDirectory { folder in
            try write(
                "[default]\nca_bundle = /of/default\n[profile dev]\nca_bundle = /of/dev\n", to: "\(folder)/.aws/config")
            func find(_ variables: [String: String], profile: String? = nil) throws -> TrustedCertificates? {
                try TrustedCertificates.find(
                    environment: AWSEnvironment(variables: variables, homeDirectory: folder), profile: profile)
            }
            let known = SharedConfig(
                config: try SharedConfigFile(parsing: "[default]\nca_bundle = /known\n", path: "config"),
                credentials: SharedConfigFile())
            let environment = AWSEnvironment(variables: [:], homeDirectory: folder)
            #expect(try TrustedCertificates.find(environment: environment, shared: known)?.file == "/known")
            let all = ["AWS_CA_BUNDLE": "/aws", "SSL_CERT_FILE": "/ssl", "AWS_PROFILE": "dev"]
            #expect(try find(all) == .init(file: "/aws", origin: "AWS_CA_BUNDLE"))
            #expect(
                try find(all.filter { $0.key != "AWS_CA_BUNDLE" })
                    == .init(file: "/of/dev", origin: "ca_bundle of profile dev"))
            #expect(try find(["AWS_CA_BUNDLE": "", "SSL_CERT_FILE": "/ssl"], profile: "dev")?.file == "/of/dev")
            #expect(try find(["SSL_CERT_FILE": "/ssl"])?.file == "/of/default")
            #expect(try find(["SSL_CERT_FILE": "/ssl"], profile: "other")?.origin == "SSL_CERT_FILE")
            #expect(try find([:], profile: "other") == nil)
        }
    }

    @Test(arguments: ["", "no certificate\n", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    func aFileWithoutCertificatesIsReportedBeforeAnythingIsSent(text: String) async throws {
        try await withTemporaryDirectory { folder in
            let file = "\(folder)/ca.pem"
            if !text.isEmpty { try write(text, to: file) }
            let environment = AWSEnvironment(variables: ["AWS_CA_BUNDLE": file], homeDirectory: folder)
            let error = #expect(throws: AWSConfigurationError.self) {
                try AsyncHTTPTransport(options: .init(environment: environment))
            }
            #expect(error?.origin == "AWS_CA_BUNDLE")
            #expect(error?.reason.contains(file) == true)
        }
    }

    @Test func aProxyIsAskedForATunnel() async throws {
        try await FaultServer.with([
            .send("HTTP/1.1 200 Connection established\r\n\r\n"),
            .send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
        ]) { server in
            let proxy = ProxySettings.Server(host: "127.0.0.1", port: server.port, user: "me", password: "pw")
            let transport = try AsyncHTTPTransport(
                options: Self.options { $0.proxy = ProxySettings(https: proxy, http: nil, exceptions: []) })
            let start = ContinuousClock.now
            // The tunnel ends at a server that speaks no TLS: what counts is the CONNECT.
            _ = try? await transport.send(
                HTTPRequest(
                    method: "GET", scheme: "https", host: "sts.eu-west-1.amazonaws.com", port: nil, target: "/",
                    headers: [("Host", "sts.eu-west-1.amazonaws.com")], body: []), timeout: .milliseconds(500))
            #expect(start.duration(to: .now) < .seconds(60))
            let connect = try #require(server.journal.requests.first)
            #expect(connect.hasPrefix("CONNECT sts.eu-west-1.amazonaws.com:443 HTTP/1.1\r\n"))
            #expect(connect.lowercased().contains("proxy-authorization: basic bwu6chc="))
        }
    }

    @Test func aTransportMayBeDroppedWithoutShutdown() async throws {
        try await FaultServer.with([]) { server in
            var transport: AsyncHTTPTransport? = try AsyncHTTPTransport()
            _ = try await transport?.send(Self.request(server.port), timeout: .seconds(20))
            transport = nil
            #expect(server.journal.requests.count == 1)
        }
    }
}
