// SPDX-License-Identifier: Apache-2.0

/// An Amazon Resource Name, `arn:partition:service:region:account:resource`.
///
/// AWS reference: IAM User Guide, "Identify AWS resources with Amazon Resource Names (ARNs)".
package struct ARN: RawRepresentable, Hashable, Sendable {
    /// The whole name as AWS wrote it.
    package let rawValue: String
    /// `aws`, `aws-cn`, `aws-us-gov` and so on.
    package let partition: String
    /// The service's namespace, such as `lambda`.
    package let service: String
    /// Empty for global resources.
    package let region: String
    /// Twelve digits; empty for buckets and APIs.
    package let account: String
    /// Everything after the fifth colon, such as `function:counter` or `/apis/a1b2c3`.
    package let resource: String

    /// Reads an ARN.
    ///
    /// - Returns: `nil` unless the text has six parts that an ARN must have: `arn`, a partition, a service and a
    ///   resource that are not empty, and an account of twelve digits, if any (`aws` for AWS's own policies).
    package init?(rawValue: String) {
        let parts = rawValue.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "arn", !parts[1].isEmpty, !parts[2].isEmpty, !parts[5].isEmpty,
            !rawValue.contains(where: \.isWhitespace)
        else { return nil }
        let account = parts[4]
        guard account.isEmpty || account == "aws" || account == "cloudfront" || Self.isAccount(account) else {
            return nil
        }
        self.rawValue = rawValue
        self.partition = parts[1]
        self.service = parts[2]
        self.region = parts[3]
        self.account = account
        self.resource = parts[5]
    }

    /// Puts an ARN together.
    ///
    /// - Parameters:
    ///   - partition: Such as `aws`.
    ///   - service: Such as `execute-api`.
    ///   - region: Empty for global resources.
    ///   - account: Empty where AWS leaves it out.
    ///   - resource: The part after the fifth colon.
    package init(partition: String, service: String, region: String, account: String, resource: String) {
        self.rawValue = "arn:\(partition):\(service):\(region):\(account):\(resource)"
        self.partition = partition
        self.service = service
        self.region = region
        self.account = account
        self.resource = resource
    }

    /// The last part of the resource, after `/` or `:`: a function's name, a certificate's id.
    package var resourceName: String {
        resource.lastIndex(where: { $0 == "/" || $0 == ":" }).map { String(resource[resource.index(after: $0)...]) }
            ?? resource
    }

    private static func isAccount(_ text: String) -> Bool {
        text.utf8.count == 12 && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}

extension ARN: CustomStringConvertible {
    /// The whole name.
    package var description: String { rawValue }
}
