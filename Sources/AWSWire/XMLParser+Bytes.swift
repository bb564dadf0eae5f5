// SPDX-License-Identifier: Apache-2.0

// The lowest part of the parser: names, text and single bytes.

extension XMLParser {
    mutating func parseName() throws(XMLError) -> Range<Int> {
        let start = position
        while position < bytes.count, isXMLNameByte(bytes[position]) { position += 1 }
        guard position < bytes.count else { throw error(.truncated) }
        guard position > start, isXMLNameStart(bytes[start]) else {
            throw XMLError(reason: .malformed, offset: start)
        }
        return start..<position
    }

    /// Makes sure that `splitName` has no objection, without making text of the name.
    func checkName(_ range: Range<Int>) throws(XMLError) {
        var seen: UInt8 = 0
        var hasColon = false
        for byte in UnsafeBufferPointer(rebasing: bytes[range]) {
            seen |= byte
            if byte == UInt8(ascii: ":") { hasColon = true }
        }
        if seen >= 128 || hasColon { _ = try splitName(range) }
    }

    /// Makes sure that `string` has no objection, without making text of the bytes.
    func checkText(_ range: Range<Int>) throws(XMLError) {
        var seen: UInt8 = 0
        for byte in UnsafeBufferPointer(rebasing: bytes[range]) { seen |= byte }
        if seen >= 128 { _ = try string(range) }
    }

    func splitName(_ range: Range<Int>) throws(XMLError) -> (prefix: String?, name: String) {
        guard let colon = bytes[range].firstIndex(of: UInt8(ascii: ":")) else {
            return (nil, try string(range))
        }
        guard colon > range.lowerBound, colon + 1 < range.upperBound else {
            throw XMLError(reason: .malformed, offset: range.lowerBound)
        }
        return (try string(range.lowerBound..<colon), try string(colon + 1..<range.upperBound))
    }

    func string(_ range: Range<Int>) throws(XMLError) -> String {
        let content = UnsafeBufferPointer(rebasing: bytes[range])
        // Nearly all text is ASCII, which needs no slower validation.
        var seen: UInt8 = 0
        for byte in content { seen |= byte }
        if seen < 128 { return String(decoding: content, as: UTF8.self) }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw XMLError(reason: .badEncoding, offset: range.lowerBound)
        }
        // U+FFFE and U+FFFF are the only other characters that no document holds.
        if let index = text.unicodeScalars.firstIndex(where: { $0.value & ~1 == 0xFFFE }) {
            let offset = text.utf8.distance(from: text.startIndex, to: index)
            throw XMLError(reason: .malformed, offset: range.lowerBound + offset)
        }
        return text
    }

    /// Makes sure that what is passed over holds only what a document may.
    func check(_ range: Range<Int>) throws(XMLError) {
        if let offset = bytes[range].firstIndex(where: { $0 < 32 && !isXMLSpace($0) }) {
            throw XMLError(reason: .malformed, offset: offset)
        }
        _ = try string(range)
    }

    @discardableResult
    mutating func skipSpace() -> Bool {
        let start = position
        while position < bytes.count, isXMLSpace(bytes[position]) { position += 1 }
        return position > start
    }

    mutating func skip(past end: StaticString) throws(XMLError) {
        while position < bytes.count {
            if hasPrefix(end) {
                position += end.utf8CodeUnitCount
                return
            }
            position += 1
        }
        throw error(.truncated)
    }

    mutating func expect(_ byte: UInt8) throws(XMLError) {
        guard position < bytes.count else { throw error(.truncated) }
        guard bytes[position] == byte else { throw error(.malformed) }
        position += 1
    }

    func hasPrefix(_ prefix: StaticString) -> Bool {
        let count = prefix.utf8CodeUnitCount
        guard bytes.count - position >= count else { return false }
        for index in 0..<count where bytes[position + index] != prefix.utf8Start[index] { return false }
        return true
    }

    func error(_ reason: XMLError.Reason) -> XMLError {
        XMLError(reason: reason, offset: position)
    }
}
