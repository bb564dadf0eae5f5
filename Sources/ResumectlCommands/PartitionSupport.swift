// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import Reconcile

/// In which partitions a site can be deployed. `whoami` and `validate` work in all of them.
enum PartitionSupport {
    /// Why no site can be deployed in a partition; `nil` when one can.
    static func obstacle(in partition: AWSPartition) -> String? {
        switch partition {
        case .china:
            "CloudFront in China takes certificates from IAM alone, not from ACM, and serves a domain only with an ICP "
                + "filing. resumectl does neither."
        case .govCloud:
            "There is no CloudFront in AWS GovCloud (US), and a site needs it."
        case .europeanSovereign:
            "There is no CloudFront in the AWS European Sovereign Cloud that resumectl knows of, and a site needs it."
        default: nil
        }
    }

    /// Refuses a region in which no site can be deployed.
    ///
    /// - Parameters:
    ///   - region: The region.
    ///   - origin: Where it comes from.
    ///   - configFile: The configuration file, where another one can be set.
    /// - Throws: `DeployError` with code `unsupported-partition`.
    static func check(region: String, origin: String, configFile: String) throws {
        let partition = AWSPartition.of(region: region)
        guard let obstacle = obstacle(in: partition) else { return }
        throw DeployError(
            code: .unsupportedPartition, summary: "A site cannot be deployed in the partition \(partition.id)",
            detail: "\(region) (from \(origin)): \(obstacle)",
            hint: "Choose a region of the partition aws, such as eu-central-1, with region: in \(configFile), and "
                + "credentials of an account there.",
            kind: .configuration)
    }
}
