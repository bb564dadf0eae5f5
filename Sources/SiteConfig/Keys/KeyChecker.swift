// SPDX-License-Identifier: Apache-2.0

/// Holds a file against the table of keys and collects every mistake.
///
/// It checks what each value is on its own. What must be there is checked by `RequiredKeyChecker` once overlays are
/// merged, what fits together by `ConfigBuilder`.
struct KeyChecker {
    private(set) var diagnostics: [Diagnostic] = []

    /// Checks a group of keys.
    ///
    /// - Parameters:
    ///   - value: What the file has there; anything but a group is a mistake.
    ///   - keys: The keys that are known there.
    ///   - path: The group's key path, empty for the file itself.
    ///   - isOverlay: Whether `null` may remove a value of the base.
    mutating func checkSection(_ value: YAMLValue, keys: [ConfigKey], path: String, isOverlay: Bool) {
        guard let entries = value.entries else {
            let names = keys.prefix(3).map { "\"\($0.name):\"" }.joined(separator: ", ")
            report(value, path, "expected a group of keys, found \(value.found)", "Write keys such as \(names).")
            return
        }
        for entry in entries {
            guard let key = keys.first(where: { $0.name == entry.key }) else {
                reportUnknownKey(entry, among: keys, path: path, isOverlay: isOverlay)
                continue
            }
            check(entry.value, key: key, path: KeyPath.child(entry.key, of: path), isOverlay: isOverlay)
        }
    }

    private mutating func check(_ value: YAMLValue, key: ConfigKey, path: String, isOverlay: Bool) {
        if case .scalar(let scalar) = value.content, scalar.kind == .null {
            reportNull(value, key: key, path: path, isOverlay: isOverlay)
            return
        }
        switch key.kind {
        case .text(let rule):
            checkText(value, rule: rule, path: path)
        case .integer(let range):
            let allowed = "Write a whole number from \(range.lowerBound) to \(range.upperBound)."
            guard let number = integer(value, path: path, allowed: allowed) else { return }
            guard range.contains(number) else {
                report(value, path, "\(number) is out of range", allowed)
                return
            }
        case .integerChoice(let choices):
            let allowed = "Allowed are \(choices.map(String.init).joined(separator: ", "))."
            guard let number = integer(value, path: path, allowed: allowed) else { return }
            guard choices.contains(number) else {
                report(value, path, "\(number) is not an allowed value", allowed)
                return
            }
        case .flag:
            checkFlag(value, path: path)
        case .choice(let choices, let explain):
            checkChoice(value, choices: choices, explain: explain, path: path)
        case .textList(let rule, let maximumCount):
            for (index, item) in list(value, path: path, of: "texts", maximumCount: maximumCount).enumerated() {
                checkText(item, rule: rule, path: "\(path)[\(index)]")
            }
        case .textMap(let keys, let values, let maximumCount):
            checkMap(
                value, keys: keys, values: values, maximumCount: maximumCount, path: path, isOverlay: isOverlay)
        case .section(let keys):
            checkSection(value, keys: keys, path: path, isOverlay: isOverlay)
        case .sectionOrWord(let keys, let words):
            guard case .scalar = value.content else {
                checkSection(value, keys: keys, path: path, isOverlay: isOverlay)
                return
            }
            checkChoice(value, choices: words, explain: nil, path: path)
        case .sectionList(let keys, let maximumCount):
            let items = list(value, path: path, of: "groups of keys", maximumCount: maximumCount)
            for (index, item) in items.enumerated() {
                // A list replaces the base's list whole, so there is nothing that null could remove in it.
                checkSection(item, keys: keys, path: "\(path)[\(index)]", isOverlay: false)
                diagnostics += RequiredKeyChecker.missingKeys(
                    in: item, keys: keys, path: "\(path)[\(index)]", position: item.position)
            }
        case .overlays(let names):
            checkOverlays(value, names: names, path: path)
        }
    }

    private mutating func checkOverlays(_ value: YAMLValue, names: TextRule, path: String) {
        guard let entries = value.entries else {
            report(
                value, path, "expected environments by their names, found \(value.found)",
                "Write for example \"staging:\" with keys below it.")
            return
        }
        for entry in entries {
            let overlayPath = KeyPath.child(entry.key, of: path)
            if let violation = names.violation(of: entry.key) {
                reportKey(entry, "environment \(shown(entry.key)) \(violation.reason)", violation.hint)
            }
            // An environment that changes nothing is fine: `production: {}` or nothing below it.
            if case .scalar(let scalar) = entry.value.content, scalar.kind == .null { continue }
            checkSection(entry.value, keys: ConfigKeys.base, path: overlayPath, isOverlay: true)
        }
    }

    private mutating func checkMap(
        _ value: YAMLValue, keys: TextRule, values: TextRule, maximumCount: Int, path: String, isOverlay: Bool
    ) {
        guard let entries = value.entries else {
            report(value, path, "expected names with texts, found \(value.found)", "Write for example \"name: text\".")
            return
        }
        if entries.count > maximumCount {
            report(value, path, "has \(entries.count) entries, at most \(maximumCount) are allowed", nil)
        }
        for entry in entries {
            if let violation = keys.violation(of: entry.key) {
                reportKey(entry, "\(path): the name \(shown(entry.key)) \(violation.reason)", violation.hint)
            }
            if isOverlay, entry.value.isExplicitNull { continue }
            checkText(entry.value, rule: values, path: KeyPath.child(entry.key, of: path))
        }
    }
}

