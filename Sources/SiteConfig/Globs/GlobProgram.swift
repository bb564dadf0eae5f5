// SPDX-License-Identifier: Apache-2.0

/// A glob pattern compiled to steps, run as a set of positions in them.
///
/// Because every character of the path moves a set of at most `steps.count` positions, no pattern takes more than
/// path length × pattern length; there is no backtracking.
struct GlobProgram: Sendable {
    /// One step; a jump's number is the index of the step to go on with.
    enum Step: Sendable {
        case character(Character)
        case anyButSlash
        case any
        case set([SetMember], negated: Bool)
        case split(Int, Int)
        case jump(Int)
        case match
    }

    /// One part of a set in `[]`.
    enum SetMember: Sendable {
        case character(Character)
        /// A range goes by code points, so that `[a-z]` does not take in accented letters.
        case range(ClosedRange<Unicode.Scalar>)

        func contains(_ character: Character) -> Bool {
            switch self {
            case .character(let member): return member == character
            case .range(let range):
                let scalars = character.unicodeScalars
                guard let scalar = scalars.first, scalars.count == 1 else { return false }
                return range.contains(scalar)
            }
        }
    }

    private(set) var steps: [Step] = []

    /// Compiles a pattern.
    ///
    /// - Throws: `GlobError` when a set or an alternative is not closed, or nothing follows a backslash.
    init(parsing pattern: [Character]) throws(GlobError) {
        var characters = pattern[...]
        try parseSequence(&characters, depth: 0)
        steps.append(.match)
    }

    /// The characters of a text. A slash is always one of its own: a combining mark after it, which is how a file's
    /// name may begin, would else take it in, and the path would have a folder less.
    static func characters(of text: String) -> [Character] {
        let scalars = text.unicodeScalars
        guard scalars.contains(where: { !$0.isASCII }) else { return Array(text) }
        return Array(
            scalars.split(separator: "/", omittingEmptySubsequences: false).map { Array(String($0)) }
                .joined(separator: ["/"]))
    }

    /// Whether the whole text matches; with `orFolder`, also whether a part of it up to a slash does.
    func matches(_ text: ArraySlice<Character>, orFolder: Bool = false) -> Bool {
        var current = StateSet(size: steps.count)
        var next = StateSet(size: steps.count)
        add(0, to: &current)
        for character in text {
            if orFolder, character == "/", isMatch(current) { return true }
            next.removeAll()
            for index in current.members where accepts(character, at: index) {
                add(index + 1, to: &next)
            }
            if next.members.isEmpty { return false }
            swap(&current, &next)
        }
        return isMatch(current)
    }

    private func isMatch(_ set: StateSet) -> Bool {
        set.members.contains { if case .match = steps[$0] { true } else { false } }
    }

    private func accepts(_ character: Character, at index: Int) -> Bool {
        switch steps[index] {
        case .character(let expected): character == expected
        case .anyButSlash: character != "/"
        case .any: true
        case .set(let members, let negated):
            character != "/" && members.contains { $0.contains(character) } != negated
        case .split, .jump, .match: false
        }
    }

    /// Adds a step and all that is reached from it without a character.
    private func add(_ start: Int, to set: inout StateSet) {
        var pending = [start]
        while let index = pending.popLast() {
            guard set.insert(index) else { continue }
            switch steps[index] {
            case .split(let first, let second):
                pending.append(first)
                pending.append(second)
            case .jump(let target):
                pending.append(target)
            case .character, .anyButSlash, .any, .set, .match:
                break
            }
        }
    }
}

// MARK: - Compiling

extension GlobProgram {
    /// How deep alternatives may nest.
    private static let maximumDepth = 8

