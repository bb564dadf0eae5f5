// SPDX-License-Identifier: Apache-2.0

/// Finds the links of a page: `href`, `src`, `srcset`, `poster`, `data`, and what its styles load.
///
/// It reads tags as browsers do, and so passes over comments and over what scripts hold; it makes no tree of them.
///
/// Reference: WHATWG, "HTML Living Standard", section 13.2.5, "Tokenization".
struct HTMLLinks {
    /// The links, in the order of the file.
    private(set) var links: [LinkText] = []
    /// The address of `<base href>`, which relative links start from; `nil` without one.
    private(set) var base: String?
    private var reader: LineReader

    /// - Parameter bytes: The page, in UTF-8 or any encoding that is like ASCII where tags are.
    init(_ bytes: [UInt8]) {
        reader = LineReader(bytes[...])
        while let byte = reader.byte {
            if byte == UInt8(ascii: "<") { markup() } else { reader.advance() }
        }
    }

    private mutating func markup() {
        if reader.starts(with: "<!--") {
            reader.advance(4)
            // `<!-->` is a whole comment.
            if reader.starts(with: ">") { reader.advance() } else { reader.skip(past: "-->") }
            return
        }
        reader.advance()
        guard let byte = reader.byte else { return }
        if byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "/") {
            reader.skip(past: ">")
            return
        }
        guard (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(LineReader.lowercased(byte)) else { return }
        let name = Self.lowercased(reader.take { Self.endsName($0) })
        let attributes = attributes()
        add(attributes, of: name)
        switch name {
        case "script": reader.skip(past: "</script")
        case "textarea": reader.skip(past: "</textarea")
        case "title": reader.skip(past: "</title")
        case "style": style()
        default: break
        }
    }

    private mutating func style() {
        let line = reader.line
        var end = reader
        end.skip(past: "</style")
        var body: [UInt8] = []
        while let byte = reader.byte, reader.position < end.position, !reader.starts(with: "</style") {
            body.append(byte)
            reader.advance()
        }
        links += CSSLinks.find(in: body[...], line: line)
    }

    // MARK: Attributes

    private struct Attribute {
        let name: String
        let value: String
        let line: Int
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        LineReader.isSpace(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">")
    }

    /// The attributes up to the end of the tag, which is passed.
    private mutating func attributes() -> [Attribute] {
        var attributes: [Attribute] = []
        while let byte = reader.byte {
            if byte == UInt8(ascii: ">") {
                reader.advance()
                break
            }
            if LineReader.isSpace(byte) || byte == UInt8(ascii: "/") {
                reader.advance()
                continue
            }
            let line = reader.line
            // A name may begin with `=`, strange as that is.
            var name = [byte]
            reader.advance()
            name += reader.take { Self.endsName($0) || $0 == UInt8(ascii: "=") }
            reader.skipSpace()
            guard reader.byte == UInt8(ascii: "=") else { continue }
            reader.advance()
            reader.skipSpace()
            attributes.append(Attribute(name: Self.lowercased(name[...]), value: value(), line: line))
        }
        return attributes
    }

    private mutating func value() -> String {
        guard let mark = reader.byte, mark == UInt8(ascii: "\"") || mark == UInt8(ascii: "'") else {
            return Self.text(reader.take { LineReader.isSpace($0) || $0 == UInt8(ascii: ">") })
        }
        reader.advance()
        let text = Self.text(reader.take { $0 == mark })
        reader.advance()
        return text
    }

    private static func lowercased(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.map(LineReader.lowercased), as: UTF8.self)
    }

    /// A value with its character references resolved, as far as they occur in addresses.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.contains("&") else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "&") {
            result += rest[..<start]
            rest = rest[start...]
            guard let end = rest.firstIndex(of: ";"), let character = reference(rest[start..<end].dropFirst()) else {
                result += "&"
                rest = rest.dropFirst()
                continue
            }
            result.append(character)
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private static func reference(_ name: Substring) -> Character? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.first == "#" else { return nil }
            let digits = name.dropFirst()
            let isHexadecimal = digits.first == "x" || digits.first == "X"
            let value = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return value.flatMap(Unicode.Scalar.init).map(Character.init)
        }
    }

    // MARK: Links

    private mutating func add(_ attributes: [Attribute], of tag: String) {
        // Of an attribute that is there twice, browsers take the first.
        var seen: Set<String> = []
        let all = attributes.filter { seen.insert($0.name).inserted }
        let relations = all.first { $0.name == "rel" }?.value.lowercased().split(separator: " ") ?? []
        for attribute in all {
            switch (tag, attribute.name) {
            case ("base", "href"):
                if base == nil { base = Self.trimmed(attribute.value) }
            case ("link", "href") where relations.contains("preconnect") || relations.contains("dns-prefetch"):
                break
            case (_, "href"), (_, "src"), ("video", "poster"), ("object", "data"), (_, "xlink:href"):
                add(attribute.value, attribute.line)
            case (_, "srcset"), ("link", "imagesrcset"):
                for address in Self.candidates(attribute.value) { add(address, attribute.line) }
            case (_, "style"):
                links += CSSLinks.find(in: Array(attribute.value.utf8)[...], line: attribute.line)
            default: break
            }
        }
    }

    private mutating func add(_ value: String, _ line: Int) {
        let address = Self.trimmed(value)
        if !address.isEmpty { links.append(LinkText(address: address, line: line)) }
    }

    private static func trimmed(_ text: String) -> String {
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        let start = text.drop(while: isSpace)
        return String(String(start.reversed().drop(while: isSpace)).reversed())
    }

    /// The addresses of a `srcset`: each stands up to a space, and may hold commas itself.
    static func candidates(_ text: String) -> [String] {
        var addresses: [String] = []
        var rest = text[...]
        while true {
            rest = rest.drop { $0.isWhitespace || $0 == "," }
            guard !rest.isEmpty else { return addresses }
            var address = rest.prefix { !$0.isWhitespace }
            rest = rest[address.endIndex...]
            let hasEnd = address.last == ","
            while address.last == "," { address = address.dropLast() }
            addresses.append(String(address))
            // Its width or density goes up to the next comma.
            if !hasEnd { rest = rest.drop { $0 != "," } }
        }
    }
}
