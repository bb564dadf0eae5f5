// SPDX-License-Identifier: Apache-2.0

/// Puts an environment's overlay on the base of a file.
enum Overlay {
    /// Merges two groups: groups merge key by key, everything else of the overlay replaces, `null` removes. Keys of the
    /// base keep their order, new ones follow.
    static func merge(_ base: [YAMLValue.Entry], with overlay: [YAMLValue.Entry]) -> [YAMLValue.Entry] {
        var result = base
        for entry in overlay {
            let index = result.firstIndex { $0.key == entry.key }
            if entry.value.isExplicitNull {
                if let index { result.remove(at: index) }
                continue
            }
            guard let index else {
                result.append(entry.withoutNulls)
                continue
            }
            guard let below = result[index].value.entries, let above = entry.value.entries else {
                result[index] = entry
                continue
            }
            result[index] = .init(
                key: entry.key, keyPosition: entry.keyPosition,
                value: YAMLValue(position: entry.value.position, content: .map(merge(below, with: above))))
        }
        return result
    }
}

extension YAMLValue.Entry {
    /// The entry without the nulls in its groups, which have nothing to remove when the base lacks the group.
    fileprivate var withoutNulls: YAMLValue.Entry {
        guard let entries = value.entries else { return self }
        var copy = self
        copy.value.content = .map(entries.filter { !$0.value.isExplicitNull }.map(\.withoutNulls))
        return copy
    }
}
