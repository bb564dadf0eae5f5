// SPDX-License-Identifier: Apache-2.0

extension XMLTree {
    /// The first child of a name.
    ///
    /// - Parameter name: The local name.
    /// - Returns: The child, `nil` if there is none.
    package func first(_ name: String) -> XMLTree? {
        children.first { $0.name == name }
    }

    /// All children of a name, in order.
    ///
    /// - Parameter name: The local name.
    /// - Returns: The children; empty if there are none.
    package func all(_ name: String) -> [XMLTree] {
        children.filter { $0.name == name }
    }

    /// The children of a name in a list element, as in `Aliases/Items/CNAME`.
    ///
    /// - Parameter path: The path; its last step may match many times.
    /// - Returns: The elements; empty if a step is missing.
    package func all(at path: String) -> [XMLTree] {
        let steps = path.split(separator: "/")
        guard let last = steps.last else { return [] }
        return descend(steps.dropLast())?.all(String(last)) ?? []
    }

    /// The element at a path.
    ///
    /// - Parameter path: The path; the empty one means this element.
    /// - Returns: The element, `nil` if a step is missing.
    package func element(at path: String) -> XMLTree? {
        descend(path.split(separator: "/")[...])
    }

    /// The text of the element at a path.
    ///
    /// - Parameter path: The path.
    /// - Returns: The text, empty for an empty element; `nil` if a step is missing.
    package func text(at path: String) -> String? {
        element(at: path)?.text
    }

    /// The number at a path.
    ///
    /// - Parameter path: The path.
    /// - Returns: The number; `nil` if a step is missing or the text is no number.
    package func int(at path: String) -> Int? {
        text(at: path).flatMap { Int($0) }
    }

    /// The truth value at a path.
    ///
    /// - Parameter path: The path.
    /// - Returns: The value of `true` or `false` in any case; `nil` if a step is missing or the text is something else.
    package func bool(at path: String) -> Bool? {
        switch text(at: path)?.lowercased() {
        case "true": true
        case "false": false
        default: nil
        }
    }

    private func descend(_ steps: ArraySlice<Substring>) -> XMLTree? {
        var element = self
        for step in steps {
            guard let child = element.children.first(where: { $0.name == step }) else { return nil }
            element = child
        }
        return element
    }
}
