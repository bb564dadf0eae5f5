// SPDX-License-Identifier: Apache-2.0

/// Reads XML from bytes, piece by piece and without recursion: open elements are on a stack of bounded height.
struct XMLParser: ~Copyable {
    /// A piece of a document. White space, comments and the like between elements are passed over.
    enum Piece {
        /// A start tag, also that of an empty element; see `nameRange` and `attributes`.
        case start
        /// Text of the innermost open element, as it is in the document; it is sound.
        case text(Range<Int>)
        /// Text of the innermost open element in which line ends are still to be made line feeds.
        case lines(Range<Int>)
        /// One character of the innermost open element's text.
        case character(Unicode.Scalar)
        /// An end tag, also that of an empty element.
        case end
    }

    private enum State {
        case prolog, content, endOfEmptyElement, end
    }

    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    /// The name of the last start tag with its prefix.
    private(set) var nameRange = 0..<0
    /// The attributes of the last start tag.
    private(set) var attributes: [XMLAttribute] = []
    private var state = State.prolog
    /// The bytes of the names of all open elements with their prefixes, to compare with the end tags.
    private var open: [Range<Int>] = []
    private var count = 0

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// How many elements are open.
    var depth: Int { open.count }

    mutating func parseRootName() throws(XMLError) -> String {
        try parseProlog()
        return try splitName(parseName()).name
    }

    /// The next piece; `nil` at the end of the document.
    mutating func next() throws(XMLError) -> Piece? {
        switch state {
        case .prolog:
            try parseProlog()
            return try start()
        case .content:
            return try parseContent()
        case .endOfEmptyElement:
            return closeElement()
        case .end:
            try skipMisc()
            guard position == bytes.count else { throw error(.trailingContent) }
            return nil
        }
    }

    mutating func parseDocument() throws(XMLError) -> XMLTree {
        var stack: [XMLTree] = []
        var root: XMLTree?
        while let piece = try next() {
            switch piece {
            case .start:
                let (prefix, name) = try splitName(nameRange)
                stack.append(XMLTree(name, prefix: prefix, attributes: attributes, children: []))
            case .text(let range): stack[stack.count - 1].text += try string(range)
            case .lines(let range): stack[stack.count - 1].text += try lines(string(range))
            case .character(let scalar): stack[stack.count - 1].text.unicodeScalars.append(scalar)
            case .end:
                var closed = stack.removeLast()
                Self.dropBlankText(&closed)
                if stack.isEmpty { root = closed } else { stack[stack.count - 1].children.append(closed) }
            }
        }
        guard let root else { throw error(.empty) }
        return root
    }

    /// White space between elements is layout; in an element without children it may be all that a key consists of.
    private static func dropBlankText(_ tree: inout XMLTree) {
        if !tree.children.isEmpty, tree.text.utf8.allSatisfy(isXMLSpace) { tree.text = "" }
    }

    private mutating func start() throws(XMLError) -> Piece {
        let isEmpty = try parseStartTag()
        count += 1
        guard count <= XMLTree.elementLimit else { throw error(.tooManyElements(limit: XMLTree.elementLimit)) }
        if !isEmpty, open.count >= XMLTree.depthLimit { throw error(.tooDeep(limit: XMLTree.depthLimit)) }
        open.append(nameRange)
        state = isEmpty ? .endOfEmptyElement : .content
        return .start
    }

    private mutating func closeElement() -> Piece {
        open.removeLast()
        state = open.isEmpty ? .end : .content
        return .end
    }

    // MARK: Prolog

    /// Moves to the name of the root element, just after its `<`.
    private mutating func parseProlog() throws(XMLError) {
        if hasPrefix("\u{FEFF}") { position += 3 }
        skipSpace()
        if hasPrefix("<?xml"), position + 5 < bytes.count, isXMLSpace(bytes[position + 5]) { try parseDeclaration() }
        try skipMisc()
        guard position < bytes.count else { throw error(.empty) }
        guard bytes[position] == lessThan else { throw error(.malformed) }
        position += 1
    }

