// SPDX-License-Identifier: Apache-2.0

import AWSWire

extension XMLTree {
    /// The element without a default namespace of its own, to be put into another element.
    var withoutNamespace: XMLTree {
        var tree = self
        tree.attributes.removeAll { $0.name == "xmlns" }
        return tree
    }

    /// The element with a default namespace, to be sent as the root.
    func withNamespace(_ namespace: String) -> XMLTree {
        var tree = withoutNamespace
        tree.attributes.insert(XMLAttribute(name: "xmlns", value: namespace), at: 0)
        return tree
    }
}
