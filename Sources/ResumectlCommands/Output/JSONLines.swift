// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Writes newline-delimited JSON records, each an object with a `type`; the first is the version of the format.
package struct JSONLines: Sendable {
    /// Grows when a field changes its meaning or goes away; new fields and record types do not change it.
    package static let formatVersion = 1

    private let consoles: [Console]
    private let site: String?
    private let start: Start

    /// Whether the first record is written.
    package final class Start: Sendable {
        private let isDone = Mutex(false)

        package init() {}

        /// Whether nobody asked before.
        func isFirst() -> Bool {
            isDone.withLock { isDone in
                defer { isDone = true }
                return !isDone
            }
        }
    }

    /// - Parameters:
    ///   - consoles: Where the records go.
    ///   - site: The site that each record is about; `nil` where there is one site alone.
    ///   - start: Shared by all that write to the same places.
    package init(consoles: [Console], site: String? = nil, start: Start = Start()) {
        self.consoles = consoles
        self.site = site
        self.start = start
    }

    /// Writes the first record, unless it is written.
    ///
    /// - Parameter command: The command that runs.
    package func start(command: String) {
        guard start.isFirst() else { return }
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
            for console in consoles { console.record(String(decoding: data, as: UTF8.self)) }
        } catch {
            consoles.first?.line("error: a record could not be written as JSON: \(error). This is a bug in resumectl.")
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
