// SPDX-License-Identifier: Apache-2.0

/// Reads a shared file line by line.
struct SharedConfigReader {
    let path: String
    private(set) var sections: [SharedConfigFile.Title: SharedConfigFile.Section] = [:]
    private var title: SharedConfigFile.Title?
    private var key: String?
    private var keyIndent = 0

    init(path: String) {
        self.path = path
    }

    mutating func read(_ line: Substring, number: Int) throws(SharedConfigError) {
        let path = path
        func failure(_ reason: String) -> SharedConfigError {
            SharedConfigError(path: path, line: number, reason: reason)
        }
        var rest = line.drop { Self.isBlank($0) || $0 == "\u{FEFF}" }
        while let last = rest.last, Self.isBlank(last) { rest.removeLast() }
        if rest.isEmpty || rest.hasPrefix("#") || rest.hasPrefix(";") { return }
        let indent = line.prefix { Self.isBlank($0) }.count

        if let title, let key, indent > keyIndent {
            try continueValue(of: key, in: title, with: rest, failure: failure)
            return
        }
        if rest.hasPrefix("[") {
            let new = try self.title(rest, failure: failure)
            title = new
            key = nil
            sections[new, default: .init()] = sections[new, default: .init()]
            return
        }
        guard let (name, value) = Self.pair(rest) else { throw failure(#"expected "key = value" or "[section]""#) }
        guard let title else { throw failure("a key comes before the first [section]") }
        key = name
        keyIndent = indent
        sections[title, default: .init()].values[name] = value
        sections[title, default: .init()].nested[name] = nil
    }

    private mutating func continueValue(
        of key: String, in title: SharedConfigFile.Title, with rest: Substring,
        failure: (String) -> SharedConfigError
    ) throws(SharedConfigError) {
        let value = sections[title]?.values[key] ?? ""
        if value.isEmpty {
            guard let (name, nested) = Self.pair(rest) else {
                throw failure(#"expected "key = value" below "\#(key) =""#)
            }
            sections[title, default: .init()].nested[key, default: [:]][name] = nested
        } else {
            sections[title, default: .init()].values[key] = value + "\n" + rest
        }
    }

    private func title(
        _ text: Substring, failure: (String) -> SharedConfigError
    ) throws(SharedConfigError) -> SharedConfigFile.Title {
        guard let end = text.lastIndex(of: "]") else { throw failure("the section has no closing ]") }
        let after = text[text.index(after: end)...].drop { Self.isBlank($0) }
        guard after.isEmpty || after.hasPrefix("#") || after.hasPrefix(";") else {
            throw failure("something follows the closing ] of the section")
        }
        guard let words = Self.words(text[text.index(after: text.startIndex)..<end]) else {
            throw failure("the section's name has an opening quote and no closing one")
        }
        switch words.count {
        case 1: return .init(name: words[0])
        case 2: return .init(type: words[0], name: words[1])
        default: throw failure("expected [name] or [type name]; a name with spaces needs quotes")
        }
    }

    private static func pair(_ text: Substring) -> (name: String, value: String)? {
        guard let equals = text.firstIndex(of: "=") else { return nil }
        var name = text[..<equals]
        while let last = name.last, isBlank(last) { name.removeLast() }
        guard !name.isEmpty else { return nil }
        return (name.lowercased(), String(text[text.index(after: equals)...].drop { isBlank($0) }))
    }

    /// Words parted by blanks, each maybe in quotes; `nil` when a quote is not closed.
    private static func words(_ text: Substring) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil } else { word?.append(character) }
            } else if character == "\"" || character == "'" {
                quote = character
                word = word ?? ""
            } else if isBlank(character) {
                if let complete = word { words.append(complete) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if quote != nil { return nil }
        if let complete = word { words.append(complete) }
        return words
    }

    private static func isBlank(_ character: Character) -> Bool {
        character == " " || character == "\t" || character == "\r"
    }
}
