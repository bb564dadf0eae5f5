// SPDX-License-Identifier: Apache-2.0

/// Finds what a style sheet loads: `url(…)` and `@import "…"`.
///
/// Reference: W3C, "CSS Syntax Module Level 3", sections 4.3.6 and 4.3.7.
enum CSSLinks {
    /// - Parameters:
    ///   - bytes: The style sheet, or a part of a page that is one.
    ///   - line: The line that it begins in.
    /// - Returns: The links, in the order of the file.
    static func find(in bytes: ArraySlice<UInt8>, line: Int = 1) -> [LinkText] {
        var reader = LineReader(bytes, line: line)
        var links: [LinkText] = []
        var afterImport = false
        while let byte = reader.byte {
            let start = reader.line
            switch byte {
            case UInt8(ascii: "/") where reader.starts(with: "/*"):
                reader.skip(past: "*/")
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                let text = string(&reader)
                if afterImport { links.append(LinkText(address: text, line: start)) }
                afterImport = false
            case UInt8(ascii: "@"):
                afterImport = reader.starts(with: "@import")
                reader.advance(afterImport ? 7 : 1)
            case UInt8(ascii: "u"), UInt8(ascii: "U"):
                guard reader.starts(with: "url(") else {
                    word(&reader)
                    continue
                }
                reader.advance(4)
                links.append(LinkText(address: address(&reader), line: start))
                afterImport = false
            default:
                if isNameByte(byte) {
                    word(&reader)
                } else {
                    if !LineReader.isSpace(byte) { afterImport = false }
                    reader.advance()
                }
            }
        }
        return links.filter { !$0.address.isEmpty }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(LineReader.lowercased(byte))
    }

    /// A name, in whose middle no `url(` begins.
    private static func word(_ reader: inout LineReader) {
        _ = reader.take { !isNameByte($0) }
    }

    /// What is between the brackets of `url(`.
    private static func address(_ reader: inout LineReader) -> String {
        reader.skipSpace()
        if reader.byte == UInt8(ascii: "\"") || reader.byte == UInt8(ascii: "'") {
            let text = string(&reader)
            reader.skip(past: ")")
            return text
        }
        var bytes: [UInt8] = []
        while let byte = reader.byte, byte != UInt8(ascii: ")") {
            if byte == UInt8(ascii: "\\") { reader.advance() }
            if let byte = reader.byte { bytes.append(byte) }
            reader.advance()
        }
        reader.advance()
        while let last = bytes.last, LineReader.isSpace(last) { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A text in quotation marks; it ends with its line, should the second mark be missing.
    private static func string(_ reader: inout LineReader) -> String {
        guard let mark = reader.byte else { return "" }
        reader.advance()
        var bytes: [UInt8] = []
        while let byte = reader.byte, byte != mark, byte != UInt8(ascii: "\n") {
            if byte == UInt8(ascii: "\\") { reader.advance() }
            if let byte = reader.byte, byte != UInt8(ascii: "\n") { bytes.append(byte) }
            reader.advance()
        }
        if reader.byte == mark { reader.advance() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
