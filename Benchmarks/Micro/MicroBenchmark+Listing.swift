// SPDX-License-Identifier: Apache-2.0

import AWSServices

extension MicroBenchmark {
    /// The XML of a whole page of a bucket's listing, read to values.
    static let listPage = MicroBenchmark(name: "list-page", unit: "page of 1,000 objects", count: 10) {
        let client = S3Client(caller: SameAnswer(body: Array(page(of: 1000).utf8)))
        guard let bucket = BucketName(rawValue: "bench-bucket") else { throw UnusableName() }
        return { count in
            for _ in 0..<count {
                let found = try await client.listObjects(in: bucket)
                precondition(found.items.count == 1000)
            }
        }
    }

    private struct UnusableName: Error {}

    private static func page(of count: Int) -> String {
        let objects = (0..<count).map { number in
            """
            <Contents><Key>section-\(number % 50)/post-\(number)/index.html</Key>\
            <LastModified>2026-01-02T03:04:05.000Z</LastModified>\
            <ETag>&quot;9a0364b9e99bb480dd25e1f0284c8555&quot;</ETag>\
            <ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType>\
            <Size>\(1000 + number)</Size><StorageClass>STANDARD</StorageClass></Contents>
            """
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bench-bucket</Name><Prefix></Prefix>\
            <KeyCount>\(count)</KeyCount><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType>\
            <IsTruncated>false</IsTruncated>\(objects.joined())</ListBucketResult>
            """
    }

    /// A caller that has the answer already.
    private struct SameAnswer: ServiceCaller {
        let service = AWSService.s3
        let region = "us-east-1"
        let body: [UInt8]

        func send(_ request: ServiceRequest) async throws -> ServiceResponse {
            ServiceResponse(
                operation: request.operation, status: 200, headers: HTTPResponseHeaders([]), body: body,
                requestID: nil)
        }
    }
}
