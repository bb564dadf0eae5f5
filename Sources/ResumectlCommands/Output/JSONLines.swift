// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Writes newline-delimited JSON records, each an object with a `type`; the first is the version of the format.
package struct JSONLines: Sendable {
    /// Grows when a field changes its meaning or goes away; new fields and record types do not change it.
    package static let formatVersion = 1

    private let console: Console
    private let site: String?

    /// - Parameters:
    ///   - console: Where the records go.
    ///   - site: The site that each record is about; `nil` where there is one site alone.
    package init(console: Console, site: String? = nil) {
        self.console = console
        self.site = site
    }

    /// Writes the first record.
    ///
    /// - Parameter command: The command that runs.
    package func start(command: String) {
        write(
            VersionRecord(
                type: "version", formatVersion: Self.formatVersion, tool: "resumectl", version: Version.current,
                command: command))
    }

    /// Writes one record.
    package func write(_ record: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            let data =
                try site.map { try encoder.encode(RecordOfSite(site: $0, record: record)) } ?? encoder.encode(record)
            console.record(String(decoding: data, as: UTF8.self))
        } catch {
            console.line("error: a record could not be written as JSON: \(error). This is a bug in resumectl.")
        }
    }
}

private struct VersionRecord: Encodable {
    let type: String
    let formatVersion: Int
    let tool: String
    let version: String
    let command: String
}

/// A record with the site that it is about.
private struct RecordOfSite<Record: Encodable>: Encodable {
    let site: String
    let record: Record

    enum CodingKeys: String, CodingKey {
        case site
    }

    func encode(to encoder: any Encoder) throws {
        try record.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(site, forKey: .site)
    }
}
