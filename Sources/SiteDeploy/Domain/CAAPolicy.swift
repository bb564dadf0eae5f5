// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

/// Whether CAA records let Amazon issue a certificate (RFC 8659).
enum CAAPolicy {
    /// The names by which a CAA record can allow Amazon.
    ///
    /// AWS reference: AWS Certificate Manager User Guide, "Configure a CAA record".
    private static let amazon: Set<String> = ["amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com"]
    private static let knownTags: Set<String> = [
        "issue", "issuewild", "iodef", "contactemail", "contactphone", "issuemail",
    ]

    /// Whether the records of one name allow a certificate for a name that is no wildcard.
    ///
    /// - Parameter records: All CAA records of the name; empty allows everybody.
    /// - Returns: Whether Amazon may issue it.
    static func allowsAmazon(_ records: [DNSRecord]) -> Bool {
        var issuers: [String] = []
        for record in records {
            guard case .caa(let isCritical, let tag, let value) = record.content else { continue }
            if isCritical, !knownTags.contains(tag) { return false }
            guard tag == "issue" else { continue }
            let issuer = value.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }
            issuers.append(issuer.lowercased())
        }
        return issuers.isEmpty || issuers.contains(where: amazon.contains)
    }

    /// The names whose CAA records count for a name, the nearest first; the first of them that has some decides.
    static func places(for name: String) -> [String] {
        let labels = name.split(separator: ".")
        return labels.indices.map { labels[$0...].joined(separator: ".") }
    }
}
