// SPDX-License-Identifier: Apache-2.0

import AWSSigning
import Foundation
import Testing

/// Generated requests, signed by us and by botocore. `SIGNING_SEED` and `SIGNING_COUNT` choose others than the usual.
struct DifferentialTests {
    @Test func signaturesAreThoseOfBotocore() throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["SIGNING_SEED"].flatMap { Int($0) } ?? 20_260_901
        let count = environment["SIGNING_COUNT"].flatMap { Int($0) } ?? 4000
        let cases = try Oracle.cases(seed: seed, count: count)
        try #require(cases.count == count)

        var tags: [String: Int] = [:]
        var different = 0
        for (index, testCase) in cases.enumerated() {
            for tag in testCase.tags { tags[tag, default: 0] += 1 }
            let differences = try testCase.differences()
            guard !differences.isEmpty else { continue }
            different += 1
            if different <= 5 {
                let details = differences.joined(separator: "\n")
                Issue.record("Case \(index) of seed \(seed) (\(testCase.tags.joined(separator: ", "))):\n\(details)")
            }
        }
        #expect(different == 0)
        // The generator must not lose a kind of request unnoticed.
        for tag in Self.required {
            #expect(tags[tag, default: 0] >= count / 40, "too few requests with: \(tag)")
        }
    }

    private static let required = [
        "s3", "cloudfront", "route53", "acm", "apigateway", "lambda", "dynamodb", "iam", "sts", "logs", "tagging",
        "presigned S3", "presigned, not S3", "unsigned payload", "session token", "headers of an earlier attempt",
        "unicode in path", "unicode in query", "unicode in header", "space in path", "space in query", "ARN in path",
        "ARN in query", "percent sign in path", "percent sign in query", "empty segment", "dot segment",
        "dot-dot segment", "dots in a segment", "repeated query name", "empty query value", "empty query name",
        "bare query name", "white space around a header", "white space in a header", "repeated header",
        "empty header", "header that is never signed",
    ]
}
