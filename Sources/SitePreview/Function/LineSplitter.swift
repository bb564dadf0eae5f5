// SPDX-License-Identifier: Apache-2.0

/// Cuts what comes piece by piece into lines.
struct LineSplitter {
    private var pending: [UInt8] = []

    /// What came after the last line end; `nil` when there is nothing.
    var rest: String? { pending.isEmpty ? nil : String(decoding: pending, as: UTF8.self) }

    /// Takes a piece, and returns the lines that are whole now, without their ends.
    mutating func add(_ bytes: some Collection<UInt8>) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                if pending.last == UInt8(ascii: "\r") { pending.removeLast() }
                lines.append(String(decoding: pending, as: UTF8.self))
                pending = []
            } else {
                pending.append(byte)
            }
        }
        return lines
    }
}
