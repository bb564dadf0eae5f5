// SPDX-License-Identifier: Apache-2.0

import SiteDeploy

extension FuzzCheck {
    /// Bytes become files: each begins with the length of its name, the name, and the length of its content. What the
    /// archive holds must be what went in.
    static let zip = FuzzCheck("zip") { bytes in
        var rest = bytes[...]
        var files: [ObjectKey: [UInt8]] = [:]
        var entries: [ZipArchive.Entry] = []
        var isRepeated = false
        while let count = rest.popFirst() {
            let key = ObjectKey(String(decoding: rest.prefix(Int(count)), as: UTF8.self))
            rest = rest.dropFirst(Int(count))
            let content = Array(rest.dropFirst().prefix(Int(rest.first ?? 0)))
            rest = rest.dropFirst(content.count + 1)
            if files.updateValue(content, forKey: key) != nil { isRepeated = true }
            entries.append(ZipArchive.Entry(name: key, bytes: content))
        }
        let archive: ZipArchive
        do {
            archive = try ZipArchive(entries)
        } catch {
            try FuzzFinding.unless(isRepeated || entries.isEmpty, "refused: \(error)")
            return
        }
        try FuzzFinding.unless(!isRepeated, "two files of one name were packed")
        let found = try ReferenceUnzip.files(in: archive.bytes)
        try FuzzFinding.unless(found == files, "other files come out than went in")
        try FuzzFinding.unless(
            try ZipArchive(entries.reversed()) == archive, "the order of the files changes the archive")
    }

    /// A record of what is settled, which comes out of a bucket: what is read is written the same.
    static let siteRecord = FuzzCheck("site-record") { bytes in
        guard let record = SiteRecord(bytes: bytes) else { return }
        try FuzzFinding.unless(record.bytes == bytes, "a record is written differently than it was read")
    }
}
