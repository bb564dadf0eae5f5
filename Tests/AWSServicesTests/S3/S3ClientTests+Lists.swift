// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Lists, of objects and of versions.
extension S3ClientTests {
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
}