    /// Parses up to the end, or inside an alternative up to its `,` or `}`.
    private mutating func parseSequence(_ rest: inout ArraySlice<Character>, depth: Int) throws(GlobError) {
        var atSegmentStart = depth == 0
        while let character = rest.first {
            if depth > 0, character == "," || character == "}" { return }
            rest.removeFirst()
            let startsSegment = atSegmentStart
            atSegmentStart = character == "/"
            switch character {
            case "*":
                guard rest.first == "*" else {
                    repeatStep(.anyButSlash)
                    continue
                }
                while rest.first == "*" { rest.removeFirst() }
                if startsSegment, rest.first == "/" {
                    rest.removeFirst()
                    optionalFolders()
                    atSegmentStart = true
                } else {
                    repeatStep(.any)
                }
            case "?":
                steps.append(.anyButSlash)
            case "[":
                steps.append(try Self.parseSet(&rest))
            case "{":
                try parseAlternatives(&rest, depth: depth + 1)
            case "}":
                throw GlobError(reason: "there is a \"}\" without a \"{\" before it")
            case "\\":
                guard let escaped = rest.popFirst() else {
                    throw GlobError(reason: "nothing follows the \"\\\" at the end")
                }
                steps.append(.character(escaped))
            default:
                steps.append(.character(character))
            }
        }
        if depth > 0 { throw GlobError(reason: "the alternatives after \"{\" are not closed with \"}\"") }
    }

    private mutating func repeatStep(_ step: Step) {
        let start = steps.count
        steps.append(.split(start + 1, start + 3))
        steps.append(step)
        steps.append(.jump(start))
    }

    /// `**/` at the start of a segment: nothing, or anything that ends in `/`.
    private mutating func optionalFolders() {
        let start = steps.count
        steps.append(.split(start + 1, start + 5))
        repeatStep(.any)
        steps.append(.character("/"))
    }

    private mutating func parseAlternatives(_ rest: inout ArraySlice<Character>, depth: Int) throws(GlobError) {
        guard depth <= Self.maximumDepth else {
            throw GlobError(reason: "alternatives in \"{}\" nest deeper than \(Self.maximumDepth)")
        }
        var exits: [Int] = []
        while true {
            let split = steps.count
            steps.append(.split(split + 1, split + 1))
            try parseSequence(&rest, depth: depth)
            exits.append(steps.count)
            steps.append(.jump(0))
            let end = rest.popFirst()
            if end == "," {
                steps[split] = .split(split + 1, steps.count)
                continue
            }
            for exit in exits { steps[exit] = .jump(steps.count) }
            return
        }
    }

    private static func parseSet(_ rest: inout ArraySlice<Character>) throws(GlobError) -> Step {
        let negated = rest.first == "!" || rest.first == "^"
        if negated { rest.removeFirst() }
        var members: [SetMember] = []
        var isFirst = true
        while let character = rest.popFirst() {
            // "]" right after the "[" stands for itself, as in a shell.
            if character == "]", !isFirst { return .set(members, negated: negated) }
            isFirst = false
            let low = character == "\\" ? rest.popFirst() : character
            guard let low else { break }
            guard low != "/" else { throw GlobError(reason: "a set in \"[]\" cannot contain \"/\"") }
            guard rest.first == "-", rest.dropFirst().first != "]", rest.count > 1 else {
                members.append(.character(low))
                continue
            }
            rest.removeFirst()
            guard let next = rest.popFirst(), let high = next == "\\" ? rest.popFirst() : next else { break }
            guard let first = low.unicodeScalars.first, let last = high.unicodeScalars.first,
                low.unicodeScalars.count == 1, high.unicodeScalars.count == 1, first <= last
            else {
                throw GlobError(
                    reason: "\"\(low)-\(high)\" in \"[]\" is not a range from a lower to a higher character")
            }
            members.append(.range(first...last))
        }
        throw GlobError(reason: "the set after \"[\" is not closed with \"]\"")
    }
}

/// A set of step indices that is emptied in constant time.
private struct StateSet {
    private(set) var members: [Int] = []
    private var stamps: [Int]
    private var stamp = 1

    init(size: Int) {
        stamps = Array(repeating: 0, count: size)
        members.reserveCapacity(size)
    }

    mutating func insert(_ index: Int) -> Bool {
        guard stamps[index] != stamp else { return false }
        stamps[index] = stamp
        members.append(index)
        return true
    }

    mutating func removeAll() {
        members.removeAll(keepingCapacity: true)
        stamp += 1
    }
}
