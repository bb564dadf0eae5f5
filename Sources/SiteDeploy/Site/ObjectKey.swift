// SPDX-License-Identifier: Apache-2.0

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
    package var isReserved: Bool { string.utf8.starts(with: Self.reservedPrefix.utf8) }

    /// The part after the last slash.
    package var name: Substring {
        guard let slash = string.utf8.lastIndex(of: UInt8(ascii: "/")) else { return string[...] }
        return string[string.utf8.index(after: slash)...]
    }

    package static func == (left: ObjectKey, right: ObjectKey) -> Bool {
        left.string.utf8.count == right.string.utf8.count && left.string.utf8.elementsEqual(right.string.utf8)
    }

    package static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        left.string.utf8.lexicographicallyPrecedes(right.string.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        var string = string
        string.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        // No text has this byte, so the end of a key cannot be taken for its content.
        hasher.combine(UInt8(0xff))
    }
}
