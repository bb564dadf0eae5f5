// SPDX-License-Identifier: Apache-2.0

import SiteDeploy

/// Reads an archive by its central directory, as an unpacker does, and checks all that it says.
enum ReferenceUnzip {
    static func files(in archive: [UInt8]) throws -> [ObjectKey: [UInt8]] {
        func number(_ offset: Int, _ count: Int) throws -> Int {
            try FuzzFinding.unless(offset >= 0 && offset + count <= archive.count, "an offset beyond the archive")
            return archive[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        let end = archive.count - 22
        try FuzzFinding.unless(try number(end, 4) == 0x0605_4b50, "no end of the directory")
        let count = try number(end + 10, 2)
        var offset = try number(end + 16, 4)
        try FuzzFinding.unless(offset + (try number(end + 12, 4)) == end, "the directory's size is wrong")
        var files: [ObjectKey: [UInt8]] = [:]
        for _ in 0..<count {
            try FuzzFinding.unless(try number(offset, 4) == 0x0201_4b50, "no entry of the directory")
            let size = try number(offset + 20, 4)
            let nameCount = try number(offset + 28, 2)
            let local = try number(offset + 42, 4)
            try FuzzFinding.unless(try number(local, 4) == 0x0403_4b50, "no header of the file")
            for (field, width) in [(4, 2), (6, 2), (8, 2), (10, 2), (12, 2), (14, 4), (18, 4), (22, 4), (26, 2)] {
                try FuzzFinding.unless(
                    try number(local + field, width) == number(offset + 2 + field, width),
                    "header and directory differ at \(field)")
            }
            let name = Array(archive[(offset + 46)..<(offset + 46 + nameCount)])
            try FuzzFinding.unless(Array(archive[(local + 30)..<(local + 30 + nameCount)]) == name, "two names")
            let content = Array(archive[(local + 30 + nameCount)..<(local + 30 + nameCount + size)])
            try FuzzFinding.unless(try number(offset + 16, 4) == Int(checksum(content)), "a wrong checksum")
            files[ObjectKey(String(decoding: name, as: UTF8.self))] = content
            offset += 46 + nameCount
        }
        return files
    }

    /// CRC-32, bit by bit.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var state: UInt32 = 0xffff_ffff
        for byte in bytes {
            state ^= UInt32(byte)
            for _ in 0..<8 { state = state & 1 == 1 ? state >> 1 ^ 0xedb8_8320 : state >> 1 }
        }
        return ~state
    }
}
