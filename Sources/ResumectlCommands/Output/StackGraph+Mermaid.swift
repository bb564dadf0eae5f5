// SPDX-License-Identifier: Apache-2.0

internal import Reconcile

extension StackGraph {
    /// The graph as a Mermaid flowchart; GitHub shows it in a block that is marked as `mermaid`.
    ///
    /// An arrow leads from what comes first to what needs it.
    ///
    /// - Returns: The text, with a line end at its end.
    package func mermaid() -> String {
        var lines = ["flowchart TB"]
        for (group, members) in membersByGroup {
            lines.append("    subgraph \(group.rawValue)[\"\(group.heading)\"]")
            for index in members {
                let node = nodes[index]
                // A label that began with a sign such as "-" would be taken for a list.
                let word = node.action.map { "<br/>\(ActionSymbol($0).word)" } ?? ""
                let mark = node.action.map { ":::\($0.rawValue)" } ?? ""
                lines.append("        n\(index)[\"\(Self.escaped(node.title))\(word)\"]\(mark)")
            }
            lines.append("    end")
        }
        for (index, needed) in reducedNeeds.enumerated() {
            for other in needed { lines.append("    n\(other) --> n\(index)") }
        }
        for action in Set(nodes.compactMap(\.action)).sorted(by: { $0.rawValue < $1.rawValue }) {
            let colors = ActionColors(action)
            lines.append(
                "    classDef \(action.rawValue) fill:\(colors.fill),stroke:\(colors.line),color:\(ActionColors.text)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in SafeText.of(text).unicodeScalars {
            switch scalar {
            case "\"", "<", ">", "&", "#", ";", "`", "\n", "\t": result += "#\(scalar.value);"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