    /// Reads `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`; the encoding has to be UTF-8 or its part ASCII.
    private mutating func parseDeclaration() throws(XMLError) {
        let start = position
        position += 5
        var expected = ["version", "encoding", "standalone"][...]
        while true {
            let hadSpace = skipSpace()
            if hasPrefix("?>") { break }
            let attribute = try parseAttribute()
            let isVersion = expected.count == 3
            guard hadSpace, !isVersion || attribute.name == "version",
                let index = expected.firstIndex(of: attribute.name)
            else { throw error(.malformed) }
            expected = expected[(index + 1)...]
            switch attribute.name {
            case "version" where !Self.isVersion(attribute.value),
                "standalone" where !["yes", "no"].contains(attribute.value):
                throw error(.malformed)
            case "encoding" where !["utf-8", "utf8", "us-ascii"].contains(attribute.value.lowercased()):
                throw XMLError(reason: .badEncoding, offset: start)
            default: break
            }
        }
        guard expected.count < 3 else { throw error(.malformed) }
        position += 2
    }

    /// Whether it is `1.0` or a later version of it, as Python's parser takes them.
    private static func isVersion(_ text: String) -> Bool {
        text.hasPrefix("1.")
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    /// Passes over white space, comments and processing instructions.
    private mutating func skipMisc() throws(XMLError) {
        while true {
            skipSpace()
            if hasPrefix("<!--") {
                try skipComment()
            } else if hasPrefix("<?") {
                try skipInstruction()
            } else if hasPrefix("<!DOCTYPE") {
                throw error(.doctype)
            } else {
                return
            }
        }
    }

    private mutating func skipComment() throws(XMLError) {
        position += 4
        let start = position
        try skip(past: "--")
        try check(start..<position)
        try expect(greaterThan)
    }

    /// Passes over a processing instruction. One named `xml` is a declaration, which stands at the very start alone.
    private mutating func skipInstruction() throws(XMLError) {
        position += 2
        let name = try string(parseName())
        guard name.lowercased() != "xml", !name.contains(":") else { throw error(.malformed) }
        let start = position
        guard hasPrefix("?>") || isXMLSpace(bytes[position]) else { throw error(.malformed) }
        try skip(past: "?>")
        try check(start..<position)
    }

    // MARK: Tags

    /// Reads a start tag from the name on.
    ///
    /// - Returns: Whether it is `<a/>`.
    private mutating func parseStartTag() throws(XMLError) -> Bool {
        nameRange = try parseName()
        try checkName(nameRange)
        if !attributes.isEmpty { attributes = [] }
        while true {
            let hadSpace = skipSpace()
            guard position < bytes.count else { throw error(.truncated) }
            switch bytes[position] {
            case greaterThan:
                position += 1
                return false
            case slash:
                position += 1
                try expect(greaterThan)
                return true
            default:
                guard hadSpace else { throw error(.malformed) }
                // Attributes are compared with each other; no answer has more than a few.
                guard attributes.count < 100 else { throw error(.malformed) }
                let attribute = try parseAttribute()
                guard !attributes.contains(where: { $0.name.utf8.elementsEqual(attribute.name.utf8) }) else {
                    throw error(.duplicateAttribute(attribute.name))
                }
                attributes.append(attribute)
            }
        }
    }

    private mutating func parseAttribute() throws(XMLError) -> XMLAttribute {
        let name = try string(parseName())
        skipSpace()
        try expect(UInt8(ascii: "="))
        skipSpace()
        guard position < bytes.count else { throw error(.truncated) }
        let quote = bytes[position]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw error(.malformed) }
        position += 1
        var value = ""
        var start = position
        while true {
            guard position < bytes.count else { throw error(.truncated) }
            let byte = bytes[position]
            switch byte {
            case quote:
                value += try string(start..<position)
                position += 1
                return XMLAttribute(name: name, value: value)
            case ampersand:
                value += try string(start..<position)
                value.unicodeScalars.append(try parseReference())
                start = position
            case 9, 10, 13:
                // White space of any kind is a space here, CR LF a single one.
                value += try string(start..<position) + " "
                position += byte == 13 && position + 1 < bytes.count && bytes[position + 1] == 10 ? 2 : 1
                start = position
            case lessThan, 0..<32:
                throw error(.malformed)
            default:
                position += 1
            }
        }
    }

