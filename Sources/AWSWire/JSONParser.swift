// SPDX-License-Identifier: Apache-2.0

/// Reads JSON from bytes; the recursion is bounded by `JSONValue.depthLimit`.
struct JSONParser: ~Copyable {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    mutating func parseDocument() throws(JSONError) -> JSONValue {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        let value = try parseValue(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw error(.trailingContent) }
        return value
    }

    private mutating func parseValue(depth: Int) throws(JSONError) -> JSONValue {
        skipSpace()
        switch try peek() {
        case UInt8(ascii: "{"): return try parseObject(depth: depth + 1)
        case UInt8(ascii: "["): return try parseArray(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        default: return try parseNumber()
        }
    }

    private mutating func parseObject(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= JSONValue.depthLimit else { throw error(.tooDeep(limit: JSONValue.depthLimit)) }
        position += 1
        var object: [String: JSONValue] = [:]
        skipSpace()
        if try peek() == UInt8(ascii: "}") {
            position += 1
            return .object(object)
        }
        while true {
            skipSpace()
            guard try peek() == UInt8(ascii: "\"") else { throw error(.malformed) }
            let key = try parseString()
            skipSpace()
            guard try peek() == UInt8(ascii: ":") else { throw error(.malformed) }
            position += 1
            object[key] = try parseValue(depth: depth)
            guard try parseComma(orEnd: UInt8(ascii: "}")) else { return .object(object) }
        }
    }

    private mutating func parseArray(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= JSONValue.depthLimit else { throw error(.tooDeep(limit: JSONValue.depthLimit)) }
        position += 1
        var array: [JSONValue] = []
        skipSpace()
        if try peek() == UInt8(ascii: "]") {
            position += 1
            return .array(array)
        }
        while true {
            array.append(try parseValue(depth: depth))
            guard try parseComma(orEnd: UInt8(ascii: "]")) else { return .array(array) }
        }
    }

    /// Whether another value follows.
    private mutating func parseComma(orEnd end: UInt8) throws(JSONError) -> Bool {
        skipSpace()
        let byte = try peek()
        guard byte == end || byte == UInt8(ascii: ",") else { throw error(.malformed) }
        position += 1
        return byte != end
    }

    private mutating func parseWord(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for index in 0..<word.utf8CodeUnitCount {
            guard try peek() == word.utf8Start[index] else { throw error(.malformed) }
            position += 1
        }
        return value
    }

    // MARK: Numbers

    private mutating func parseNumber() throws(JSONError) -> JSONValue {
        let start = position
        if try peek() == UInt8(ascii: "-") { position += 1 }
        let firstDigit = position
        let digitCount = skipDigits()
        // A sign alone, no number at all, or a leading zero.
        guard digitCount > 0 else {
            throw JSONError(reason: position < bytes.count ? .malformed : .truncated, offset: start)
        }
        guard digitCount == 1 || bytes[firstDigit] != UInt8(ascii: "0") else {
            throw JSONError(reason: .badNumber, offset: start)
        }
        var isWhole = true
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            guard skipDigits() > 0 else { throw JSONError(reason: .badNumber, offset: start) }
        }
        if position < bytes.count, bytes[position] | 32 == UInt8(ascii: "e") {
            isWhole = false
            position += 1
            if position < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[position]) {
                position += 1
            }
            guard skipDigits() > 0 else { throw JSONError(reason: .badNumber, offset: start) }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let value = Int(text) { return .int(value) }
        guard let value = Double(text), value.isFinite else { throw JSONError(reason: .badNumber, offset: start) }
        return .double(value)
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position += 1
        }
        return position - start
    }

    // MARK: Strings

    private mutating func parseString() throws(JSONError) -> String {
        let opening = position
        position += 1
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\"),
            bytes[position] >= 32
        {
            position += 1
        }
        if try peek() == UInt8(ascii: "\"") {
            position += 1
            return try string(UnsafeBufferPointer(rebasing: bytes[start..<position - 1]), at: opening)
        }
        var content = Array(bytes[start..<position])
        while true {
            let byte = try peek()
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: content, as: UTF8.self) else {
                    throw JSONError(reason: .badString, offset: opening)
                }
                return text
            case UInt8(ascii: "\\"): try parseEscape(into: &content)
            case 0..<32: throw JSONError(reason: .badString, offset: position - 1)
            default: content.append(byte)
            }
        }
    }

    private mutating func parseEscape(into content: inout [UInt8]) throws(JSONError) {
        let byte = try peek()
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(8)
        case UInt8(ascii: "f"): content.append(12)
        case UInt8(ascii: "n"): content.append(10)
        case UInt8(ascii: "r"): content.append(13)
        case UInt8(ascii: "t"): content.append(9)
        case UInt8(ascii: "u"): content.append(contentsOf: String(Character(try parseUnicodeEscape())).utf8)
        default: throw JSONError(reason: .badString, offset: position - 1)
        }
    }

    /// Reads `XXXX` or, for characters beyond the first plane, `XXXX\uXXXX`.
    private mutating func parseUnicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let start = position
        var code = try parseFourHexDigits()
        if (0xD800..<0xDC00).contains(code) {
            for expected in [UInt8(ascii: "\\"), UInt8(ascii: "u")] {
                guard try peek() == expected else { throw JSONError(reason: .badString, offset: start) }
                position += 1
            }
            let low = try parseFourHexDigits()
            guard (0xDC00..<0xE000).contains(low) else { throw JSONError(reason: .badString, offset: start) }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw JSONError(reason: .badString, offset: start) }
        return scalar
    }

    private mutating func parseFourHexDigits() throws(JSONError) -> UInt32 {
        guard bytes.count - position >= 4 else { throw error(.truncated) }
        let digits = bytes[position..<position + 4]
        guard digits.allSatisfy(isXMLHexDigit), let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw error(.badString) }
        position += 4
        return code
    }

    private func string(_ content: UnsafeBufferPointer<UInt8>, at offset: Int) throws(JSONError) -> String {
        // Nearly all text is ASCII, which needs no slower validation.
        var seen: UInt8 = 0
        for byte in content { seen |= byte }
        if seen < 128 { return String(decoding: content, as: UTF8.self) }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw JSONError(reason: .badString, offset: offset)
        }
        return text
    }

    // MARK: Bytes

    private func peek() throws(JSONError) -> UInt8 {
        guard position < bytes.count else { throw error(.truncated) }
        return bytes[position]
    }

    private mutating func skipSpace() {
        while position < bytes.count, isXMLSpace(bytes[position]) { position += 1 }
    }

    private func error(_ reason: JSONError.Reason) -> JSONError {
        JSONError(reason: reason, offset: position)
    }
}
