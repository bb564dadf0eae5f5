// SPDX-License-Identifier: Apache-2.0

import AWSSigning
import Testing

struct SigV4SignerTests {
    private static let keys = AWSCredentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI", sessionToken: "token-of-the-session")
    private static let noon = SigningDate(secondsSinceEpoch: 1_440_936_000)
    private static let request = SigningRequest(method: "GET", host: "iam.amazonaws.com")

    private static func signer(_ credentials: AWSCredentials = keys, service: String = "iam") -> SigV4Signer {
        SigV4Signer(credentials: credentials, region: "us-east-1", service: service)
    }

    @Test func aHeldKeySignsLikeAFreshOne() {
        let prepared = Self.signer().prepared(for: Self.noon)
        #expect(prepared.isPrepared(for: Self.noon))
        #expect(!Self.signer().isPrepared(for: Self.noon))
        for offset in [-86400, -43201, -43200, -1, 0, 1, 43199, 43200, 86400] {
            let date = SigningDate(secondsSinceEpoch: Self.noon.secondsSinceEpoch + Int64(offset))
            #expect(prepared.sign(Self.request, at: date) == Self.signer().sign(Self.request, at: date))
            #expect(prepared.isPrepared(for: date) == (-43200..<43200).contains(offset))
            #expect(prepared.prepared(for: date).isPrepared(for: date))
        }
    }

    @Test func theHeadersToSendAreThoseThatAreSigned() {
        let signed = Self.signer().sign(Self.request, at: Self.noon)
        #expect(
            signed.headers.map(\.name) == [
                "x-amz-date", "x-amz-content-sha256", "x-amz-security-token", "authorization",
            ])
        #expect(signed.headers[0].value == "20150830T120000Z")
        #expect(signed.headers[2].value == "token-of-the-session")
        #expect(
            signed.authorization.contains(
                "SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=\(signed.signature)"
            ))
    }

    @Test func aSecondAttemptIsSignedAnew() {
        var request = Self.request
        request.headers += Self.signer().sign(request, at: Self.noon).headers
        let later = SigningDate(secondsSinceEpoch: Self.noon.secondsSinceEpoch + 600)
        #expect(Self.signer().sign(request, at: later) == Self.signer().sign(Self.request, at: later))
    }

    @Test func everythingButTheUnsignedChangesTheSignature() {
        let signature = Self.signer().sign(Self.request, at: Self.noon).signature
        var variants: [SigningRequest] = []
        func vary(_ change: (inout SigningRequest) -> Void) {
            var request = Self.request
            change(&request)
            variants.append(request)
        }
        vary { $0.method = "POST" }
        vary { $0.host = "sts.amazonaws.com" }
        vary { $0.path = "/a" }
        vary { $0.query = [QueryItem("a", "b")] }
        vary { $0.headers = [HeaderField("accept", "x")] }
        vary { $0.payloadHash = .sha256(of: [1]) }
        for variant in variants { #expect(Self.signer().sign(variant, at: Self.noon).signature != signature) }
        var request = Self.request
        request.headers = [HeaderField("User-Agent", "x"), HeaderField("Expect", "100-continue")]
        #expect(Self.signer().sign(request, at: Self.noon).signature == signature)
        #expect(Self.signer(service: "sts").sign(Self.request, at: Self.noon).signature != signature)
    }

    @Test(arguments: [Duration.zero, .seconds(-1), .milliseconds(999), .seconds(604_801)])
    func presignedURLsHoldASecondToAWeek(_ expiry: Duration) {
        #expect(throws: SigningError.expiryOutOfRange(expiry)) {
            try Self.signer(service: "s3").presign(Self.request, at: Self.noon, expiresIn: expiry)
        }
    }

    @Test func aPresignedURLCarriesTheToken() throws {
        var request = Self.request
        request.query = [QueryItem("partNumber", "1")]
        request.headers = [HeaderField("Content-Type", "text/plain")]
        let query = try Self.signer(service: "s3").presign(request, at: Self.noon, expiresIn: .milliseconds(61_900))
        #expect(
            query.map(\.name) == [
                "partNumber", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires",
                "X-Amz-SignedHeaders", "X-Amz-Security-Token", "X-Amz-Signature",
            ])
        #expect(query.first { $0.name == "X-Amz-Expires" }?.value == "61")
        #expect(query.first { $0.name == "X-Amz-SignedHeaders" }?.value == "content-type;host")
        let trace = try Self.signer(service: "s3").presignTrace(request, at: Self.noon, expiresIn: .seconds(61))
        #expect(trace.canonicalRequest.hasSuffix("\nUNSIGNED-PAYLOAD"))
        #expect(trace.signature == query.last?.value)
    }

    @Test func thePayloadOfOtherServicesIsCoveredByAPresignedURL() throws {
        var request = Self.request
        request.payloadHash = .sha256(of: [1])
        let trace = try Self.signer().presignTrace(request, at: Self.noon, expiresIn: .seconds(1))
        #expect(trace.canonicalRequest.hasSuffix("\n\(request.payloadHash.headerValue)"))
    }

    @Test func nothingThatIsPrintedHoldsASecret() {
        let signer = Self.signer().prepared(for: Self.noon)
        var dumped = ""
        dump(signer, to: &dumped)
        dump(Self.keys, to: &dumped)
        let texts = [
            "\(Self.keys)", String(reflecting: Self.keys), "\(signer)", String(reflecting: signer),
            "\([Self.keys])", "\(Optional(Self.keys) as Any)", dumped,
        ]
        for text in texts {
            #expect(text.contains("AKIDEXAMPLE"))
            #expect(!text.contains("wJalrXUtnFEMI"))
            #expect(!text.contains("token-of-the-session"))
        }
    }
}
