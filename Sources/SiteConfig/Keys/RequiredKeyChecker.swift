// SPDX-License-Identifier: Apache-2.0

/// Finds keys that are missing where they cannot be left out.
enum RequiredKeyChecker {
    /// The missing keys of a group and of the groups in it; a group that is absent itself misses nothing.
    static func missingKeys(
        in value: YAMLValue, keys: [ConfigKey], path: String, position: SourcePosition
    ) -> [Diagnostic] {
        guard let entries = value.entries else { return [] }
        let names = keys.map(\.name)
        // A mistyped key is reported as such; that the right one is missing then says nothing new.
        let mistyped = entries.filter { !names.contains($0.key) }
            .compactMap { NearestName.find($0.key, among: names) }
        var result: [Diagnostic] = []
        for key in keys {
            let keyPath = KeyPath.child(key.name, of: path)
            guard let entry = value.entry(key.name) else {
                if key.isRequired, !mistyped.contains(key.name) {
                    result.append(
                        Diagnostic(.missingKey, position: position, message: "\(keyPath) is missing", hint: key.summary)
                    )
                }
                continue
            }
            switch key.kind {
            case .section(let inner), .sectionOrWord(let inner, _):
                result += missingKeys(in: entry.value, keys: inner, path: keyPath, position: entry.keyPosition)
            default:
                continue
            }
        }
        return result
    }
}
