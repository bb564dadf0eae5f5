// SPDX-License-Identifier: Apache-2.0

internal import AWSWire

/// The lifecycle rule that keeps old versions and broken uploads from piling up.
///
/// AWS reference: Amazon S3 API Reference, "LifecycleRule".
struct BucketLifecycle: Sendable, Equatable, CustomStringConvertible {
    static let ruleID = "resumectl"
    static let ours = BucketLifecycle(
        isEnabled: true, noncurrentDays: 30, uploadDays: 7, deletesExpiredMarkers: true)

    var isEnabled: Bool
    /// For how long a file that was replaced or deleted can be brought back.
    var noncurrentDays: Int?
    /// After how long the parts of an unfinished upload go.
    var uploadDays: Int?
    /// Whether delete markers without versions behind them go.
    var deletesExpiredMarkers: Bool

    var description: String {
        "old versions for \(noncurrentDays ?? 0) days, unfinished uploads for \(uploadDays ?? 0) days"
    }

    var xml: XMLTree {
        XMLTree(
            "Rule",
            [
                XMLTree("Expiration", [XMLTree("ExpiredObjectDeleteMarker", deletesExpiredMarkers)]),
                XMLTree("ID", Self.ruleID),
                XMLTree("Filter", [XMLTree("Prefix", "")]),
                XMLTree("Status", isEnabled ? "Enabled" : "Disabled"),
                XMLTree("NoncurrentVersionExpiration", [XMLTree("NoncurrentDays", noncurrentDays ?? 30)]),
                XMLTree("AbortIncompleteMultipartUpload", [XMLTree("DaysAfterInitiation", uploadDays ?? 7)]),
            ])
    }
}

extension BucketLifecycle {
    init(_ rule: XMLTree) {
        isEnabled = rule.text(at: "Status") == "Enabled"
        noncurrentDays = rule.int(at: "NoncurrentVersionExpiration/NoncurrentDays")
        uploadDays = rule.int(at: "AbortIncompleteMultipartUpload/DaysAfterInitiation")
        deletesExpiredMarkers = rule.bool(at: "Expiration/ExpiredObjectDeleteMarker") ?? false
    }
}
