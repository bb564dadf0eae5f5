// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSSigning
import Testing

@Suite struct AWSCallerTests {
    @Test func sendsTheHeadersThatAWSExpects() async throws {
        let fixture = try CallerFixture([.ok("{}")])
        let response = try await fixture.caller(.s3).send(.getPolicy)
        #expect(response.status == 200)
        let request = try #require(fixture.transport.requests.first)
        #expect(request.method == "GET")
        #expect(request.scheme == "https")
        #expect(request.host == "my-site.s3.eu-west-1.amazonaws.com")
        #expect(request.target == "/?policy")
        #expect(request.header("Host") == "my-site.s3.eu-west-1.amazonaws.com")
        #expect(request.header("User-Agent") == "resumectl/0.0.0")
        #expect(request.header("amz-sdk-request") == "attempt=1; max=3")
        #expect(request.header("amz-sdk-invocation-id")?.count == 36)
        #expect(request.header("x-amz-date") == "20261121T093000Z")
        #expect(request.header("x-amz-content-sha256")?.hasPrefix("e3b0c44298fc1c14") == true)
        let authorization = try #require(request.header("Authorization"))
        #expect(
            authorization.hasPrefix(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/eu-west-1/s3/aws4_request, SignedHeaders="))
    }

    @Test(arguments: ["<html><body>Sign in</body></html>", "\n <!DOCTYPE html><title>Proxy</title>"])
    func aWebPageWithStatus200IsNoAnswer(page: String) async throws {
        let fixture = try CallerFixture([.ok(page), .ok("{}")])
        let response = try await fixture.caller(.s3).send(.getPolicy)
        #expect(response.body == Array("{}".utf8), "it is asked for again")
        let lasting = try CallerFixture([.ok(page), .ok(page), .ok(page)])
        let error = try #require(
            await #expect(throws: AWSError.self) { try await lasting.caller(.s3).send(.getPolicy) })
        #expect(error.code == "UnreadableResponse")
        #expect(!error.message.contains("<"))
    }

    @Test func aWebPageInPlaceOfAnAnswerWithoutBodyIsNoAnswer() async throws {
        let page = ["Content-Type": "text/html; charset=utf-8"]
        let request = ServiceRequest("HeadBucket", method: "HEAD", bucket: "my-site")
        let fixture = try CallerFixture([.response(200, page, ""), .ok()])
        let response = try await fixture.caller(.s3).send(request)
        #expect(fixture.transport.requests.count == 2 && response.headers["content-type"] == nil)
        // An object may be a web page.
        let object = try CallerFixture([.response(200, page.merging(["x-amz-request-id": "4F1C"]) { $1 }, "")])
        _ = try await object.caller(.s3).send(ServiceRequest("HeadObject", method: "HEAD", bucket: "my-site"))
        #expect(object.transport.requests.count == 1)
    }

    @Test func signsWhatItSends() async throws {
        let fixture = try CallerFixture([.ok()], endpointURL: "http://127.0.0.1:4566/base/")
        let request = ServiceRequest(
            "PutObject", method: "PUT", path: "/a%20b//%C3%A9", query: [("x", "1 2"), ("tagging", nil)],
            headers: [("Content-Type", "text/html")], body: Array("hello".utf8), bucket: "www.example.com")
        _ = try await fixture.caller(.s3).send(request)
        let sent = try #require(fixture.transport.requests.first)
        #expect(sent.target == "/base/www.example.com/a%20b//%C3%A9?x=1%202&tagging")
        #expect(sent.header("Host") == "127.0.0.1:4566")
        let signer = SigV4Signer(
            credentials: AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret"), region: "eu-west-1",
            service: "s3")
        let plain = sent.headers.filter {
            !["host", "authorization", "x-amz-date", "x-amz-content-sha256"].contains($0.name.lowercased())
        }
        let signed = signer.sign(
            SigningRequest(
                method: "PUT", host: "127.0.0.1:4566", path: "/base/www.example.com/a%20b//%C3%A9",
                query: [QueryItem("x", "1 2"), QueryItem("tagging")],
                headers: plain.map { HeaderField($0.name, $0.value) }, payloadHash: .sha256(of: Array("hello".utf8))),
            at: SigningDate(timeIntervalSince1970: 1_795_253_400))
        #expect(sent.header("Authorization") == signed.headers.first { $0.name == "authorization" }?.value)
    }

    @Test func aKnownHashIsNotComputedAgain() async throws {
        let fixture = try CallerFixture([.ok()])
        let hash = String(repeating: "ab", count: 32)
        _ = try await fixture.caller(.s3).send(
            ServiceRequest("PutObject", method: "PUT", body: [1], bucket: "my-site", bodySHA256: hash))
        #expect(fixture.transport.requests.first?.header("x-amz-content-sha256") == hash)
    }

    @Test func signsEachAttemptAnewUnderTheSameInvocationID() async throws {
        let fixture = try CallerFixture([
            .s3Error(503, "SlowDown"), .s3Error(500, "InternalError"), .ok("{}"),
        ])
        _ = try await fixture.caller(.s3).send(.getPolicy)
        let requests = fixture.transport.requests
        #expect(requests.count == 3)
        #expect(fixture.clock.sleeps == [.seconds(1), .milliseconds(100)])
        #expect(
            requests.map { $0.header("amz-sdk-request") } == [
                "attempt=1; max=3", "attempt=2; max=3", "attempt=3; max=3",
            ])
        #expect(Set(requests.compactMap { $0.header("amz-sdk-invocation-id") }).count == 1)
        #expect(
            requests.map { $0.header("x-amz-date") } == ["20261121T093000Z", "20261121T093001Z", "20261121T093001Z"])
        #expect(Set(requests.compactMap { $0.header("Authorization") }).count == 3)
    }

    @Test func requestsBeyondTheBurstWaitForTheirTurn() async throws {
        let fixture = try CallerFixture(Array(repeating: .ok("{}"), count: 23))
        let caller = fixture.caller(.apiGateway)
        for _ in 0..<20 { _ = try await caller.send(.json("GetApis")) }
        #expect(fixture.clock.sleeps == [])
        for _ in 0..<2 { _ = try await caller.send(.json("GetApis")) }
        // The limit is the account's: another region does not start anew.
        _ = try await fixture.caller(.apiGateway, "us-east-1").send(.json("GetApis"))
        #expect(fixture.clock.sleeps == Array(repeating: .milliseconds(125), count: 3))
    }

    @Test func aRetryTakesATurnToo() async throws {
        let fixture = try CallerFixture(
            Array(repeating: .jsonError(500, "InternalError"), count: 2) + [.ok("{}")], random: 0)
        let caller = fixture.caller(.apiGateway)
        _ = try await caller.send(.json("GetApis"))
        #expect(fixture.transport.requests.count == 3)
    }

    @Test func theLastErrorIsTheOneReported() async throws {
        let fixture = try CallerFixture([
            .failure(.timeout), .s3Error(503, "HTTP503"),
            .s3Error(500, "InternalError", ["x-amz-request-id": "REQ", "x-amz-id-2": "EXT"]),
        ])
        let error = try await #require(throws: AWSError.self) { try await fixture.caller(.s3).send(.getPolicy) }
        #expect(error.code == "InternalError")
        #expect(error.status == 500)
        #expect(error.attempts == 3)
        #expect(error.requestID == "REQ")
        #expect(error.extendedRequestID == "EXT")
        #expect(error.operation == "GetBucketPolicy")
        #expect(error.subject == "bucket my-site")
    }

    @Test func theServersHintIsKept() async throws {
        let fixture = try CallerFixture([.s3Error(503, "SlowDown", ["x-amz-retry-after": "2500"]), .ok()])
        _ = try await fixture.caller(.s3).send(.getPolicy)
        #expect(fixture.clock.sleeps == [.milliseconds(2500)])
    }

    @Test func attemptsComeFromTheEnvironment() async throws {
        let fixture = try CallerFixture(
            Array(repeating: .s3Error(500, "InternalError"), count: 9), variables: ["AWS_MAX_ATTEMPTS": "5"])
        await #expect(throws: AWSError.self) { try await fixture.caller(.s3).send(.getPolicy) }
        #expect(fixture.transport.requests.count == 5)
    }

    @Test func aStaleConnectionIsReplacedWithoutWaiting() async throws {
        let fixture = try CallerFixture([.failure(.connectionLost), .failure(.connectionLost), .ok()])
        _ = try await fixture.caller(.s3).send(.getPolicy)
        #expect(fixture.transport.requests.count == 3)
        #expect(fixture.clock.sleeps.isEmpty)
    }

    @Test func anUnsafeRequestIsSentOnceWhenItMayHaveArrived() async throws {
        for answer in [ScriptedTransport.Answer.failure(.connectionLost), .failure(.timeout), .jsonError(500, "Oops")] {
            let fixture = try CallerFixture([answer, .ok()])
            await #expect(throws: AWSError.self) {
                try await fixture.caller(.apiGateway).send(
                    ServiceRequest("CreateApi", method: "POST", path: "/v2/apis", isSafeToResend: false))
            }
            #expect(fixture.transport.requests.count == 1)
        }
    }

    @Test func noAnswerIsATransportError() async throws {
        let fixture = try CallerFixture([.failure(.tls)])
        let error = try await #require(throws: AWSError.self) { try await fixture.caller(.lambda).send(.json("Any")) }
        #expect(error.code == "Transport")
        #expect(error.status == nil)
        #expect(error.transport?.kind == .tls)
        #expect(error.message == "scripted tls")
    }

    @Test func cancellationIsNotAnAWSError() async throws {
        let fixture = try CallerFixture([.cancellation])
        await #expect(throws: CancellationError.self) { try await fixture.caller(.s3).send(.getPolicy) }
    }

    @Test func correctsTheClockForThisAndAllLaterRequests() async throws {
        // The server is an hour ahead.
        let fixture = try CallerFixture([
            .s3Error(403, "RequestTimeTooSkewed", ["Date": "Sat, 21 Nov 2026 10:30:00 GMT"]), .ok(), .ok("{}"),
        ])
        _ = try await fixture.caller(.s3).send(.getPolicy)
        _ = try await fixture.caller(.lambda).send(.json("Any"))
        #expect(
            fixture.transport.requests.map { $0.header("x-amz-date") } == [
                "20261121T093000Z", "20261121T103000Z", "20261121T103000Z",
            ])
    }

    @Test func manyCallsThatFindTheSameSkewCorrectItOnce() async throws {
        // The first 20 requests are signed before any of them is answered.
        let skewed = ScriptedTransport.Answer.s3Error(
            403, "RequestTimeTooSkewed", ["Date": "Sat, 21 Nov 2026 10:30:00 GMT"])
        let fixture = try CallerFixture(Array(repeating: skewed, count: 20) + Array(repeating: .ok(), count: 21))
        fixture.transport.holdUntil(20)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await fixture.caller(.s3).send(.getPolicy) } }
            try await group.waitForAll()
        }
        _ = try await fixture.caller(.s3).send(.getPolicy)
        #expect(fixture.transport.requests.last?.header("x-amz-date") == "20261121T103000Z")
    }

    @Test func aRefusedSignatureWithARightClockIsReported() async throws {
        let fixture = try CallerFixture([
            .jsonError(403, "InvalidSignatureException", ["Date": "Sat, 21 Nov 2026 09:31:00 GMT"])
        ])
        let error = try await #require(throws: AWSError.self) { try await fixture.caller(.lambda).send(.json("Any")) }
        #expect(error.code == "InvalidSignatureException")
    }

    struct RedirectCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let answer: ScriptedTransport.Answer
        let method: String

        init(_ name: String, _ answer: ScriptedTransport.Answer, method: String = "GET") {
            testDescription = name
            self.method = method
            self.answer = answer
        }
    }

    @Test(arguments: [
        RedirectCase("301 with header", .s3Error(301, "PermanentRedirect", ["x-amz-bucket-region": "us-west-2"])),
        RedirectCase(
            "400 with Region in the body",
            .s3Error(400, "AuthorizationHeaderMalformed", more: "<Region>us-west-2</Region>")),
        RedirectCase("307", .s3Error(307, "TemporaryRedirect", ["x-amz-bucket-region": "us-west-2"])),
        RedirectCase("HEAD 400 without body", .response(400, ["x-amz-bucket-region": "us-west-2"], ""), method: "HEAD"),
        RedirectCase("HEAD 301 without body", .response(301, ["x-amz-bucket-region": "us-west-2"], ""), method: "HEAD"),
    ])
    func followsABucketToItsRegionAndRemembersIt(_ c: RedirectCase) async throws {
        let fixture = try CallerFixture([c.answer, .ok(), .ok()])
        let request = ServiceRequest("HeadBucket", method: c.method, bucket: "my-site")
        _ = try await fixture.caller(.s3).send(request)
        _ = try await fixture.caller(.s3).send(request)
        #expect(
            fixture.transport.requests.map(\.host) == [
                "my-site.s3.eu-west-1.amazonaws.com", "my-site.s3.us-west-2.amazonaws.com",
                "my-site.s3.us-west-2.amazonaws.com",
            ])
        #expect(fixture.transport.requests[1].header("Authorization")?.contains("/us-west-2/s3/") == true)
    }

    /// S3's answers to HEAD have no body, so that an expired session looks like any other mistake.
    @Test func aHeadRefusedWithoutAReasonIsAnExpiredSession() async throws {
        let fixture = try CallerFixture([.response(400, [:], "")])
        let request = ServiceRequest("HeadObject", method: "HEAD", bucket: "my-site")
        let error = try await #require(throws: AWSError.self) { try await fixture.caller(.s3).send(request) }
        #expect(error.code == "ExpiredToken" && error.status == 400)
        let other = try CallerFixture([.response(400, [:], "")])
        let get = try await #require(throws: AWSError.self) { try await other.caller(.s3).send(.getPolicy) }
        #expect(get.code == "HTTP400")
    }

    @Test(arguments: [
        (ScriptedTransport.Answer.failure(.connectionFailed), true), (.failure(.connectionLost), true),
        (.failure(.timeout), true), (.failure(.tls), false), (.s3Error(500, "InternalError"), true),
        (.s3Error(503, "SlowDown"), true), (.s3Error(400, "Throttling"), true), (.s3Error(429, "X"), true),
        (.s3Error(403, "AccessDenied"), false), (.s3Error(404, "NoSuchKey"), false),
    ])
    func whatSaysNothingOfTheRequestIsPassing(_ answer: ScriptedTransport.Answer, isPassing: Bool) async throws {
        let fixture = try CallerFixture(Array(repeating: answer, count: 10))
        let error = try await #require(throws: AWSError.self) { try await fixture.caller(.s3).send(.getPolicy) }
        #expect(error.isPassing == isPassing)
    }

    @Test func aRedirectWithoutARegionIsAnError() async throws {
        let fixture = try CallerFixture([.s3Error(301, "PermanentRedirect")])
        let error = try await #require(throws: AWSError.self) { try await fixture.caller(.s3).send(.getPolicy) }
        #expect(error.code == "PermanentRedirect")
    }

    @Test func aCreateIsNotRedirected() async throws {
        let fixture = try CallerFixture([
            .s3Error(400, "IllegalLocationConstraintException", ["x-amz-bucket-region": "us-west-2"])
        ])
        await #expect(throws: AWSError.self) {
            try await fixture.caller(.s3).send(ServiceRequest("CreateBucket", method: "PUT", bucket: "my-site"))
        }
        #expect(fixture.transport.requests.count == 1)
    }

    @Test func readsTheErrorsOfAllProtocols() async throws {
        let cases: [(AWSService, ScriptedTransport.Answer, String, String?)] = [
            (.s3, .s3Error(404, "NoSuchBucket"), "NoSuchBucket", "R1"),
            (
                .cloudFront,
                .response(
                    412, [:],
                    "<ErrorResponse><Error><Code>PreconditionFailed</Code><Message>m</Message></Error>"
                        + "<RequestId>R2</RequestId></ErrorResponse>"), "PreconditionFailed", "R2"
            ),
            (
                .acm, .jsonError(400, "ResourceNotFoundException", ["x-amzn-RequestId": "R3"]),
                "ResourceNotFoundException", "R3"
            ),
            (
                .lambda,
                .response(
                    404, ["x-amzn-ErrorType": "ResourceNotFoundException:http://x/", "x-amzn-RequestId": "R4"],
                    #"{"Message":"m"}"#), "ResourceNotFoundException", "R4"
            ),
            (.lambda, .response(418, [:], "<html>teapot"), "HTTP418", nil),
            (.s3, .response(404, ["x-amz-request-id": "R5"], ""), "HTTP404", "R5"),
        ]
        for (service, answer, code, requestID) in cases {
            let fixture = try CallerFixture([answer])
            let error = try await #require(throws: AWSError.self) {
                try await fixture.caller(service).send(ServiceRequest("Any", method: "GET"))
            }
            #expect(error.code == code)
            #expect(error.requestID == requestID)
            #expect(!error.message.isEmpty)
        }
    }

    @Test func anErrorWithStatus200IsRetriedLikeA500() async throws {
        let fixture = try CallerFixture([
            .ok("  \n<?xml version=\"1.0\"?>\n<Error><Code>InternalError</Code><Message>m</Message></Error>"),
            .ok("<CopyObjectResult><ETag>"), .ok("<CopyObjectResult><ETag>\"e\"</ETag></CopyObjectResult>"),
        ])
        let response = try await fixture.caller(.s3).send(
            ServiceRequest("CopyObject", method: "PUT", path: "/k", bucket: "my-site"))
        #expect(response.status == 200)
        #expect(fixture.transport.requests.count == 3)
    }

    @Test func anObjectThatLooksLikeAnErrorIsNone() async throws {
        let fixture = try CallerFixture([.ok("<Error><Code>InternalError</Code></Error>")])
        let response = try await fixture.caller(.s3).send(
            ServiceRequest("GetObject", method: "GET", path: "/k", bucket: "my-site"))
        #expect(response.body.count == 41)
    }

    @Test func anAcceptedStatusIsAnAnswer() async throws {
        let fixture = try CallerFixture([.response(304, [:], "")])
        let response = try await fixture.caller(.s3).send(
            ServiceRequest("GetObject", method: "GET", path: "/k", bucket: "my-site", acceptedStatuses: [304]))
        #expect(response.status == 304)
    }

    @Test func reportsEachAttemptWithoutSecrets() async throws {
        let credentials = AWSCredentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: "SECRETSECRET", sessionToken: "TOKENTOKEN")
        let fixture = try CallerFixture(
            [.s3Error(503, "SlowDown"), .ok("{}", ["x-amz-request-id": "REQ"])], credentials: credentials)
        _ = try await fixture.caller(.s3).send(.getPolicy)
        let events = fixture.events.all
        #expect(events.map(\.attempt) == [1, 2])
        #expect(events.map(\.status) == [503, 200])
        #expect(events.map(\.errorCode) == ["SlowDown", nil])
        #expect(events.map(\.decision) == [.retry(after: .seconds(1)), nil])
        #expect(events.last?.requestID == "REQ")
        var text = ""
        dump(events, to: &text)
        dump(fixture.clients.credentials, to: &text)
        text += events.map(\.description).joined()
        #expect(!text.contains("SECRETSECRET"))
        #expect(!text.contains("TOKENTOKEN"))
        #expect(fixture.transport.requests.first?.header("x-amz-security-token") == "TOKENTOKEN")
    }

    @Test func theQuotaIsSharedByCallersOfOneServiceAndRegion() async throws {
        // 500 tokens pay for 35 retries at 14; after that each call is sent once.
        let fixture = try CallerFixture(Array(repeating: .s3Error(500, "InternalError"), count: 200))
        for _ in 0..<40 { _ = try? await fixture.caller(.s3).send(.getPolicy) }
        #expect(fixture.transport.requests.count == 40 + 35)
        let before = fixture.transport.requests.count
        _ = try? await fixture.caller(.s3, "us-west-2").send(.getPolicy)
        #expect(fixture.transport.requests.count == before + 3)
    }

    @Test func globalServicesAreSignedForThePartitionsMainRegion() async throws {
        let fixture = try CallerFixture([.ok("<a/>")])
        let caller = fixture.caller(.cloudFront, "ap-southeast-2")
        #expect(caller.region == "us-east-1")
        _ = try await caller.send(ServiceRequest("ListDistributions", method: "GET", path: "/2020-05-31/distribution"))
        let request = try #require(fixture.transport.requests.first)
        #expect(request.host == "cloudfront.amazonaws.com")
        #expect(request.header("Authorization")?.contains("/us-east-1/cloudfront/aws4_request") == true)
    }

    @Test func callsFromManyTasksDoNotMixUp() async throws {
        let fixture = try CallerFixture(Array(repeating: .ok("{}"), count: 200))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<200 {
                group.addTask {
                    let region = ["eu-west-1", "us-east-1", "ap-south-1"][index % 3]
                    _ = try await fixture.caller(.lambda, region).send(.json("Any"))
                }
            }
            try await group.waitForAll()
        }
        for request in fixture.transport.requests {
            let region = request.host.split(separator: ".")[1]
            #expect(request.header("Authorization")?.contains("/\(region)/lambda/") == true)
        }
    }
}
