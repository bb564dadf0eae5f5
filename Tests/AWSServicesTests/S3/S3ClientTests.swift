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

    // MARK: Lists

    static let firstPage = """
        <ListBucketResult \(xmlns)><IsTruncated>true</IsTruncated><EncodingType>url</EncodingType>
        <NextContinuationToken>t/+=</NextContinuationToken>
        <Contents><Key>a+b%2Bc%C3%A9/%0A</Key><LastModified>2026-11-21T09:30:00.000Z</LastModified>
        <ETag>&quot;d41d8cd98f00b204e9800998ecf8427e&quot;</ETag><Size>12</Size></Contents></ListBucketResult>
        """
    static let lastPage = """
        <ListBucketResult><IsTruncated>false</IsTruncated><EncodingType>url</EncodingType>
        <Contents><Key>z</Key><LastModified>2026-11-21T09:30:00.000Z</LastModified><ETag>"x-2"</ETag><Size>0</Size>
        <StorageClass>STANDARD</StorageClass></Contents></ListBucketResult>
        """

    @Test func listsPageByPageAndDecodesKeys() async throws {
        let fixture = try CallerFixture([.ok(Self.firstPage), .ok(Self.lastPage)])
        var objects: [S3Object] = []
        for try await page in fixture.s3().objectPages(in: bucket, prefix: "p/", startAfter: "a b") {
            objects += page.items
        }
        #expect(
            fixture.transport.requests.map(\.target) == [
                "/?list-type=2&encoding-type=url&prefix=p%2F&start-after=a%20b",
                "/?list-type=2&encoding-type=url&prefix=p%2F&continuation-token=t%2F%2B%3D",
            ])
        #expect(objects.map(\.key) == ["a b+cé/\n", "z"])
        #expect(objects.map(\.etag) == ["d41d8cd98f00b204e9800998ecf8427e", "x-2"])
        #expect(objects.map(\.size) == [12, 0])
        #expect(objects.first?.lastModified.timeIntervalSince1970 == 1_795_253_400)
        #expect(objects.map(\.storageClass) == [nil, "STANDARD"])
    }

    @Test func leavingTheLoopSavesThePagesThatFollow() async throws {
        let fixture = try CallerFixture([.ok(Self.firstPage), .ok(Self.lastPage)])
        for try await _ in fixture.s3().objectPages(in: bucket) { break }
        #expect(fixture.transport.requests.count == 1)
    }

    @Test(arguments: [
        "<ListBucketResult><Contents><Key>z</Key></Contents></ListBucketResult>",
        "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
        "<ListBucketResult/>",
        "<ListBucketResult><IsTruncated>false</IsTruncated><EncodingType>url</EncodingType><Contents><Key>%ZZ</Key>"
            + "<LastModified>2026-11-21T09:30:00Z</LastModified><ETag>x</ETag><Size>0</Size></Contents></ListBucketResult>",
    ])
    func aListThatIsNotUnderstoodIsNeverAnEmptyOne(body: String) async throws {
        _ = try await request(.ok(body)) { s3 in
            let error = try await #require(throws: AWSError.self) { try await s3.listObjects(in: bucket) }
            #expect(error.code == "UnreadableResponse")
        }
    }

    @Test func aListThatRunsInCirclesEnds() async throws {
        let fixture = try CallerFixture([.ok(Self.firstPage), .ok(Self.firstPage), .ok(Self.firstPage)])
        await #expect(throws: AWSError.self) {
            for try await _ in fixture.s3().objectPages(in: bucket) {}
        }
        #expect(fixture.transport.requests.count == 2)
    }

    @Test func listsVersionsAndDeleteMarkers() async throws {
        let fixture = try CallerFixture([
            .ok(
                """
                <ListVersionsResult><IsTruncated>true</IsTruncated><EncodingType>url</EncodingType>
                <NextKeyMarker>a+b</NextKeyMarker><NextVersionIdMarker>v1</NextVersionIdMarker>
                <Version><Key>a+b</Key><VersionId>v1</VersionId><IsLatest>false</IsLatest></Version>
                <DeleteMarker><Key>a+b</Key><VersionId>v2</VersionId><IsLatest>true</IsLatest></DeleteMarker>
                </ListVersionsResult>
                """),
            .ok("<ListVersionsResult><IsTruncated>false</IsTruncated></ListVersionsResult>"),
        ])
        var versions: [S3ObjectVersion] = []
        for try await page in fixture.s3().objectVersionPages(in: bucket) { versions += page.items }
        #expect(
            versions == [
                S3ObjectVersion(key: "a b", versionID: "v1", isLatest: false, isDeleteMarker: false),
                S3ObjectVersion(key: "a b", versionID: "v2", isLatest: true, isDeleteMarker: true),
            ])
        #expect(
            fixture.transport.requests.map(\.target) == [
                "/?versions&encoding-type=url", "/?versions&encoding-type=url&key-marker=a%20b&version-id-marker=v1",
            ])
    }

    // MARK: Objects

    @Test func writesAnObjectWithItsHeadersAndHashes() async throws {
        let sent = try await request(.ok("", ["ETag": "\"abc\""])) { s3 in
            let etag = try await s3.putObject(
                "a b/é+.html", in: bucket,
                body: .init(
                    Array("x".utf8), sha256: String(repeating: "0", count: 64), md5: "9dd4e461268c8034f5c8564e155c67a6"),
                headers: S3ObjectHeaders(
                    contentType: "text/html", cacheControl: "no-cache", metadata: ["B": "2", "a": "1"]),
                condition: .isAbsent)
            #expect(etag == "abc")
        }
        #expect(sent.target == "/a%20b/%C3%A9%2B.html")
        #expect(sent.header("Content-Type") == "text/html")
        #expect(sent.header("Cache-Control") == "no-cache")
        #expect(sent.header("Content-Encoding") == nil)
        #expect(sent.header("x-amz-meta-a") == "1")
        #expect(sent.header("x-amz-meta-b") == "2")
        #expect(sent.header("If-None-Match") == "*")
        #expect(sent.header("Content-MD5") == "ndTkYSaMgDT1yFZOFVxnpg==")
        #expect(sent.header("Content-MD5") == ContentMD5.of(sent.body))
        #expect(sent.header("x-amz-content-sha256") == String(repeating: "0", count: 64))
    }

    @Test func readsWhatIsKeptBesideAnObject() async throws {
        _ = try await request(
            .ok(
                "",
                [
                    "ETag": "\"e\"", "Content-Length": "7", "Content-Type": "text/css", "x-amz-meta-Hash": "h",
                    "Last-Modified": "Sat, 21 Nov 2026 09:30:00 GMT", "x-amz-version-id": "v",
                ])
        ) { s3 in
            let info = try await s3.headObject("k", in: bucket)
            #expect(
                info
                    == S3ObjectInfo(
                        etag: "e", size: 7, headers: S3ObjectHeaders(contentType: "text/css", metadata: ["hash": "h"]),
                        lastModified: Date(timeIntervalSince1970: 1_795_253_400), versionID: "v"))
        }
        _ = try await request(.response(404, [:], "")) { s3 in
            let info = try await s3.headObject("k", in: bucket)
            #expect(info == nil)
        }
        _ = try await request(.s3Error(404, "NoSuchKey")) { s3 in
            let found = try await s3.getObject("k", in: bucket)
            #expect(found == nil)
        }
        _ = try await request(.s3Error(404, "NoSuchBucket")) { s3 in
            await #expect(throws: AWSError.self) { try await s3.getObject("k", in: bucket) }
        }
    }

    @Test func readsAnObjectUnlessItIsTheKnownOne() async throws {
        var sent = try await request(.response(304, ["ETag": "\"abc\""], "")) { s3 in
            guard case .unchanged = try await s3.getObject("k", in: bucket, unlessETag: "abc") else {
                Issue.record("304 says that it is the known one")
                return
            }
        }
        #expect(sent.header("If-None-Match") == "\"abc\"")
        sent = try await request(.s3Error(404, "NoSuchKey")) { s3 in
            guard case .absent = try await s3.getObject("k", in: bucket, unlessETag: "abc") else {
                Issue.record("there is none")
                return
            }
        }
        _ = try await request(.s3Error(404, "NoSuchBucket")) { s3 in
            await #expect(throws: AWSError.self) { try await s3.getObject("k", in: bucket, unlessETag: "abc") }
        }
    }

    @Test func replacesHeadersByACopyOntoItself() async throws {
        let sent = try await request(
            .ok("<CopyObjectResult><ETag>\"e\"</ETag></CopyObjectResult>"), owner: "123456789012"
        ) { s3 in
            let etag = try await s3.replaceHeaders(
                of: "a b+(1).html", in: bucket, with: S3ObjectHeaders(contentType: "text/html"), ifETag: "e")
            #expect(etag == "e")
        }
        #expect(sent.header("x-amz-copy-source") == "/my-site/a%20b%2B%281%29.html")
        #expect(sent.header("x-amz-metadata-directive") == "REPLACE")
        #expect(sent.header("x-amz-copy-source-if-match") == "\"e\"")
        #expect(sent.header("x-amz-source-expected-bucket-owner") == "123456789012")
        #expect(sent.header("Content-Type") == "text/html")
        #expect(sent.body.isEmpty)
    }

    @Test func deletesManyAndReportsWhatStayed() async throws {
        let sent = try await request(
            .ok(
                "<DeleteResult><Error><Key>b</Key><VersionId>v</VersionId><Code>AccessDenied</Code><Message>no</Message>"
                    + "</Error></DeleteResult>")
        ) { s3 in
            let failures = try await s3.deleteObjects(
                [S3DeletionItem("a\r&"), S3DeletionItem("b", versionID: "v")], in: bucket)
            #expect(failures.map(\.item) == [S3DeletionItem("b", versionID: "v")])
            #expect(failures.map(\.code) == ["AccessDenied"])
        }
        #expect(sent.method == "POST")
        #expect(sent.target == "/?delete")
        #expect(
            Self.body(sent) == "<Delete \(Self.xmlns)><Object><Key>a&#xD;&amp;</Key></Object><Object><Key>b</Key>"
                + "<VersionId>v</VersionId></Object><Quiet>true</Quiet></Delete>")
        #expect(sent.header("Content-MD5") == ContentMD5.of(sent.body))
    }

    @Test func tooManyDeletionsAreRefusedAndNoneSendsNothing() async throws {
        let fixture = try CallerFixture([])
        let s3 = fixture.s3()
        await #expect(throws: AWSError.self) {
            try await s3.deleteObjects((0...1000).map { S3DeletionItem("\($0)") }, in: bucket)
        }
        let failures = try await s3.deleteObjects([], in: bucket)
        #expect(failures.isEmpty)
        #expect(fixture.transport.requests.isEmpty)
    }

    @Test func uploadsInParts() async throws {
        let fixture = try CallerFixture([
            .ok("<InitiateMultipartUploadResult><UploadId>u/1</UploadId></InitiateMultipartUploadResult>"),
            .ok("", ["ETag": "\"p1\""]),
            .ok("\n \n<Error><Code>InternalError</Code><Message>m</Message></Error>"),
            .ok("<CompleteMultipartUploadResult><ETag>\"x-2\"</ETag></CompleteMultipartUploadResult>"),
            .response(204, [:], ""),
        ])
        let s3 = fixture.s3()
        let upload = try await s3.createMultipartUpload("k", in: bucket, headers: S3ObjectHeaders(contentType: "a/b"))
        #expect(upload == "u/1")
        let part = try await s3.uploadPart(1, of: upload, key: "k", in: bucket, body: .init([1]))
        let etag = try await s3.completeMultipartUpload(
            [S3Client.Part(number: 2, etag: "p2"), part], of: upload, key: "k", in: bucket)
        #expect(etag == "x-2")
        try await s3.abortMultipartUpload(upload, key: "k", in: bucket)
        let requests = fixture.transport.requests
        #expect(
            requests.map { "\($0.method) \($0.target)" } == [
                "POST /k?uploads", "PUT /k?partNumber=1&uploadId=u%2F1", "POST /k?uploadId=u%2F1",
                "POST /k?uploadId=u%2F1", "DELETE /k?uploadId=u%2F1",
            ])
        #expect(requests[0].header("Content-Type") == "a/b")
        #expect(
            Self.body(requests[2]) == "<CompleteMultipartUpload \(Self.xmlns)><Part><ETag>\"p1\"</ETag>"
                + "<PartNumber>1</PartNumber></Part><Part><ETag>\"p2\"</ETag><PartNumber>2</PartNumber></Part>"
                + "</CompleteMultipartUpload>")
    }

    @Test func anErrorNamesTheObjectOnOneLine() async throws {
        _ = try await request(.s3Error(403, "AccessDenied")) { s3 in
            let error = try await #require(throws: AWSError.self) {
                try await s3.getObject("a\n\u{1B}[1mb é", in: bucket)
            }
            #expect(error.subject == "object a\\n\\u{1B}[1mb é in bucket my-site")
        }
    }
}
