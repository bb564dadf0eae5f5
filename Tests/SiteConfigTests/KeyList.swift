// SPDX-License-Identifier: Apache-2.0

import SiteConfig

/// The table of keys as a flat list.
enum KeyList {
    struct Item: Sendable {
        let path: String
        let key: ConfigKey
        /// Whether the key holds a value itself, not further keys.
        let isLeaf: Bool
    }

    static let all: [Item] = items(ConfigKeys.root, path: "")

    private static func items(_ keys: [ConfigKey], path: String) -> [Item] {
        keys.flatMap { key -> [Item] in
            let keyPath = path.isEmpty ? key.name : "\(path).\(key.name)"
            switch key.kind {
            case .section(let inner), .sectionOrWord(let inner, _), .sectionList(let inner, _):
                return [Item(path: keyPath, key: key, isLeaf: false)] + items(inner, path: keyPath)
            case .overlays:
                return [Item(path: keyPath, key: key, isLeaf: false)]
            case .text, .integer, .integerChoice, .flag, .choice, .textList, .textMap:
                return [Item(path: keyPath, key: key, isLeaf: true)]
            }
        }
    }
}
