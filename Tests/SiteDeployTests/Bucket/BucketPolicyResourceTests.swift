// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire
import Reconcile
import Testing

@testable import SiteDeploy

@Suite struct BucketPolicyResourceTests {
    private static let distribution = ARN(
        partition: "aws", service: "cloudfront", region: "", account: "123456789012", resource: "distribution/E1")

    private static var inputs: Outputs {
        var inputs = Outputs()
        inputs[DistributionResource.arn] = distribution
        return inputs
    }

    private func resource(_ aws: SiteAWS) throws -> BucketPolicyResource {
        BucketPolicyResource(context: aws.context(.bare), bucket: try aws.bucketName(.bare))
    }

    /// The services with a bucket, and with a policy if one is given.
    private func services(_ policy: String? = nil) async -> SiteAWS {
        let aws = SiteAWS()
        await aws.s3.edit { $0.bucket = BucketBackend.Bucket(policy: policy) }
        return aws
    }

    private func statements(_ aws: SiteAWS) async throws -> [JSONValue] {
        let text = try #require(await aws.s3.backend.bucket?.policy)
        return try #require(try JSONValue(parsing: text)["Statement"]?.arrayValue)
    }

    @Test func justOurDistributionMayRead() async throws {
        let aws = await services()
        #expect(try await resource(aws).settle(Self.inputs) == .none)
        let statements = try await statements(aws)
        let allowed = statements.filter { $0["Effect"] == "Allow" }
        #expect(allowed.count == 2)
        for statement in allowed {
            #expect(statement["Principal"] == ["Service": "cloudfront.amazonaws.com"])
            #expect(
                statement["Condition"] == ["StringEquals": ["AWS:SourceArn": .string(Self.distribution.rawValue)]])
        }
        let bucket = "arn:aws:s3:::resume-123456789012-eu-west-1"
        let rights = allowed.map { [$0["Action"]?.stringValue, $0["Resource"]?.stringValue] }
        #expect(rights == [["s3:GetObject", "\(bucket)/*"], ["s3:ListBucket", bucket]])
    }

    @Test func theRecordOfTheFilesIsNotForVisitors() async throws {
        let aws = await services()
        try await resource(aws).settle(Self.inputs)
        let denied = try await statements(aws).filter { $0["Effect"] == "Deny" }
        #expect(denied.count == 1)
        let resource = denied.first?["Resource"]?.stringValue ?? ""
        #expect(resource.hasSuffix("/\(ObjectKey.reservedPrefix)*"))
        #expect(ObjectKey.record.string.hasPrefix(ObjectKey.reservedPrefix))
    }

    @Test func statementsOfOtherPeopleSurviveAndOldOnesOfOursGo() async throws {
        let policy = """
            {"Version":"2012-10-17","Id":"theirs","Statement":[
              {"Sid":"Backup","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:role/backup"},
               "Action":"s3:GetObject","Resource":"arn:aws:s3:::resume-123456789012-eu-west-1/*"},
              {"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*",
               "Condition":{"Bool":{"aws:SecureTransport":"false"}}},
              {"Sid":"ResumectlRead","Effect":"Allow","Principal":{"Service":"cloudfront.amazonaws.com"},
               "Action":"s3:GetObject","Resource":"arn:aws:s3:::resume-123456789012-eu-west-1/*",
               "Condition":{"StringEquals":{"AWS:SourceArn":"arn:aws:cloudfront::123456789012:distribution/OLD"}}}]}
            """
        let aws = await services(policy)
        #expect(try await resource(aws).settle(Self.inputs) == .none)
        let ids = try await statements(aws).map { $0["Sid"]?.stringValue }
        #expect(ids == ["Backup", nil, "ResumectlRead", "ResumectlList", "ResumectlRecord"])
        let text = try #require(await aws.s3.backend.bucket?.policy)
        #expect(!text.contains("distribution/OLD"))
        #expect(try JSONValue(parsing: text)["Id"] == "theirs")
    }

    @Test func aSingleStatementWithoutAListSurvives() async throws {
        let aws = await services(
            #"{"Version":"2012-10-17","Statement":{"Sid":"One","Effect":"Deny","Principal":"*","Action":"s3:DeleteBucket","Resource":"*"}}"#
        )
        #expect(try await resource(aws).settle(Self.inputs) == .none)
        #expect(try await statements(aws).first?["Sid"] == "One")
    }

    /// Policies that say the same in other words.
    private static let rewritings: [(String, @Sendable (String) -> String)] = [
        ("an action as a list", { $0.replacing(#""s3:ListBucket""#, with: #"["s3:ListBucket"]"#) }),
        (
            "a principal as a list",
            { $0.replacing(#""cloudfront.amazonaws.com""#, with: #"["cloudfront.amazonaws.com"]"#) }
        ),
        ("white space", { $0.replacing(",", with: " ,\n  ") }),
    ]

    @Test(arguments: rewritings.indices)
    func aPolicyInOtherWordsIsTheSame(index: Int) async throws {
        let aws = await services()
        let policy = try resource(aws)
        try await policy.settle(Self.inputs)
        let rewrite = Self.rewritings[index].1
        let written = try #require(await aws.s3.backend.bucket?.policy)
        #expect(rewrite(written) != written)
        await aws.s3.edit { $0.bucket?.policy = rewrite(written) }
        #expect(try policy.diff(live: try await policy.find(), inputs: Self.inputs) == .none)
    }

    @Test func aForeignReaderInOurStatementIsSeen() async throws {
        let aws = await services()
        let policy = try resource(aws)
        try await policy.settle(Self.inputs)
        let written = try #require(await aws.s3.backend.bucket?.policy)
        await aws.s3.edit { $0.bucket?.policy = written.replacing("distribution/E1", with: "distribution/E2") }
        #expect(try policy.diff(live: try await policy.find(), inputs: Self.inputs).action == .update)
    }

    @Test func beforeTheDistributionExistsItIsKnownAfterApply() async throws {
        let policy = try resource(await services())
        let change = try policy.diff(live: nil, inputs: Outputs())
        #expect(change.action == .create)
        #expect(change.properties.map(\.new) == [.knownAfterApply])
        await #expect {
            _ = try await policy.apply(live: nil, inputs: Outputs(), step: StepLog().reporter("bucket.policy"))
        } throws: { ($0 as? DeployError)?.code == "missing-input" }
    }

    @Test func aMissingBucketHasNoPolicy() async throws {
        #expect(try await resource(SiteAWS()).find() == nil)
    }

    /// A principal that was just made is unknown to S3 for a moment, and changes of a bucket exclude each other.
    @Test(arguments: ["MalformedPolicy", "OperationAborted", "NoSuchBucket"])
    func aRefusalThatPassesIsTriedAgain(code: String) async throws {
        let aws = await services()
        await aws.s3.plan(.refused(Refusal(code: code)), for: "PutBucketPolicy")
        #expect(try await resource(aws).settle(Self.inputs) == .none)
    }
}
