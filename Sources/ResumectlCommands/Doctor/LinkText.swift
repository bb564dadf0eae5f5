// SPDX-License-Identifier: Apache-2.0

/// A link as it is written in a page or a style sheet.
struct LinkText: Sendable, Equatable {
    /// The address, with HTML's and CSS's escapes taken off and without white space around it.
    let address: String
    /// The line that it begins in, from 1.
    let line: Int
}

/// Walks over the bytes of a file and counts its lines.
struct LineReader {
    private let bytes: ArraySlice<UInt8>
    private(set) var position: Int
    /// The line of the position, from 1.
    private(set) var line: Int

    init(_ bytes: ArraySlice<UInt8>, line: Int = 1) {
        self.bytes = bytes
        position = bytes.startIndex
        self.line = line
    }

    /// The byte at the position, `nil` at the end.
    var byte: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    /// Whether the rest begins with a text in lower case, whatever the case of its letters.
    func starts(with text: StaticString) -> Bool {
        text.withUTF8Buffer { wanted in
            guard bytes.endIndex - position >= wanted.count else { return false }
            return wanted.indices.allSatisfy { Self.lowercased(bytes[position + $0]) == wanted[$0] }
        }
    }

    mutating func advance(_ count: Int = 1) {
        for _ in 0..<count where position < bytes.endIndex {
            if bytes[position] == UInt8(ascii: "\n") { line += 1 }
            position += 1
        }
    }

    /// Goes behind the next place of a text, or to the end.
    mutating func skip(past text: StaticString) {
        while byte != nil {
            if starts(with: text) { return advance(text.utf8CodeUnitCount) }
            advance()
        }
    }

    /// The bytes up to one that ends them, which stays.
    mutating func take(until ends: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let start = position
        while let byte, !ends(byte) { advance() }
        return bytes[start..<position]
    }

    mutating func skipSpace() {
        while let byte, Self.isSpace(byte) { advance() }
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) && byte != 11 }

    static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
