// SPDX-License-Identifier: Apache-2.0

internal import Reconcile

extension StackGraph {
    /// The nodes of each group that has some, in the order of the groups.
    var membersByGroup: [(group: ResourceGroup, members: [Int])] {
        ResourceGroup.allCases.compactMap { group in
            let members = nodes.indices.filter { nodes[$0].group == group }
            return members.isEmpty ? nil : (group, members)
        }
    }

    /// The graph as one SVG element that also stands alone as a file: light and dark by what the reader prefers, text as
    /// text, nothing loaded from elsewhere.
    ///
    /// An arrow leads from what comes first to what needs it. The names of its classes begin with `stack-`, so that it
    /// disturbs no page that it becomes a part of.
    ///
    /// - Returns: The element, with a line end at its end.
    package func svg() -> String {
        let layout = StackGraphLayout(needs: reducedNeeds)
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"stack-graph\" role=\"img\" "
                + "aria-label=\"\(Markup.escaped(description))\" viewBox=\"0 0 \(layout.width) \(layout.height)\" "
                + "width=\"\(layout.width)\" height=\"\(layout.height)\">",
            "<style>", Self.sheet(for: Set(nodes.map(\.action))), "</style>",
            "<defs><marker id=\"stack-arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" "
                + "markerHeight=\"8\" orient=\"auto\"><path class=\"stack-head\" d=\"M0 0 8 4 0 8z\"/></marker></defs>",
        ]
        for line in layout.lines {
            lines.append(
                "<path class=\"stack-line\" marker-end=\"url(#stack-arrow)\" d=\"\(Self.path(line.points))\"/>")
        }
        for (node, corner) in zip(nodes, layout.corners) {
            let sign = node.action.map { ActionSymbol($0).text + " " } ?? ""
            let word = node.action.map { ": \(ActionSymbol($0).word)" } ?? ""
            let address = "\(node.group.heading) · \(node.address)"
            lines.append(
                "<g class=\"stack-node \(Self.className(node.action))\" transform=\"translate(\(corner.x) \(corner.y))\">"
                    + "<title>\(Markup.escaped(node.title + word))</title>"
                    + "<rect width=\"\(StackGraphLayout.nodeWidth)\" height=\"\(StackGraphLayout.nodeHeight)\" rx=\"6\"/>"
                    + "<text x=\"10\" y=\"19\">\(Markup.escaped(DisplayWidth.clip(sign + node.title, to: 29)))</text>"
                    + "<text class=\"stack-address\" x=\"10\" y=\"36\">"
                    + "\(Markup.escaped(DisplayWidth.clip(address, to: 33)))</text></g>")
        }
        lines.append("</svg>")
        return lines.joined(separator: "\n") + "\n"
    }

    private var description: String {
        "The \(nodes.count) resources of the site; arrows lead from what comes first to what needs it."
    }

    /// Down out of each point and down into the next one.
    private static func path(_ points: [StackGraphLayout.Point]) -> String {
        guard let first = points.first else { return "" }
        return zip(points, points.dropFirst()).reduce("M\(first.x) \(first.y)") { path, step in
            let (from, to) = step
            guard from.x != to.x else { return path + "V\(to.y)" }
            let middle = (from.y + to.y) / 2
            return path + "C\(from.x) \(middle) \(to.x) \(middle) \(to.x) \(to.y)"
        }
    }

    private static func className(_ action: Change.Action?) -> String { "stack-\(action?.rawValue ?? "plain")" }

    private static func sheet(for actions: Set<Change.Action?>) -> String {
        let ordered = actions.sorted { className($0) < className($1) }
        var light = [
            ".stack-node text{font:11.5px system-ui,sans-serif;fill:\(ActionColors.text)}",
            ".stack-node text.stack-address{font-size:10.5px;opacity:.75}",
            ".stack-node rect{stroke-width:1.5}",
            ".stack-line{fill:none;stroke:#8c959f;stroke-width:1.3}.stack-head{fill:#8c959f}",
        ]
        var dark = [".stack-node text{fill:\(ActionColors.darkText)}"]
        for action in ordered {
            let colors = ActionColors(action)
            light.append(".\(className(action)) rect{fill:\(colors.fill);stroke:\(colors.line)}")
            dark.append(".\(className(action)) rect{fill:\(colors.darkFill);stroke:\(colors.darkLine)}")
        }
        return (light + ["@media (prefers-color-scheme:dark){\(dark.joined())}"]).joined(separator: "\n")
    }
}
