// SPDX-License-Identifier: Apache-2.0

import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A zip archive whose bytes depend on nothing but the names and the content of its files.
///
/// Lambda tells whether code changed by the hash of the archive, so the same files must give the same bytes on every
/// machine and at any time. Therefore files are sorted by name and stored without compression, which would differ from
/// one version of a library to the next; times are 1 January 1980; permissions are `0644`, or `0755` for a file named
/// `bootstrap`, which Lambda starts in custom runtimes. There are no entries for folders.
///
/// Reference: PKWARE's .ZIP File Format Specification (APPNOTE), version 6.3.10.
package struct ZipArchive: Sendable, Hashable {
    /// A file to put in.
    package struct Entry: Sendable, Hashable {
        /// The path inside the archive, with `/` between the parts.
        package let name: ObjectKey
        /// The content.
        package let bytes: [UInt8]

        /// A file with its content.
        package init(name: ObjectKey, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// The archive.
    package let bytes: [UInt8]

    /// The largest archive that Lambda takes in a request (AWS Lambda Developer Guide, "Lambda quotas").
    package static let maximumByteCount = 50_000_000
    /// The most files of an archive without the extension for large ones.
    package static let maximumEntryCount = 65_535

    /// Packs files.
    ///
    /// - Throws: `ZipError` when there are none or too many, they are too large together, or two have the same name.
    package init(_ entries: [Entry]) throws(ZipError) {
        guard !entries.isEmpty else { throw .empty }
        guard entries.count <= Self.maximumEntryCount else { throw .tooManyFiles(entries.count) }
        let entries = entries.sorted { $0.name < $1.name }
        for (left, right) in zip(entries, entries.dropFirst()) where left.name == right.name {
            throw .duplicateName(left.name)
        }
        let byteCount = Self.byteCount(ofNames: entries.map(\.name), sizes: entries.map { Int64($0.bytes.count) })
        guard byteCount <= Self.maximumByteCount else { throw .tooLarge(byteCount: byteCount) }
        var archive = ByteWriter(capacity: Int(byteCount))
        var directory = ByteWriter(capacity: entries.reduce(0) { $0 + 46 + $1.name.string.utf8.count })
        for entry in entries {
            let offset = archive.bytes.count
            let checksum = CRC32.checksum(entry.bytes)
            archive.add(UInt32(0x0403_4b50))
            Self.addCommonFields(of: entry, checksum: checksum, to: &archive)
            archive.add(entry.name.string.utf8)
            archive.add(entry.bytes)

            directory.add(UInt32(0x0201_4b50))
            directory.add(UInt16(3 << 8 | 20))  // made on Unix, so that the permissions below count
            Self.addCommonFields(of: entry, checksum: checksum, to: &directory)
            directory.add(UInt16(0))  // no comment
            directory.add(UInt16(0))  // first disk
            directory.add(UInt16(0))  // internal attributes
            directory.add(UInt32(entry.name.name == "bootstrap" ? 0o100755 : 0o100644) << 16)
            directory.add(UInt32(offset))
            directory.add(entry.name.string.utf8)
        }
        let directoryOffset = archive.bytes.count
        archive.add(directory.bytes)
        archive.add(UInt32(0x0605_4b50))
        archive.add(UInt16(0))  // this disk
        archive.add(UInt16(0))  // the directory's disk
        archive.add(UInt16(entries.count))
        archive.add(UInt16(entries.count))
        archive.add(UInt32(directory.bytes.count))
        archive.add(UInt32(directoryOffset))
        archive.add(UInt16(0))  // no comment
        bytes = archive.bytes
    }

    /// SHA-256 of the archive in base64, as Lambda shows it (`CodeSha256`).
    package var codeSHA256: String { Data(SHA256.hash(data: bytes)).base64EncodedString() }

    /// How large an archive of files with these names and sizes is, which needs no content to be read.
    static func byteCount(ofNames names: [ObjectKey], sizes: [Int64]) -> Int64 {
        zip(names, sizes).reduce(22) { $0 + 30 + 46 + 2 * Int64($1.0.string.utf8.count) + $1.1 }
    }

    /// The fields that the header in front of a file and the directory at the end have in common.
    private static func addCommonFields(of entry: Entry, checksum: UInt32, to writer: inout ByteWriter) {
        writer.add(UInt16(20))  // version 2.0 is needed to unpack
        writer.add(UInt16(1 << 11))  // the name is UTF-8
        writer.add(UInt16(0))  // stored
        writer.add(UInt16(0))  // 00:00:00
        writer.add(UInt16(1 << 5 | 1))  // 1980-01-01
        writer.add(checksum)
        writer.add(UInt32(entry.bytes.count))
        writer.add(UInt32(entry.bytes.count))
        writer.add(UInt16(entry.name.string.utf8.count))
        writer.add(UInt16(0))  // no extra fields
    }
}
