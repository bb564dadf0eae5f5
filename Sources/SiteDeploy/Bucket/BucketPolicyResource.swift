// SPDX-License-Identifier: Apache-2.0

package import AWSServices
internal import AWSWire
package import Reconcile
internal import SiteConfig

/// The bucket policy that lets this site's distribution read, and nobody else.
package struct BucketPolicyResource: Resource {
    package static let address: ResourceAddress = "bucket.policy"
    /// The beginning of the ids of our statements; other statements are left alone.
    private static let prefix = "Resumectl"

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .site
    package let dependencies: [ResourceAddress] = [BucketResource.address, DistributionResource.address]
    package let needsPremise = true
    private let context: StackContext
    private let bucket: BucketName
    private var s3: S3Client { context.clients.s3 }

    package init(context: StackContext, bucket: BucketName) {
        self.context = context
        self.bucket = bucket
    }

    package var title: String { "Policy of the bucket" }

    package func read(_ others: LiveOutputs) async throws -> String? {
        do {
            return try await s3.bucketPolicy(bucket)
        } catch let error as AWSError where error.code == "NoSuchBucket" {
            return nil
        }
    }

    package func outputs(live: String) -> Outputs { Outputs() }

    /// Our statements for a distribution.
    private func statements(_ distribution: ARN) -> [JSONValue] {
        let partition = context.account.partition
        let objects = "arn:\(partition):s3:::\(bucket)"
        let cloudFront: JSONValue = ["Service": "cloudfront.amazonaws.com"]
        let condition: JSONValue = ["StringEquals": ["AWS:SourceArn": .string(distribution.rawValue)]]
        return [
            [
                "Sid": "ResumectlRead", "Effect": "Allow", "Principal": cloudFront, "Action": "s3:GetObject",
                "Resource": .string("\(objects)/*"), "Condition": condition,
            ],
            [
                // Without it a missing page is 403 instead of 404.
                "Sid": "ResumectlList", "Effect": "Allow", "Principal": cloudFront, "Action": "s3:ListBucket",
                "Resource": .string(objects), "Condition": condition,
            ],
            [
                "Sid": "ResumectlRecord", "Effect": "Deny", "Principal": cloudFront, "Action": "s3:GetObject",
                "Resource": .string("\(objects)/\(ObjectKey.reservedPrefix)*"),
            ],
        ]
    }

    private func desired(_ live: String?, _ distribution: ARN) throws -> JSONValue {
        var policy: JSONValue = [:]
        var others: [JSONValue] = []
        if let live {
            policy = try JSONValue(parsing: live)
            let statement = policy["Statement"]
            let all = statement?.arrayValue ?? [statement].compactMap { $0 }
            others = all.filter { !($0["Sid"]?.stringValue?.hasPrefix(Self.prefix) ?? false) }
        }
        policy["Version"] = "2012-10-17"
        policy["Statement"] = .array(others + statements(distribution))
        return policy
    }

    package func diff(live: String?, inputs: Outputs) throws -> Change {
        guard let distribution = inputs[DistributionResource.arn] else {
            return Change(
                live == nil ? .create : .update,
                properties: [PropertyChange("readableBy", old: nil, new: .knownAfterApply)])
        }
        guard let live else {
            return Change(
                .create, properties: [PropertyChange("readableBy", old: nil, new: .known(distribution.rawValue))])
        }
        let desired = PolicyDocument(try desired(live, distribution))
        if let current = try? PolicyDocument(parsing: live), current == desired { return .none }
        return Change(
            .update,
            properties: [PropertyChange("statements", old: "live", new: .known("readable by \(distribution.rawValue)"))]
        )
    }

    package func apply(live: String?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        let distribution = try inputs.require(DistributionResource.arn)
        let policy = try desired(live, distribution).serializedText()
        try await context.patience.retry(
            while: { ["OperationAborted", "NoSuchBucket", "MalformedPolicy"].contains(($0 as? AWSError)?.code) },
            waitingFor: "S3 to accept the bucket's policy", upTo: .seconds(120), step: step
        ) {
            try await s3.putBucketPolicy(policy, of: bucket)
        }
        return Outputs()
    }

    /// It goes with the bucket.
    package func diffForDestroy(live: String?, options: DestroyOptions) throws -> Change { .none }

    package func delete(live: String, inputs: Outputs, step: StepReporter) async throws {}
}
