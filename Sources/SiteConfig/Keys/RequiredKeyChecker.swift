// SPDX-License-Identifier: Apache-2.0

/// Finds keys that are missing where they cannot be left out.
enum RequiredKeyChecker {
    /// The missing keys of a group and of the groups in it; a group that is absent itself misses nothing.
    static func missingKeys(
        in value: YAMLValue, keys: [ConfigKey], path: String, position: SourcePosition
    ) -> [Diagnostic] {
        guard value.entries != nil else { return [] }
        var result: [Diagnostic] = []
        for key in keys {
            let keyPath = KeyPath.child(key.name, of: path)
            guard let entry = value.entry(key.name) else {
                if key.isRequired {
                    result.append(Diagnostic(position: position, message: "\(keyPath) is missing", hint: key.summary))
                }
                continue
            }
            if case .section(let inner) = key.kind {
                result += missingKeys(in: entry.value, keys: inner, path: keyPath, position: entry.keyPosition)
            }
        }
        return result
    }
}
