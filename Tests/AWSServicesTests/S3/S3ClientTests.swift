// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct S3ClientTests {
    static let bucket = BucketName(rawValue: "my-site")
    static let xmlns = #"xmlns="http://s3.amazonaws.com/doc/2006-03-01/""#

    let bucket: BucketName

    init() throws {
        bucket = try #require(Self.bucket)
    }

    /// The one request that an operation sends.
    func request(
        _ answer: ScriptedTransport.Answer = .ok(), region: String = "eu-west-1", owner: String? = nil,
        _ operation: (S3Client) async throws -> Void
    ) async throws -> HTTPRequest {
        let fixture = try CallerFixture([answer])
        try await operation(fixture.s3(region, owner: owner))
        #expect(fixture.transport.requests.count == 1)
        return try #require(fixture.transport.requests.first)
    }

    static func body(_ request: HTTPRequest) -> String {
        request.text.replacing(#"<?xml version="1.0" encoding="UTF-8"?>"#, with: "")
    }

    // MARK: Buckets

    struct HeadCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let answer: ScriptedTransport.Answer
        let expected: BucketPresence
    }

    @Test(arguments: [
        HeadCase(
            testDescription: "there", answer: .ok("", ["x-amz-bucket-region": "eu-west-1"]),
            expected: .present(region: "eu-west-1")),
        HeadCase(testDescription: "absent", answer: .response(404, [:], ""), expected: .absent),
        HeadCase(
            testDescription: "another account's", answer: .response(403, ["x-amz-bucket-region": "us-west-2"], ""),
            expected: .forbidden(region: "us-west-2")),
    ])
    func tellsWhetherABucketIsThere(_ c: HeadCase) async throws {
        let sent = try await request(c.answer, owner: "123456789012") { s3 in
            let presence = try await s3.headBucket(bucket)
            #expect(presence == c.expected)
        }
        #expect(sent.method == "HEAD")
        #expect(sent.header("x-amz-expected-bucket-owner") == "123456789012")
    }

    @Test func findsABucketInAnotherRegion() async throws {
        let fixture = try CallerFixture([
            .response(301, ["x-amz-bucket-region": "us-west-2"], ""), .ok("", ["x-amz-bucket-region": "us-west-2"]),
        ])
        let presence = try await fixture.s3().headBucket(bucket)
        #expect(presence == .present(region: "us-west-2"))
    }

    struct CreateCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let region: String
        let name: String
        let tags: [String]
        let body: String
        let namespace: String?
    }

    @Test(arguments: [
        CreateCase(
            testDescription: "us-east-1 without tags", region: "us-east-1", name: "b-b", tags: [], body: "",
            namespace: nil),
        CreateCase(
            testDescription: "us-east-1 with tags", region: "us-east-1", name: "b-b", tags: ["a<b"],
            body: "<CreateBucketConfiguration \(xmlns)><Tags><Tag><Key>a&lt;b</Key><Value>v</Value></Tag></Tags>"
                + "</CreateBucketConfiguration>", namespace: nil),
        CreateCase(
            testDescription: "elsewhere", region: "eu-west-1", name: "b-b", tags: ["k"],
            body: "<CreateBucketConfiguration \(xmlns)><LocationConstraint>eu-west-1</LocationConstraint>"
                + "<Tags><Tag><Key>k</Key><Value>v</Value></Tag></Tags></CreateBucketConfiguration>", namespace: nil),
        CreateCase(
            testDescription: "in the account's namespace", region: "us-east-1",
            name: "b-123456789012-us-east-1-an", tags: [], body: "", namespace: "account-regional"),
        CreateCase(
            testDescription: "in another region's namespace", region: "us-east-1",
            name: "b-123456789012-us-east-2-an", tags: [], body: "", namespace: nil),
    ])
    func createsABucketWithItsTags(_ c: CreateCase) async throws {
        let name = try #require(BucketName(rawValue: c.name))
        let sent = try await request(region: c.region, owner: "123456789012") { s3 in
            try await s3.createBucket(name, tags: c.tags.map { ($0, "v") }, account: "123456789012")
        }
        #expect(sent.method == "PUT")
        #expect(Self.body(sent) == c.body)
        #expect(sent.header("x-amz-bucket-namespace") == c.namespace)
        // The operation has no such member.
        #expect(sent.header("x-amz-expected-bucket-owner") == nil)
    }

    @Test func readsTags() async throws {
        _ = try await request(
            .ok(
                "<Tagging><TagSet><Tag><Key>k</Key><Value/></Tag><Tag><Key>l</Key><Value>v</Value></Tag></TagSet></Tagging>"
            )
        ) { s3 in
            let tags = try await s3.bucketTags(bucket)
            #expect(tags?.map(\.key) == ["k", "l"])
            #expect(tags?.map(\.value) == ["", "v"])
        }
    }

    struct SettingCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let target: String
        let body: String
        let send: @Sendable (S3Client, BucketName) async throws -> Void

        init(
            _ target: String, _ body: String, _ send: @escaping @Sendable (S3Client, BucketName) async throws -> Void
        ) {
            testDescription = target
            self.target = target
            self.body = body
            self.send = send
        }
    }

    @Test(arguments: [
        SettingCase("/?tagging", "<Tagging \(xmlns)><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>")
        {
            try await $0.putBucketTags([("k", "v")], of: $1)
        },
        SettingCase(
            "/?versioning", "<VersioningConfiguration \(xmlns)><Status>Suspended</Status></VersioningConfiguration>"
        ) { try await $0.putBucketVersioning(false, of: $1) },
        SettingCase(
            "/?encryption",
            "<ServerSideEncryptionConfiguration \(xmlns)><Rule><ApplyServerSideEncryptionByDefault>"
                + "<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>k</KMSMasterKeyID>"
                + "</ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled>"
                + "<BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType></BlockedEncryptionTypes></Rule>"
                + "</ServerSideEncryptionConfiguration>"
        ) {
            try await $0.putBucketEncryption(
                BucketEncryption(algorithm: "aws:kms", kmsKeyID: "k", usesBucketKey: true, blockedTypes: ["SSE-C"]),
                of: $1)
        },
        SettingCase(
            "/?publicAccessBlock",
            "<PublicAccessBlockConfiguration \(xmlns)><BlockPublicAcls>true</BlockPublicAcls>"
                + "<IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy>"
                + "<RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>"
        ) { try await $0.putPublicAccessBlock(.all, of: $1) },
        SettingCase(
            "/?ownershipControls",
            "<OwnershipControls \(xmlns)><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule>"
                + "</OwnershipControls>"
        ) { try await $0.putObjectOwnership(.bucketOwnerEnforced, of: $1) },
        SettingCase(
            "/?lifecycle", "<LifecycleConfiguration \(xmlns)><Rule><ID>x</ID><Unknown/></Rule></LifecycleConfiguration>"
        ) {
            try await $0.putLifecycle(
                LifecycleConfiguration(
                    document: try XMLTree(
                        parsing: "<LifecycleConfiguration><Rule><ID>x</ID><Unknown/></Rule></LifecycleConfiguration>")),
                of: $1)
        },
        SettingCase("/?policy", #"{"a":1}"#) { try await $0.putBucketPolicy(#"{"a":1}"#, of: $1) },
    ])
    func settingsAreSentWithTheirMD5(_ c: SettingCase) async throws {
        let sent = try await request(owner: "123456789012") { try await c.send($0, bucket) }
        #expect(sent.method == "PUT")
        #expect(sent.target == c.target)
        #expect(Self.body(sent) == c.body)
        #expect(sent.header("Content-MD5") == ContentMD5.of(sent.body))
        #expect(sent.header("x-amz-expected-bucket-owner") == "123456789012")
    }

    @Test func theSizeFromWhichObjectsAreMovedIsKept() async throws {
        let header = "x-amz-transition-default-minimum-object-size"
        let fixture = try CallerFixture([
            .ok("<LifecycleConfiguration><Rule/></LifecycleConfiguration>", [header: "varies_by_storage_class"]), .ok(),
        ])
        let read = try #require(try await fixture.s3().lifecycle(bucket))
        try await fixture.s3().putLifecycle(read, of: bucket)
        #expect(fixture.transport.requests.last?.header(header) == "varies_by_storage_class")
    }

    @Test func whatIsNotSetIsNilAndAMissingBucketIsAnError() async throws {
        let reads: [(String, @Sendable (S3Client, BucketName) async throws -> Bool)] = [
            ("NoSuchTagSet", { try await $0.bucketTags($1) == nil }),
            ("ServerSideEncryptionConfigurationNotFoundError", { try await $0.bucketEncryption($1) == nil }),
            ("NoSuchPublicAccessBlockConfiguration", { try await $0.publicAccessBlock($1) == nil }),
            ("OwnershipControlsNotFoundError", { try await $0.objectOwnership($1) == nil }),
            ("NoSuchLifecycleConfiguration", { try await $0.lifecycle($1) == nil }),
            ("NoSuchBucketPolicy", { try await $0.bucketPolicy($1) == nil }),
        ]
        for (code, isNil) in reads {
            _ = try await request(.s3Error(404, code)) { s3 in
                let found = try await isNil(s3, bucket)
                #expect(found)
            }
            _ = try await request(.s3Error(404, "NoSuchBucket")) { s3 in
                let error = try await #require(throws: AWSError.self) { try await isNil(s3, bucket) }
                #expect(error.code == "NoSuchBucket")
            }
        }
    }

    @Test(arguments: [
        ("<VersioningConfiguration/>", BucketVersioning.neverEnabled),
        ("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>", .enabled),
        ("<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>", .suspended),
    ])
    func readsVersioning(body: String, expected: BucketVersioning) async throws {
        _ = try await request(.ok(body)) { s3 in
            let versioning = try await s3.bucketVersioning(bucket)
            #expect(versioning == expected)
        }
    }

    @Test(arguments: ["", "<Sign><In/></Sign>", "<VersioningConfiguration>", "{}"])
    func anAnswerThatIsSomethingElseIsAnError(body: String) async throws {
        _ = try await request(.ok(body)) { s3 in
            let error = try await #require(throws: AWSError.self) { try await s3.bucketVersioning(bucket) }
            #expect(error.code == "UnreadableResponse")
        }
    }
}
