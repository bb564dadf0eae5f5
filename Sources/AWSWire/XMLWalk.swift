// SPDX-License-Identifier: Apache-2.0

/// Walks through an XML document without making a tree of it, for long lists. What is refused, and why, is the same as
/// for `XMLTree`: both read with the same parser.
package struct XMLWalk: ~Copyable {
    /// What comes next in the document.
    package enum Event: Sendable, Hashable {
        /// An element begins; `isNamed` tells which.
        case start
        /// Text of the innermost open element is there; `appendText` takes it. An element's text may come in pieces.
        case text
        /// The innermost open element ends.
        case end
    }

    private var parser: XMLParser
    private var text: XMLParser.Piece?

    private init(_ bytes: UnsafeBufferPointer<UInt8>) {
        parser = XMLParser(bytes: bytes)
    }

    /// Walks through a document.
    ///
    /// - Parameters:
    ///   - bytes: The whole document.
    ///   - sizeLimit: The largest size that is read, in bytes.
    ///   - body: Calls `next` until there is nothing left; a document that it does not read to its end is not checked.
    /// - Returns: What the body returns.
    /// - Throws: `XMLError` with the byte offset, or what the body throws.
    package static func read<Value>(
        _ bytes: [UInt8], sizeLimit: Int = XMLTree.defaultSizeLimit, _ body: (inout XMLWalk) throws -> Value
    ) throws -> Value {
        guard bytes.count <= sizeLimit else {
            throw XMLError(reason: .tooLarge(limit: sizeLimit), offset: sizeLimit)
        }
        return try bytes.withUnsafeBufferPointer { buffer in
            var reader = XMLWalk(buffer)
            return try body(&reader)
        }
    }

    /// How many elements are open; 1 in the root element.
    package var depth: Int { parser.depth }

    /// Goes on to the next event.
    ///
    /// - Returns: `nil` at the end of the document.
    /// - Throws: `XMLError`.
    package mutating func next() throws(XMLError) -> Event? {
        guard let piece = try parser.next() else { return nil }
        switch piece {
        case .start: return .start
        case .end: return .end
        case .text, .lines, .character:
            text = piece
            return .text
        }
    }

    /// Whether the element that has just begun has a local name.
    ///
    /// - Parameter name: The name without prefix, in ASCII.
    package func isNamed(_ name: StaticString) -> Bool {
        let count = name.utf8CodeUnitCount
        let range = parser.nameRange
        guard range.count >= count else { return false }
        let start = range.upperBound - count
        // A name has one colon at most that counts as that of a prefix: the first one.
        guard
            start == range.lowerBound
                || parser.bytes[range].firstIndex(of: UInt8(ascii: ":")) == start - 1
        else { return false }
        for offset in 0..<count where parser.bytes[start + offset] != name.utf8Start[offset] { return false }
        return true
    }

    /// The local name of the element that has just begun.
    package var name: String {
        let range = parser.nameRange
        let bytes = parser.bytes[range]
        let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
        return String(decoding: bytes[(colon.map { $0 + 1 } ?? range.lowerBound)...], as: UTF8.self)
    }

    /// Appends the text of the last event, references resolved, to bytes.
    package func appendText(to bytes: inout [UInt8]) {
        switch text {
        case .text(let range): bytes.append(contentsOf: parser.bytes[range])
        case .lines(let range):
            bytes += parser.lines(String(decoding: parser.bytes[range], as: UTF8.self)).utf8
        case .character(let scalar): bytes.append(contentsOf: scalar.utf8)
        case .start, .end, nil: break
        }
    }
}
