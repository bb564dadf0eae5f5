// SPDX-License-Identifier: Apache-2.0

/// An XML element with all that is in it.
///
/// A tree that was read can be edited and written back: elements and attributes that nobody knows keep their place, and
/// namespace declarations are attributes like any other. Comments, processing instructions and the white space between
/// elements are not kept.
///
/// Paths such as `A/B/C` name local names from this element's children downwards, the first match at each step.
package struct XMLTree: Sendable, Hashable {
    /// The name without its prefix.
    package var name: String
    /// The prefix of the name, `nil` for most elements.
    package var prefix: String?
    /// The attributes in order, `xmlns` among them.
    package var attributes: [XMLAttribute]
    /// The elements in this one, in order.
    package var children: [XMLTree]
    /// The text of this element itself, references resolved. White space is kept if there are no children, else text
    /// of nothing but white space is dropped.
    package var text: String

    /// Makes an element with text.
    ///
    /// - Parameters:
    ///   - name: The name without prefix.
    ///   - text: The text, not escaped.
    package init(_ name: String, _ text: String) {
        self.init(name, text: text, children: [])
    }

    /// Makes an element with a number.
    ///
    /// - Parameters:
    ///   - name: The name without prefix.
    ///   - number: The number.
    package init(_ name: String, _ number: Int) {
        self.init(name, text: String(number), children: [])
    }

    /// Makes an element with `true` or `false`.
    ///
    /// - Parameters:
    ///   - name: The name without prefix.
    ///   - flag: The truth value.
    package init(_ name: String, _ flag: Bool) {
        self.init(name, text: flag ? "true" : "false", children: [])
    }

    /// Makes an element with children; without any it is empty.
    ///
    /// - Parameters:
    ///   - name: The name without prefix.
    ///   - namespace: The default namespace to declare, as the root of a request needs it; `nil` declares none.
    ///   - children: The elements in it.
    package init(_ name: String, xmlns namespace: String? = nil, _ children: [XMLTree] = []) {
        self.init(
            name, attributes: namespace.map { [XMLAttribute(name: "xmlns", value: $0)] } ?? [], children: children)
    }

    init(
        _ name: String, prefix: String? = nil, attributes: [XMLAttribute] = [], text: String = "",
        children: [XMLTree]
    ) {
        self.name = name
        self.prefix = prefix
        self.attributes = attributes
        self.text = text
        self.children = children
    }

    /// The name as it is written, with its prefix.
    package var qualifiedName: String {
        prefix.map { "\($0):\(name)" } ?? name
    }

    /// The default namespace that this element declares, `nil` if it declares none.
    package var declaredNamespace: String? {
        attribute("xmlns")
    }

    /// The value of an attribute.
    ///
    /// - Parameter name: The name as it is written, with its prefix.
    /// - Returns: The value, `nil` if there is no such attribute.
    package func attribute(_ name: String) -> String? {
        attributes.first { $0.name == name }?.value
    }
}
