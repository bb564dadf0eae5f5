// SPDX-License-Identifier: Apache-2.0

package import AWSServices
internal import Reconcile

/// A DNS record that the user allows to be replaced: a name, and perhaps a type.
package struct RecordReference: Sendable, Hashable {
    package let name: String
    /// `nil` for every type.
    package let type: String?

    /// Reads what `--replace-record` takes.
    ///
    /// - Parameters:
    ///   - texts: `NAME` or `NAME:TYPE`, each.
    ///   - names: The names of the site.
    /// - Returns: The references.
    /// - Throws: `DeployError` with code `unknown-record` when one is no name of the site, or of a type that is never in
    ///   the way.
    package static func parse(_ texts: [String], names: [String]) throws -> Set<RecordReference> {
        var found: Set<RecordReference> = []
        for text in texts {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let name = DNSName.normalized(String(parts[0]))
            let type = parts.count > 1 ? parts[1].uppercased() : nil
            // The validation records of a certificate have names of their own below those of the site.
            let isOfSite = names.contains(name) || name.hasPrefix("_") && names.contains { name.hasSuffix("." + $0) }
            guard isOfSite, type.map(types.contains) ?? true else {
                throw DeployError(
                    code: .unknownRecord, summary: "There is no such record to replace", detail: text,
                    hint: "Write one of the site's names, and A, AAAA or CNAME behind a colon: "
                        + names.joined(separator: ", "),
                    kind: .configuration)
            }
            found.insert(RecordReference(name: name, type: type))
        }
        return found
    }

    private static let types: Set<String> = ["A", "AAAA", "CNAME"]

    /// Whether a record is meant. A CNAME to a distribution may have given way to alias records that lead there, so these
    /// are meant with it.
    package func covers(_ record: RecordSet) -> Bool {
        guard name == record.name else { return false }
        return type == nil || type == record.type
            || type == "CNAME" && record.alias != nil && record.distributionName != nil
    }

    /// The command that allows records to be replaced.
    static func command(for records: [RecordSet]) -> String {
        var words: [String] = []
        for record in records {
            let word = "--replace-record \(record.name):\(record.type)"
            if !words.contains(word) { words.append(word) }
        }
        return "    resumectl deploy " + words.joined(separator: " ")
    }
}
