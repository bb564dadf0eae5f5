// SPDX-License-Identifier: Apache-2.0

/// A value for each of some keys, in the order of the keys' bytes.
///
/// What is compared here comes in that order: a folder's walk, S3's lists, the record. To walk along two of them is much
/// less work than to build a table by hash of one and to look up each key of the other.
package struct KeyMap<Value: Sendable & Hashable>: Sendable, Hashable {
    /// A key with its value.
    package struct Element: Sendable, Hashable {
        /// The key.
        package let key: ObjectKey
        /// Its value.
        package let value: Value

        /// A key with its value.
        package init(_ key: ObjectKey, _ value: Value) {
            self.key = key
            self.value = value
        }
    }

    private let elements: [Element]

    /// A map of the elements, which are sorted here; of those with the same key the first one counts.
    package init(_ elements: [Element]) {
        if elements.isInOrder(by: \.key) {
            self.elements = elements
            return
        }
        let sorted = elements.enumerated().sorted { ($0.element.key, $0.offset) < ($1.element.key, $1.offset) }
        self.elements = sorted.reduce(into: []) { unique, next in
            if unique.last?.key != next.element.key { unique.append(next.element) }
        }
    }

    private init(inOrder elements: [Element]) {
        self.elements = elements
    }

    /// The value of a key.
    package subscript(key: ObjectKey) -> Value? {
        let place = elements.partition { !($0.key < key) }
        return place < elements.endIndex && elements[place].key == key ? elements[place].value : nil
    }

    /// The map with other values for the same keys.
    package func mapValues<Other>(_ transform: (Element) -> Other) -> KeyMap<Other> {
        KeyMap<Other>(inOrder: elements.map { KeyMap<Other>.Element($0.key, transform($0)) })
    }

    /// The map without some keys.
    package func removing(_ keys: Set<ObjectKey>) -> KeyMap {
        if keys.allSatisfy({ self[$0] == nil }) { return self }
        return KeyMap(inOrder: elements.filter { !keys.contains($0.key) })
    }

    /// Looks up keys that come in the order of their bytes, each in the part that those before it have left.
    package struct Walk {
        private var rest: ArraySlice<Element>
        /// The elements that were passed over, because nobody asked for them.
        private var passed: [Element] = []

        init(_ map: KeyMap) { rest = map.elements[...] }

        /// The value of a key that comes after all keys that were asked for.
        mutating func value(of key: ObjectKey) -> Value? {
            while let first = rest.first, first.key < key { passed.append(rest.removeFirst()) }
            return rest.first?.key == key ? rest.removeFirst().value : nil
        }

        /// The elements that nobody asked for, when no more keys come.
        mutating func end() -> [Element] {
            defer { rest = [] }
            return passed + rest
        }
    }
}

extension KeyMap: RandomAccessCollection {
    package var startIndex: Int { elements.startIndex }
    package var endIndex: Int { elements.endIndex }
    package subscript(position: Int) -> Element { elements[position] }
}

extension KeyMap: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (ObjectKey, Value)...) {
        self.init(elements.map { Element($0.0, $0.1) })
    }
}