    private mutating func parseEndTag() throws(XMLError) {
        let start = position
        let nameRange = open[open.count - 1]
        let end = min(position + nameRange.count, bytes.count)
        for offset in 0..<end - position where bytes[nameRange.lowerBound + offset] != bytes[position + offset] {
            throw XMLError(reason: .mismatchedEndTag(try string(nameRange)), offset: start)
        }
        guard end - position == nameRange.count else { throw error(.truncated) }
        position = end
        skipSpace()
        guard position < bytes.count else { throw error(.truncated) }
        guard bytes[position] == greaterThan else {
            throw XMLError(reason: .mismatchedEndTag(try string(nameRange)), offset: start)
        }
        position += 1
    }

    // MARK: Content

    /// Reads text, references, CDATA sections, comments and processing instructions up to the next piece.
    private mutating func parseContent() throws(XMLError) -> Piece {
        while true {
            let start = position
            position = endOfText(from: position)
            // Which only ends a CDATA section.
            while hasPrefix("]"), !hasPrefix("]]>") { position = endOfText(from: position + 1) }
            if position > start {
                try checkText(start..<position)
                return .text(start..<position)
            }
            guard position < bytes.count else { throw error(.truncated) }
            switch bytes[position] {
            case ampersand:
                return .character(try parseReference())
            case 13:
                // Line ends are one line feed, whatever they were.
                position += position + 1 < bytes.count && bytes[position + 1] == 10 ? 2 : 1
                return .character("\n")
            case lessThan:
                if let piece = try parseMarkup() { return piece }
            default:
                throw error(.malformed)
            }
        }
    }

    private func endOfText(from start: Int) -> Int {
        var end = start
        while end < bytes.count, !Self.endsText(bytes[end]) { end += 1 }
        return end
    }

    private static func endsText(_ byte: UInt8) -> Bool {
        switch byte {
        case lessThan, ampersand, UInt8(ascii: "]"): true
        // Control characters are part of no document; as references they are, since S3 writes them so in keys.
        case 9, 10: false
        default: byte < 32
        }
    }

    /// Reads what `<` begins; `nil` if it was nothing that counts.
    private mutating func parseMarkup() throws(XMLError) -> Piece? {
        guard position + 1 < bytes.count else { throw error(.truncated) }
        switch bytes[position + 1] {
        case slash:
            position += 2
            try parseEndTag()
            return closeElement()
        case UInt8(ascii: "?"):
            try skipInstruction()
            return nil
        case UInt8(ascii: "!"):
            if hasPrefix("<!--") {
                try skipComment()
            } else if hasPrefix("<![CDATA[") {
                position += 9
                let start = position
                try skip(past: "]]>")
                try check(start..<position)
                return .lines(start..<position - 3)
            } else if hasPrefix("<!DOCTYPE") {
                throw error(.doctype)
            } else {
                throw error(bytes.count - position < 9 ? .truncated : .malformed)
            }
            return nil
        default:
            position += 1
            return try start()
        }
    }

    func lines(_ text: String) -> String {
        guard text.utf8.contains(13) else { return text }
        var bytes: [UInt8] = []
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte != 10 || previous != 13 { bytes.append(byte == 13 ? 10 : byte) }
            previous = byte
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads a reference from its `&` on.
    private mutating func parseReference() throws(XMLError) -> Unicode.Scalar {
        let start = position
        // The longest ones are numbers; a few leading zeros are allowed for.
        let limit = min(bytes.count, start + 16)
        var end = start + 1
        while end < limit, bytes[end] != UInt8(ascii: ";"), bytes[end] != lessThan { end += 1 }
        guard end < limit, bytes[end] == UInt8(ascii: ";") else {
            throw XMLError(reason: end == bytes.count ? .truncated : .badReference, offset: start)
        }
        position = end + 1
        let name = String(decoding: bytes[start + 1..<end], as: UTF8.self)
        switch name {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default:
            let isHex = name.hasPrefix("#x")
            let digits = name.dropFirst(isHex ? 2 : 1)
            guard name.hasPrefix("#"), digits.utf8.first.map(isXMLHexDigit) == true,
                let number = UInt32(digits, radix: isHex ? 16 : 10), number > 0,
                let scalar = Unicode.Scalar(number)
            else { throw XMLError(reason: .badReference, offset: start) }
            return scalar
        }
    }
}
