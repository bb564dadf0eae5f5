// SPDX-License-Identifier: Apache-2.0

import Yams

/// Reads the text of a file into a tree of values.
///
/// Repeated keys, unknown tags and the like are collected; a text that is no YAML gives one mistake and no tree.
struct YAMLReader {
    /// The most values of one file, aliases counted each time that they are used.
    static let maximumValueCount = 20_000
    /// How deep values may nest.
    static let maximumDepth = 32
    /// The most uses of aliases in one file. Each can double what the file stands for, so this is what keeps a small
    /// file from unfolding to gigabytes while it is parsed.
    static let maximumAliasCount = 24
    /// The most repeated keys that are looked for.
    private static let maximumDuplicateCount = 50

    private var source: SourceText
    private var originalKeys: [SourcePosition: String] = [:]
    private var valueCount = 0
    private(set) var diagnostics: [Diagnostic] = []

    /// Prepares to read a text.
    init(text: String, file: String) {
        source = SourceText(text, file: file)
    }

    /// Reads the text; `nil` when it is no YAML or holds nothing, which `diagnostics` explains.
    mutating func read() -> YAMLValue? {
        guard checkCharacters(), checkAliases() else { return nil }
        do {
            guard let root = try compose() else { return nil }
            let value = convert(root, depth: 0)
            if case .scalar(let scalar)? = value?.content, scalar.kind == .null {
                reportEmpty()
                return nil
            }
            return value
        } catch {
            diagnostics.append(Self.diagnostic(for: error, in: source))
            return nil
        }
    }

    /// Parses the text. Yams stops at the first repeated key and names only its first place; so that all mistakes are
    /// found in one run, that key is renamed in the text, which moves nothing, and the text parsed again.
    private mutating func compose() throws -> Node? {
        for attempt in 0..<Self.maximumDuplicateCount {
            do {
                // What a plain value means is decided here, so Yams needs none of its rules: seven regular expressions
                // that take longer to compile than the file to read. The encoding is named because Yams otherwise asks
                // an environment variable and prints its answer.
                let parser = try Parser(yaml: source.string, resolver: .basic, encoding: .utf8)
                guard let root = try parser.nextRoot() else {
                    reportEmpty()
                    return nil
                }
                if let second = try parser.nextRoot() {
                    diagnostics.append(
                        Diagnostic(
                            .syntax, position: position(of: second),
                            message: "the file holds more than one YAML document",
                            hint: "Leave out the line \"---\"; use \"environments:\" for variants of a site."))
                    return nil
                }
                return root
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                let position = SourcePosition(
                    file: source.file, line: context.mark.line, column: context.mark.column)
                guard let key = keys.first, rename(key, at: position, number: attempt) else {
                    diagnostics.append(Diagnostic(.duplicateKey, position: position, message: "this key is set twice"))
                    return nil
                }
            }
        }
        reportTooMuch("the file sets too many keys twice")
        return nil
    }

    private mutating func rename(_ key: String, at position: SourcePosition, number: Int) -> Bool {
        guard var index = source.index(at: position), let replacement = Unicode.Scalar(0xE000 + UInt32(number)) else {
            return false
        }
        switch source.scalars[index] {
        case "\"", "'": index += 1
        case "&", "!", "*", "?", "|", ">", "[", "{": return false
        default: break
        }
        guard source.scalars.indices.contains(index) else { return false }
        originalKeys[position] = key
        source.replace(at: index, with: replacement)
        return true
    }

    private func position(of node: Node) -> SourcePosition {
        node.mark.map { SourcePosition(file: source.file, line: $0.line, column: $0.column) }
            ?? .wholeFile(source.file)
    }

    private mutating func reportEmpty() {
        diagnostics.append(
            Diagnostic(
                .syntax, position: .wholeFile(source.file), message: "the file is empty",
                hint: "It needs at least \"name: ...\" and \"site:\" with \"path: ...\" below it."))
    }

    private mutating func reportTooMuch(_ message: String) {
        diagnostics.append(Diagnostic(.syntax, position: .wholeFile(source.file), message: message))
    }
}

// MARK: - Checks before parsing

extension YAMLReader {
    /// YAML 1.2, "Character Set": what a file may contain.
    private mutating func checkCharacters() -> Bool {
        for (index, scalar) in source.scalars.enumerated() {
            switch scalar.value {
            case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
                0x10000...0x10FFFF:
                continue
            default:
                let code = String(scalar.value, radix: 16, uppercase: true)
                diagnostics.append(
                    Diagnostic(
                        .syntax, position: source.position(at: index),
                        message: "the character U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code) "
                            + "cannot be part of a YAML file",
                        hint: "Remove it, or write it as an escape in double quotes."))
                return false
            }
        }
        return true
    }

