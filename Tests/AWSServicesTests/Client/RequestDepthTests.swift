// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSServices

struct RequestDepthTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let spans: [RequestDepth.Span]
        let depth: Int

        init(_ name: String, _ spans: [(Int, Int)], depth: Int) {
            testDescription = name
            self.spans = spans.map { .init(start: .milliseconds($0.0), end: .milliseconds($0.1)) }
            self.depth = depth
        }
    }

    @Test(arguments: [
        Case("nothing", [], depth: 0),
        Case("one", [(0, 5)], depth: 1),
        Case("at once", [(0, 20), (1, 30), (2, 25)], depth: 1),
        Case("one after the other", [(0, 10), (10, 20), (25, 30)], depth: 3),
        Case("two waves", [(0, 20), (1, 30), (30, 50), (31, 40)], depth: 2),
        Case("a wave that begins with the first answer", [(0, 20), (0, 90), (20, 40), (40, 60), (60, 80)], depth: 4),
        Case("short ones beside a long one", [(0, 100), (10, 20), (30, 40), (50, 60)], depth: 3),
        Case("in any order", [(40, 60), (0, 20), (20, 40)], depth: 3),
        Case("begun before the end", [(0, 20), (19, 40), (39, 60)], depth: 2),
        Case("without a length", [(5, 5), (5, 5), (5, 6)], depth: 3),
    ])
    func depthIsTheLongestChain(_ c: Case) {
        #expect(RequestDepth.depth(of: c.spans) == c.depth)
    }

    private static func event(_ service: AWSService, _ operation: String, from start: Int, to end: Int) -> AWSCallEvent
    {
        AWSCallEvent(
            service: service, operation: operation, method: "GET", subject: nil, host: "localhost", region: "us-east-1",
            attempt: 1, status: 200, errorCode: nil, requestID: nil, startedAt: .milliseconds(start),
            duration: .milliseconds(end - start), decision: nil)
    }

    @Test func requestsForCredentialsAreCountedApart() {
        let depth = RequestDepth([
            Self.event(.sso, "GetRoleCredentials", from: 0, to: 10),
            Self.event(.sts, "AssumeRole", from: 10, to: 20),
            Self.event(.sts, "GetCallerIdentity", from: 20, to: 30),
            Self.event(.s3, "HeadBucket", from: 30, to: 40),
            Self.event(.s3, "ListObjectsV2", from: 31, to: 45),
        ])
        #expect(depth.requests == 3)
        #expect(depth.depth == 2)
        #expect(depth.credentialRequests == 2)
        #expect(depth.description == "3 requests, 2 deep, after 2 for the credentials")
    }

    @Test(arguments: [
        (AWSService.sts, "GetCallerIdentity", false), (.sts, "AssumeRoleWithWebIdentity", true),
        (.ssoOIDC, "CreateToken", true), (.signIn, "CreateOAuth2Token", true), (.iam, "GetRole", false),
    ])
    func signInsAndRolesAreForCredentials(_ service: AWSService, _ operation: String, _ expected: Bool) {
        #expect(Self.event(service, operation, from: 0, to: 1).isForCredentials == expected)
    }

    @Test func oneRequestIsSaidInTheSingular() {
        #expect(RequestDepth([Self.event(.s3, "HeadBucket", from: 0, to: 1)]).description == "1 request, 1 deep")
    }
}
