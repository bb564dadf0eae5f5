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

    package init(console: Console) {
        self.console = console
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
            console.record(String(decoding: try encoder.encode(record), as: UTF8.self))
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
