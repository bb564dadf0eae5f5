// SPDX-License-Identifier: Apache-2.0

extension StackGraph {
    /// The graph as trees: what nothing needs stands at the left, what it needs below it.
    ///
    /// A resource that several others need is drawn whole once, and after that as a line that ends with `(above)`.
    ///
    /// - Parameter style: How text is decorated.
    /// - Returns: The lines; none for a graph without nodes.
    package func treeLines(style: TextStyle) -> [String] {
        let needs = reducedNeeds
        let needed = Set(needs.joined())
        var drawn: Set<Int> = []
        var lines: [String] = []

        func draw(_ index: Int, first: String, rest: String) {
            let isAbove = !drawn.insert(index).inserted && !needs[index].isEmpty
            lines.append(first + label(index, style) + (isAbove ? style.dim(" (above)") : ""))
            guard !isAbove else { return }
            for (place, child) in needs[index].enumerated() {
                let isLast = place == needs[index].count - 1
                draw(child, first: rest + (isLast ? "└─ " : "├─ "), rest: rest + (isLast ? "   " : "│  "))
            }
        }

        // The last ones first: they lead to nearly everything else.
        for index in nodes.indices.reversed() where !needed.contains(index) { draw(index, first: "", rest: "") }
        return lines
    }

    private func label(_ index: Int, _ style: TextStyle) -> String {
        let node = nodes[index]
        let sign = node.action.map { ActionSymbol.styled($0, style) + " " } ?? ""
        return "\(sign)\(node.title) \(style.dim("[\(node.address)]"))"
    }
}