    /// Counts the uses of aliases by their spelling. What only looks like one, in a comment say, counts as well.
    private mutating func checkAliases() -> Bool {
        func name(after index: Int) -> String {
            var name = String.UnicodeScalarView()
            for scalar in source.scalars[(index + 1)...] {
                guard scalar.isASCII, scalar.properties.isAlphabetic || "0123456789-_".unicodeScalars.contains(scalar)
                else { break }
                name.append(scalar)
            }
            return String(name)
        }
        let anchors = Set(source.scalars.indices.filter { source.scalars[$0] == "&" }.map(name(after:)))
        guard !anchors.isEmpty else { return true }
        let count = source.scalars.indices.count { source.scalars[$0] == "*" && anchors.contains(name(after: $0)) }
        guard count > Self.maximumAliasCount else { return true }
        reportTooMuch("the file uses YAML aliases (*name) more than \(Self.maximumAliasCount) times")
        return false
    }
}

// MARK: - From nodes to values

extension YAMLReader {
    private mutating func convert(_ node: Node, depth: Int) -> YAMLValue? {
        valueCount += 1
        guard valueCount <= Self.maximumValueCount else {
            if valueCount == Self.maximumValueCount + 1 {
                reportTooMuch("the file stands for more than \(Self.maximumValueCount) values")
            }
            return nil
        }
        guard depth < Self.maximumDepth else {
            diagnostics.append(
                Diagnostic(
                    .syntax, position: position(of: node),
                    message: "values nest deeper than \(Self.maximumDepth) levels"))
            return nil
        }
        switch node {
        case .scalar(let scalar):
            return convert(scalar, at: position(of: node))
        case .sequence(let sequence):
            checkTag(sequence.tag, standard: "tag:yaml.org,2002:seq", at: position(of: node))
            return YAMLValue(
                position: position(of: node), content: .list(sequence.compactMap { convert($0, depth: depth + 1) }))
        case .mapping(let mapping):
            checkTag(mapping.tag, standard: "tag:yaml.org,2002:map", at: position(of: node))
            return YAMLValue(position: position(of: node), content: .map(convert(mapping, depth: depth)))
        case .alias:
            // Yams resolves aliases while it parses; its own node for them occurs only when writing.
            return nil
        }
    }

    private mutating func convert(_ scalar: Node.Scalar, at position: SourcePosition) -> YAMLValue {
        let isTaggedText = scalar.tag.rawValue == "tag:yaml.org,2002:str"
        if scalar.style == .plain || !isTaggedText {
            checkTag(scalar.tag, standard: "tag:yaml.org,2002:str", at: position)
        }
        let isPlain = scalar.style == .plain && !isTaggedText
        return YAMLValue(position: position, content: .scalar(.init(text: scalar.string, isPlain: isPlain)))
    }

    private mutating func convert(_ mapping: Node.Mapping, depth: Int) -> [YAMLValue.Entry] {
        var entries: [YAMLValue.Entry] = []
        var merged: [YAMLValue.Entry] = []
        var lines: [String: Int] = [:]
        for (keyNode, valueNode) in mapping {
            let keyPosition = position(of: keyNode)
            guard case .scalar(let scalar) = keyNode else {
                diagnostics.append(
                    Diagnostic(
                        .syntax, position: keyPosition, message: "a key must be text, found a list or a group of keys"))
                continue
            }
            let key = originalKeys[keyPosition] ?? scalar.string
            guard let value = convert(valueNode, depth: depth + 1) else { continue }
            if key == "<<", scalar.style == .plain {
                merged += mergeEntries(of: value)
            } else if let line = lines[key] {
                diagnostics.append(
                    Diagnostic(
                        .duplicateKey, position: keyPosition, message: "the key \(shown(key)) is set twice",
                        hint: "It is set first on line \(line); keep one of the two."))
            } else {
                lines[key] = keyPosition.line
                entries.append(.init(key: key, keyPosition: keyPosition, value: value))
            }
        }
        for entry in merged where lines.updateValue(entry.keyPosition.line, forKey: entry.key) == nil {
            entries.append(entry)
        }
        return entries
    }

    /// The entries that `<<: *other` or `<<: [*one, *other]` brings in; the first of several wins.
    private mutating func mergeEntries(of value: YAMLValue) -> [YAMLValue.Entry] {
        switch value.content {
        case .map(let entries):
            return entries
        case .list(let items) where items.allSatisfy { $0.entries != nil }:
            return items.flatMap { $0.entries ?? [] }
        case .list, .scalar:
            diagnostics.append(
                Diagnostic(
                    .syntax, position: value.position,
                    message: "\"<<\" merges a group of keys such as *defaults, found \(value.found)"))
            return []
        }
    }

    private mutating func checkTag(_ tag: Tag, standard: String, at position: SourcePosition) {
        guard ![Tag.Name.implicit.rawValue, standard, "!"].contains(tag.rawValue) else { return }
        let prefix = "tag:yaml.org,2002:"
        let name = tag.rawValue.hasPrefix(prefix) ? "!!\(tag.rawValue.dropFirst(prefix.count))" : tag.rawValue
        diagnostics.append(
            Diagnostic(
                .syntax, position: position, message: "YAML tags such as \(shown(name)) are not supported",
                hint: "Write the value itself; quotes make any value text."))
    }
}
