// SPDX-License-Identifier: Apache-2.0

import AWSSigning
import Testing

/// The worked examples of AWS's own documentation.
struct DocumentedExamplesTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let request: SigningRequest
        let signedHeaders: String
        let canonicalHash: String
        let signature: String
    }

    /// Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in a Single
    /// Chunk".
    @Test(arguments: [
        Example(
            testDescription: "GET Object",
            request: s3("GET", "/test.txt", headers: [HeaderField("Range", "bytes=0-9")]),
            signedHeaders: "host;range;x-amz-content-sha256;x-amz-date",
            canonicalHash: "7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbfff95c48bbb2dc43964946972",
            signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        Example(
            testDescription: "PUT Object",
            request: s3(
                "PUT", PercentEncoding.path("/test$file.text"),
                headers: [
                    HeaderField("Date", "Fri, 24 May 2013 00:00:00 GMT"),
                    HeaderField("x-amz-storage-class", "REDUCED_REDUNDANCY"),
                ],
                payloadHash: .sha256(of: Array("Welcome to Amazon S3.".utf8))),
            signedHeaders: "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
            canonicalHash: "9e0e90d9c76de8fa5b200d8c849cd5b8dc7a3be3951ddb7f6a76b4158342019d",
            signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
        Example(
            testDescription: "GET Bucket Lifecycle",
            request: s3("GET", "/", query: [QueryItem("lifecycle")]),
            signedHeaders: "host;x-amz-content-sha256;x-amz-date",
            canonicalHash: "9766c798316ff2757b517bc739a67f6213b4ab36dd5da2f94eaebf79c77395ca",
            signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        Example(
            testDescription: "Get Bucket (List Objects)",
            request: s3("GET", "/", query: [QueryItem("max-keys", "2"), QueryItem("prefix", "J")]),
            signedHeaders: "host;x-amz-content-sha256;x-amz-date",
            canonicalHash: "df57d21db20da04d7fa30298dd4488ba3a2b47ca3a489c74750e0f1e7df1b9b7",
            signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ])
    func s3Header(_ example: Example) {
        let signer = SigV4Signer(credentials: Self.exampleKeys, region: "us-east-1", service: "s3")
        let signed = signer.sign(example.request, at: Self.may2013)
        #expect(signed.signature == example.signature)
        #expect(
            signed.authorization
                == "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
                + "SignedHeaders=\(example.signedHeaders), Signature=\(example.signature)")
        let trace = signer.trace(example.request, at: Self.may2013)
        #expect(
            trace.stringToSign
                == "AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n\(example.canonicalHash)")
        #expect(trace.signature == example.signature)
    }

    /// Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters".
    @Test func s3Presigned() throws {
        let signer = SigV4Signer(credentials: Self.exampleKeys, region: "us-east-1", service: "s3")
        var request = Self.s3("GET", "/test.txt")
        request.query = try signer.presign(request, at: Self.may2013, expiresIn: .seconds(86400))
        #expect(
            request.target
                == "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
                + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
                + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")
    }

    /// AWS General Reference, "Signature Version 4 signing process", the request for IAM's ListUsers.
    @Test func iamListUsers() {
        let keys = AWSCredentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
        let signer = SigV4Signer(credentials: keys, region: "us-east-1", service: "iam", sendsPayloadHash: false)
        let request = SigningRequest(
            method: "GET", host: "iam.amazonaws.com",
            query: [QueryItem("Version", "2010-05-08"), QueryItem("Action", "ListUsers")],
            headers: [HeaderField("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")])
        let date = SigningDate(secondsSinceEpoch: 1_440_938_160)
        let trace = signer.trace(request, at: date)
        #expect(
            trace.canonicalRequest == """
                GET
                /
                Action=ListUsers&Version=2010-05-08
                content-type:application/x-www-form-urlencoded; charset=utf-8
                host:iam.amazonaws.com
                x-amz-date:20150830T123600Z

                content-type;host;x-amz-date
                e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                """)
        #expect(
            trace.stringToSign == """
                AWS4-HMAC-SHA256
                20150830T123600Z
                20150830/us-east-1/iam/aws4_request
                f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59
                """)
        #expect(trace.signature == "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")
    }

    private static let exampleKeys = AWSCredentials(
        accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    /// 2013-05-24T00:00:00Z.
    private static let may2013 = SigningDate(secondsSinceEpoch: 1_369_353_600)

    private static func s3(
        _ method: String, _ path: String, query: [QueryItem] = [], headers: [HeaderField] = [],
        payloadHash: PayloadHash = .empty
    ) -> SigningRequest {
        SigningRequest(
            method: method, host: "examplebucket.s3.amazonaws.com", path: path, query: query, headers: headers,
            payloadHash: payloadHash)
    }
}
