// SPDX-License-Identifier: Apache-2.0

extension XMLTree {
    /// Sets the text of the element at a path, in place if it is there. Missing elements are added at the end; where
    /// AWS demands an order of elements, add them with `replaceOrInsert` instead.
    ///
    /// - Parameters:
    ///   - path: The path.
    ///   - text: The new text, not escaped; it takes the place of all that the element holds.
    package mutating func set(_ path: String, to text: String) {
        update(at: path) { element in
            element.children = []
            element.text = text
        }
    }

    /// Changes the element at a path, in place if it is there. Missing elements are added at the end.
    ///
    /// - Parameters:
    ///   - path: The path; the empty one means this element.
    ///   - change: The change.
    /// - Throws: What the change throws.
    package mutating func update<Failure: Error>(
        at path: String, _ change: (inout XMLTree) throws(Failure) -> Void
    ) throws(Failure) {
        try update(path.split(separator: "/")[...], change)
    }

    private mutating func update<Failure: Error>(
        _ steps: ArraySlice<Substring>, _ change: (inout XMLTree) throws(Failure) -> Void
    ) throws(Failure) {
        guard let step = steps.first else { return try change(&self) }
        if let index = children.firstIndex(where: { $0.name == step }) {
            try children[index].update(steps.dropFirst(), change)
        } else {
            var child = XMLTree(String(step), prefix: prefix, children: [])
            try child.update(steps.dropFirst(), change)
            children.append(child)
        }
    }

    /// Puts a child in the place of the first one of its name, or in the place that the schema gives it.
    ///
    /// - Parameters:
    ///   - child: The child.
    ///   - order: All child names that the schema knows, in its order. A new child goes before the first present child
    ///     that comes later in the order; unknown children keep their place. A name that is not in the order goes last.
    package mutating func replaceOrInsert(_ child: XMLTree, in order: [String]) {
        if let index = children.firstIndex(where: { $0.name == child.name }) {
            children[index] = child
            return
        }
        guard let rank = order.firstIndex(of: child.name) else {
            children.append(child)
            return
        }
        let later = Set(order[(rank + 1)...])
        let index = children.firstIndex { later.contains($0.name) } ?? children.endIndex
        children.insert(child, at: index)
    }

    /// Removes all children of a name.
    ///
    /// - Parameter name: The local name.
    /// - Returns: Whether there were any.
    @discardableResult
    package mutating func remove(_ name: String) -> Bool {
        let count = children.count
        children.removeAll { $0.name == name }
        return children.count != count
    }
}
