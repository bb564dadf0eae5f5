// SPDX-License-Identifier: Apache-2.0

extension YAMLValue.Scalar {
    /// How readers of YAML may understand a scalar.
    enum Kind: Sendable, Equatable {
        case null
        /// `true` and `false`, and the words that only YAML 1.1 reads so: `yes`, `no`, `on`, `off`.
        case flag
        case number
        case text
    }

    private static let nulls: Set<String> = ["", "~", "null", "Null", "NULL"]
    private static let flags: Set<String> = [
        "true", "True", "TRUE", "false", "False", "FALSE", "yes", "Yes", "YES", "no", "No", "NO",
        "on", "On", "ON", "off", "Off", "OFF",
    ]
    private static let specialNumbers: Set<String> = [
        ".inf", ".Inf", ".INF", "+.inf", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN",
    ]

    /// The kind by both YAML 1.1 and 1.2: what either of them takes for a number is no text.
    var kind: Kind {
        guard isPlain else { return .text }
        if Self.nulls.contains(text) { return .null }
        if Self.flags.contains(text) { return .flag }
        if Self.specialNumbers.contains(text) || looksLikeNumber { return .number }
        return .text
    }

    private var looksLikeNumber: Bool {
        var digits = text[...]
        if let sign = digits.first, sign == "-" || sign == "+" { digits.removeFirst() }
        for (prefix, allowed) in [("0x", "0123456789abcdefABCDEF_"), ("0o", "01234567_"), ("0b", "01_")]
        where digits.hasPrefix(prefix) {
            let rest = digits.dropFirst(2)
            return !rest.isEmpty && rest.allSatisfy(allowed.contains)
        }
        guard let first = digits.first, first.isASCIIDigit || (first == "." && digits.count > 1) else { return false }
        var sawPoint = false
        var rest = digits
        while let character = rest.popFirst() {
            switch character {
            case "0"..."9" where character.isASCIIDigit: continue
            case "_" where first != ".": continue
            case "." where !sawPoint: sawPoint = true
            case "e", "E":
                if let sign = rest.first, sign == "-" || sign == "+" { rest.removeFirst() }
                return !rest.isEmpty && rest.allSatisfy(\.isASCIIDigit)
            default: return false
            }
        }
        return true
    }

    /// The whole number that is written in plain decimal digits, `nil` for any other way to write one.
    var integer: Int? {
        guard isPlain, kind == .number else { return nil }
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.allSatisfy(\.isASCIIDigit), digits == "0" || digits.first != "0" else {
            return nil
        }
        return Int(text)
    }

    /// The value of `true` or `false`, `nil` for any other word.
    var flag: Bool? {
        guard isPlain else { return nil }
        switch text {
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: return nil
        }
    }
}

extension Character {
    /// Whether this is one of 0 to 9; `isNumber` takes many more.
    var isASCIIDigit: Bool { "0" <= self && self <= "9" && isASCII }

    /// Whether this is a Latin letter without accents.
    var isASCIILetter: Bool { isASCII && isLetter }
}
