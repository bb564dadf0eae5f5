// SPDX-License-Identifier: Apache-2.0

extension DNSMessage {
    /// Reads a message.
    ///
    /// Nothing in it is trusted: every length is checked, a name may only point back, and sections behind the answers
    /// are not looked at. Of a message that was cut off (`isTruncated`) the records that are whole are read.
    ///
    /// - Parameter bytes: The message, without the length that goes before it over TCP.
    /// - Throws: `DNSMessageError` when it is none, or has not exactly one question.
    package init(parsing bytes: [UInt8]) throws(DNSMessageError) {
        var reader = DNSReader(bytes)
        let id = try reader.uint16()
        let flags = try reader.uint16()
        let questions = try reader.uint16()
        let answerCount = try reader.uint16()
        _ = try reader.uint16()
        _ = try reader.uint16()
        guard questions == 1 else { throw .malformedRecord }
        let name = try reader.name()
        let type = DNSRecordType(rawValue: try reader.uint16())
        guard try reader.uint16() == 1 else { throw .malformedRecord }
        self.init(
            id: id, isResponse: flags & 0x8000 != 0, isTruncated: flags & 0x0200 != 0,
            code: ResponseCode(rawValue: UInt8(flags & 15)), name: name, type: type)
        for _ in 0..<answerCount {
            do {
                if let record = try reader.record() { answers.append(record) }
            } catch {
                guard isTruncated, error == .truncated else { throw error }
                return
            }
        }
    }
}

/// Reads the parts of a message one after the other.
struct DNSReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func uint8() throws(DNSMessageError) -> UInt8 {
        guard position < bytes.count else { throw .truncated }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func uint16() throws(DNSMessageError) -> UInt16 {
        let high = try uint8()
        return UInt16(high) << 8 | UInt16(try uint8())
    }

    mutating func uint32() throws(DNSMessageError) -> UInt32 {
        let high = try uint16()
        return UInt32(high) << 16 | UInt32(try uint16())
    }

    mutating func take(_ count: Int) throws(DNSMessageError) -> [UInt8] {
        guard count <= bytes.count - position else { throw .truncated }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    /// A name in lower case. Each pointer must lead before the place that the last one led to, so there is an end.
    mutating func name() throws(DNSMessageError) -> String {
        var labels: [String] = []
        var length = 1
        var place = position
        var limit = position
        var end: Int?
        while true {
            guard place < bytes.count else { throw .truncated }
            let size = Int(bytes[place])
            switch size {
            case 0:
                position = end ?? place + 1
                return labels.joined(separator: ".")
            case 1...63:
                guard place + size < bytes.count else { throw .truncated }
                length += size + 1
                guard length <= 255 else { throw .nameTooLong }
                labels.append(Self.text(bytes[place + 1...place + size]))
                place += size + 1
            case 0xC0...:
                guard place + 1 < bytes.count else { throw .truncated }
                let target = (size & 0x3F) << 8 | Int(bytes[place + 1])
                guard target < limit else { throw .compressionLoop }
                if end == nil { end = place + 2 }
                limit = target
                place = target
            default:
                throw .unknownLabel
            }
        }
    }

    private static func text(_ label: ArraySlice<UInt8>) -> String {
        var text = ""
        for byte in label {
            switch byte {
            case 0x41...0x5A: text.unicodeScalars.append(Unicode.Scalar(byte + 32))
            case 0x2E, 0x5C, 0...32, 127...:
                let digits = String(byte)
                text += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
            default: text.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        return text
    }

    /// A record, `nil` for one of another class than the Internet's.
    mutating func record() throws(DNSMessageError) -> DNSRecord? {
        let owner = try name()
        let type = DNSRecordType(rawValue: try uint16())
        let isInternet = try uint16() == 1
        let secondsToLive = try uint32()
        let length = Int(try uint16())
        let start = position
        guard length <= bytes.count - start else { throw .truncated }
        guard isInternet else {
            position = start + length
            return nil
        }
        let content: DNSRecord.Content
        switch type {
        case .ns, .cname, .ptr:
            content = .name(try name())
            guard position == start + length else { throw .malformedRecord }
        case .a, .aaaa:
            guard length == (type == .a ? 4 : 16) else { throw .malformedRecord }
            content = .address(try take(length))
        case .caa:
            guard length >= 2 else { throw .malformedRecord }
            let flags = try uint8()
            let tagLength = Int(try uint8())
            guard tagLength >= 1, tagLength + 2 <= length else { throw .malformedRecord }
            let tag = Self.text(try take(tagLength)[...])
            let value = Self.printable(try take(length - 2 - tagLength))
            content = .caa(isCritical: flags & 128 != 0, tag: tag, value: value)
        default:
            content = .opaque(try take(length))
        }
        return DNSRecord(name: owner, type: type, secondsToLive: secondsToLive, content: content)
    }

    /// The bytes as ASCII; what is not printable would reach the user's terminal, so it becomes a question mark.
    private static func printable(_ bytes: [UInt8]) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar((32...126).contains($0) ? $0 : 0x3F) }))
    }
}
