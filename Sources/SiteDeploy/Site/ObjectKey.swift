// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The name of an object in the site's bucket.
///
/// Swift compares strings by what they mean, so "é" in one and in two scalars are the same `String`. S3 compares
/// bytes, so they are two objects. A key therefore compares, hashes and sorts by its UTF-8 bytes, which is also the
/// order of S3's listings. Any text is a key here; the scan refuses those that S3 or a viewer cannot take.
package struct ObjectKey: Sendable, Hashable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The key as text, without a leading slash.
    package let string: String

    /// The most bytes that S3 takes in a key (Amazon S3 User Guide, "Naming Amazon S3 objects").
    package static let maximumByteCount = 1024

    /// Everything below this prefix belongs to resumectl; no file of a site may be named so.
    package static let reservedPrefix = ".resumectl/"

    /// Where the record of what is settled is kept.
    package static let record: ObjectKey = ".resumectl/site-record"

    /// Takes the text as it is.
    package init(_ string: String) {
        self.string = string
    }

    /// Takes the literal as it is.
    package init(stringLiteral value: String) {
        self.init(value)
    }

    package var description: String { string }

    /// Whether the key is one of resumectl's own, never part of a site.
    package var isReserved: Bool {
        string.utf8.first == UInt8(ascii: ".") && string.utf8.starts(with: Self.reservedPrefix.utf8)
    }

    /// Whether no letter of the key has a lower-case form other than itself, as far as that can be told at a glance; only
    /// a key of ASCII can.
    var isLowerCase: Bool {
        string.utf8.allSatisfy { $0 < 0x80 && $0 == $0.lowercasedASCII }
    }

    /// The part after the last slash.
    package var name: Substring {
        guard let slash = string.utf8.lastIndex(of: UInt8(ascii: "/")) else { return string[...] }
        return string[string.utf8.index(after: slash)...]
    }

    package static func == (left: ObjectKey, right: ObjectKey) -> Bool {
        left.string.utf8.count == right.string.utf8.count && left.comparison(with: right) == 0
    }

    package static func < (left: ObjectKey, right: ObjectKey) -> Bool { left.comparison(with: right) < 0 }

    /// Below 0 when this key comes first, above 0 when the other one does. A site's keys have long beginnings in common,
    /// so the bytes are compared at once and not one by one.
    private func comparison(with other: ObjectKey) -> Int {
        let compared = string.utf8.withContiguousStorageIfAvailable { bytes in
            other.string.utf8.withContiguousStorageIfAvailable { Self.comparison(bytes, $0) }
        }
        if let compared = compared ?? nil { return compared }
        // A string that Foundation made may not be in one piece.
        return Array(string.utf8).withUnsafeBufferPointer { bytes in
            Array(other.string.utf8).withUnsafeBufferPointer { Self.comparison(bytes, $0) }
        }
    }

    private static func comparison(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        if let first = left.baseAddress, let second = right.baseAddress {
            let result = memcmp(first, second, min(left.count, right.count))
            if result != 0 { return Int(result) }
        }
        return left.count - right.count
    }

    package func hash(into hasher: inout Hasher) {
        var string = string
        string.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        // No text has this byte, so the end of a key cannot be taken for its content.
        hasher.combine(UInt8(0xff))
    }
}
