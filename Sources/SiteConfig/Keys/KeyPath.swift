// SPDX-License-Identifier: Apache-2.0

/// Paths such as `site.headers[0].match`, which name a place in a configuration.
enum KeyPath {
    /// The path of a key below another; an empty parent is the file itself.
    static func child(_ key: String, of parent: String) -> String {
        parent.isEmpty ? key : "\(parent).\(key)"
    }

    /// The groups that know a key, letter case and hyphens aside, the shallow ones first; the file itself is empty.
    static func sections(with key: String) -> [(path: String, name: String)] {
        var result: [(path: String, name: String)] = []
        var pending: [(path: String, keys: [ConfigKey])] = [("", ConfigKeys.base)]
        while !pending.isEmpty {
            let (path, keys) = pending.removeFirst()
            if let known = keys.first(where: { NearestName.isSame($0.name, key) }) { result.append((path, known.name)) }
            for section in keys {
                switch section.kind {
                case .section(let inner), .sectionOrWord(let inner, _), .sectionList(let inner, _):
                    pending.append((child(section.name, of: path), inner))
                case .text, .integer, .integerChoice, .flag, .choice, .textList, .textMap, .overlays:
                    continue
                }
            }
        }
        return result
    }
}