// MARK: - Single values

extension KeyChecker {
    private mutating func checkText(_ value: YAMLValue, rule: TextRule, path: String) {
        guard let text = text(value, path: path) else { return }
        if let violation = rule.violation(of: text) {
            report(value, path, "\(shown(text)) \(violation.reason)", violation.hint)
        }
    }

    private mutating func checkChoice(
        _ value: YAMLValue, choices: [String], explain: (@Sendable (String) -> String?)?, path: String
    ) {
        guard let text = text(value, path: path), !choices.contains(text) else { return }
        let nearest = NearestName.find(text, among: choices).map { "Did you mean \"\($0)\"?" }
        let allowed = "Allowed are \(choices.joined(separator: ", "))."
        report(value, path, "\(shown(text)) is not an allowed value", explain?(text) ?? nearest ?? allowed)
    }

    private mutating func checkFlag(_ value: YAMLValue, path: String) {
        guard case .scalar(let scalar) = value.content, scalar.flag != nil else {
            let hint: String
            if case .scalar(let scalar) = value.content, ["true", "false"].contains(scalar.text) {
                hint = "Write \(scalar.text) without quotes."
            } else {
                hint = "Write true or false."
            }
            report(value, path, "expected true or false, found \(value.found)", hint)
            return
        }
    }

    /// The text of a value, `nil` after a report. A number or `no` without quotes is not taken for text: readers of
    /// YAML disagree on what it is, and one that drops a zero would name another thing.
    private mutating func text(_ value: YAMLValue, path: String) -> String? {
        guard case .scalar(let scalar) = value.content else {
            report(value, path, "expected a text, found \(value.found)", nil)
            return nil
        }
        switch scalar.kind {
        case .text:
            return scalar.text
        case .null:
            report(value, path, "expected a text, found \(value.found)", "Write \"\" for an empty text.")
        case .flag, .number:
            report(value, path, "expected a text, found \(value.found)", "Put it in quotes: \(shown(scalar.text)).")
        }
        return nil
    }

    private mutating func integer(_ value: YAMLValue, path: String, allowed: String) -> Int? {
        guard case .scalar(let scalar) = value.content else {
            report(value, path, "expected a whole number, found \(value.found)", allowed)
            return nil
        }
        if let number = scalar.integer { return number }
        let unquoted = YAMLValue.Scalar(text: scalar.text, isPlain: true)
        let hint = !scalar.isPlain && unquoted.integer != nil ? "Write \(scalar.text) without quotes." : allowed
        report(value, path, "expected a whole number, found \(value.found)", hint)
        return nil
    }

    private mutating func list(
        _ value: YAMLValue, path: String, of things: String, maximumCount: Int
    ) -> [YAMLValue] {
        guard case .list(let items) = value.content else {
            var hint: String?
            switch value.content {
            case .scalar(let scalar): hint = "Write [\(shown(scalar.text))]."
            case .map: hint = "Start each entry of the list with \"- \"."
            case .list: break
            }
            report(value, path, "expected a list of \(things), found \(value.found)", hint)
            return []
        }
        if items.count > maximumCount {
            report(value, path, "has \(items.count) entries, at most \(maximumCount) are allowed", nil)
        }
        return items
    }
}

// MARK: - Reports

extension KeyChecker {
    private mutating func report(_ value: YAMLValue, _ path: String, _ message: String, _ hint: String?) {
        let prefix = path.isEmpty ? "" : "\(path): "
        diagnostics.append(Diagnostic(.value, position: value.position, message: prefix + message, hint: hint))
    }

    private mutating func reportKey(_ entry: YAMLValue.Entry, _ message: String, _ hint: String?) {
        diagnostics.append(Diagnostic(.unknownKey, position: entry.keyPosition, message: message, hint: hint))
    }

    private mutating func reportNull(_ value: YAMLValue, key: ConfigKey, path: String, isOverlay: Bool) {
        guard isOverlay, value.isExplicitNull else {
            let hint =
                isOverlay
                ? "Write a value, null to remove the base's value, or leave the line out."
                : "Write a value or leave the line out."
            report(value, path, "has no value", hint)
            return
        }
        if key.isRequired { report(value, path, "cannot be removed, it is required", nil) }
    }

    private mutating func reportUnknownKey(
        _ entry: YAMLValue.Entry, among keys: [ConfigKey], path: String, isOverlay: Bool
    ) {
        let place = path.isEmpty ? "" : " in \(path)"
        let message = "unknown key \(shown(entry.key))\(place)"
        if isOverlay, entry.key == "environments" {
            reportKey(entry, message, "Environments cannot contain environments.")
            return
        }
        let names = keys.map(\.name)
        if let nearest = NearestName.find(entry.key, among: names) {
            reportKey(entry, message, "Did you mean \"\(nearest)\"?")
        } else if let home = KeyPath.sections(with: entry.key).first(where: { $0.path != path }) {
            let place = home.path.isEmpty ? "belongs to the top of the file" : "belongs below \"\(home.path)\""
            reportKey(entry, message, "\"\(home.name)\" \(place).")
        } else {
            reportKey(entry, message, "Known are \(names.joined(separator: ", ")).")
        }
    }
}
