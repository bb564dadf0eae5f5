// SPDX-License-Identifier: Apache-2.0

/// Takes percent-encoding off values that AWS sends encoded.
package enum URLDecoding {
    /// Why a value cannot be decoded; the value is the encoded text.
    package enum Failure: Error, Hashable {
        /// A `%` is not followed by two hexadecimal digits.
        case malformed(String)
        /// The decoded bytes are no UTF-8.
        case notUTF8(String)
    }

    /// Decodes a value of RFC 3986 encoding, such as the policy documents of IAM; `+` stands for itself.
    ///
    /// - Parameter text: The encoded text.
    /// - Returns: The text in the clear.
    /// - Throws: `Failure`.
    package static func decode(_ text: String) throws(Failure) -> String {
        try decode(text, plusIsSpace: false)
    }

    /// Decodes a key or prefix of an S3 list made with `encoding-type=url`, where `+` is a space.
    ///
    /// - Parameter text: The encoded text.
    /// - Returns: The key.
    /// - Throws: `Failure`.
    ///
    /// AWS reference: Amazon S3 API Reference, "ListObjectsV2", `EncodingType`.
    package static func decodeS3Key(_ text: String) throws(Failure) -> String {
        try decode(text, plusIsSpace: true)
    }

    private static func decode(_ text: String, plusIsSpace: Bool) throws(Failure) -> String {
        let isPlain = text.utf8.allSatisfy {
            $0 != UInt8(ascii: "%") && !(plusIsSpace && $0 == UInt8(ascii: "+"))
        }
        if isPlain { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(hexValue), let low = iterator.next().flatMap(hexValue) else {
                    throw .malformed(text)
                }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else { throw .notUTF8(text) }
        return decoded
    }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
