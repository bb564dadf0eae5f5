// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Single objects.
extension S3ClientTests {
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
