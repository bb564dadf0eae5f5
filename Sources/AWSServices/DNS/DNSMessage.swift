// SPDX-License-Identifier: Apache-2.0

/// A DNS message: one question, and the records of its answer (RFC 1035, section 4).
package struct DNSMessage: Sendable, Equatable {
    /// How the server liked the question.
    package struct ResponseCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        package static let success = ResponseCode(rawValue: 0)
        package static let serverFailure = ResponseCode(rawValue: 2)
        package static let noSuchName = ResponseCode(rawValue: 3)
        package static let refused = ResponseCode(rawValue: 5)

        package var description: String {
            switch rawValue {
            case 0: "NOERROR"
            case 1: "FORMERR"
            case 2: "SERVFAIL"
            case 3: "NXDOMAIN"
            case 4: "NOTIMP"
            case 5: "REFUSED"
            default: "code \(rawValue)"
            }
        }
    }

    package var id: UInt16
    package var isResponse: Bool
    /// Whether records are missing because they did not fit.
    package var isTruncated: Bool
    package var code: ResponseCode
    /// The name asked for, in lower case and without the dot at its end.
    package var name: String
    package var type: DNSRecordType
    package var answers: [DNSRecord]

    package init(
        id: UInt16, isResponse: Bool = false, isTruncated: Bool = false, code: ResponseCode = .success, name: String,
        type: DNSRecordType, answers: [DNSRecord] = []
    ) {
        self.id = id
        self.isResponse = isResponse
        self.isTruncated = isTruncated
        self.code = code
        self.name = name
        self.type = type
        self.answers = answers
    }

    /// The bytes of a question.
    ///
    /// It asks for recursion, and for the answer even where signatures do not fit: a domain with broken DNSSEC shall show
    /// what is wrong with it.
    ///
    /// - Parameters:
    ///   - name: The name; a dot at its end does not matter.
    ///   - type: What is asked for.
    ///   - id: What the answer must carry.
    /// - Returns: A message of at most 271 bytes.
    /// - Throws: `DNSMessageError` when the name is none.
    package static func question(
        _ name: String, _ type: DNSRecordType, id: UInt16
    ) throws(DNSMessageError) -> [UInt8] {
        var bytes: [UInt8] = []
        func append(_ number: UInt16) { bytes += [UInt8(number >> 8), UInt8(number & 255)] }
        append(id)
        // RD and CD.
        append(0x0110)
        for count: UInt16 in [1, 0, 0, 0] { append(count) }
        let trimmed = name.hasSuffix(".") ? name.dropLast() : name[...]
        guard trimmed.utf8.allSatisfy({ (33...126).contains($0) }) else { throw .invalidName }
        var length = 1
        for label in trimmed.isEmpty ? [] : trimmed.split(separator: ".", omittingEmptySubsequences: false) {
            guard !label.isEmpty else { throw .invalidName }
            guard label.utf8.count <= 63 else { throw .nameTooLong }
            length += label.utf8.count + 1
            bytes.append(UInt8(label.utf8.count))
            bytes += label.utf8
        }
        guard length <= 255 else { throw .nameTooLong }
        bytes.append(0)
        append(type.rawValue)
        append(1)
        return bytes
    }
}
