// SPDX-License-Identifier: Apache-2.0

package import Reconcile

/// Renders a plan for people.
package struct PlanText: Sendable {
    private let style: TextStyle
    private let verbose: Bool
    private let repeated: RepeatedOptions
    /// The longest list of parts, such as files, that is shown whole.
    private let itemLimit: Int

    /// - Parameters:
    ///   - style: How text is decorated.
    ///   - verbose: Whether resources that stay as they are, and all parts, are listed too.
    ///   - repeated: The options that belong into every command that the user is told to run.
    package init(style: TextStyle, verbose: Bool, repeated: RepeatedOptions = RepeatedOptions()) {
        self.repeated = repeated
        self.style = style
        self.verbose = verbose
        self.itemLimit = verbose ? .max : 12
    }

    /// The plan, a line each, without a line end at the end.
    ///
    /// - Parameters:
    ///   - plan: What to show.
    ///   - nothing: The sentence for a plan without changes.
    ///   - outlook: What comes with the changes; `nil` leaves it out.
    /// - Returns: The lines.
    func lines(_ plan: Plan, nothing: String, outlook: PlanOutlook? = nil) -> [String] {
        var lines: [String] = []
        for group in ResourceGroup.allCases {
            let steps = plan.steps.filter {
                $0.group == group && (verbose || $0.change.action != .none || !$0.change.warnings.isEmpty)
            }
            guard !steps.isEmpty else { continue }
            lines.append(style.bold(group.heading))
            for step in steps { lines += self.lines(step) }
            lines.append("")
        }
        if !plan.hasChanges && plan.conflicts.isEmpty {
            lines.append(
                plan.manualSteps.isEmpty
                    ? nothing : "Nothing to change in the account; what is marked with → is to be done by hand.")
        } else {
            lines.append(Self.totals(plan))
            lines += outlook?.lines ?? []
        }
        if let legend = Self.legend(plan) { lines.append(style.dim(legend)) }
        return lines
    }

    /// What the signs mean that do not speak for themselves; `nil` when none of them is used.
    private static func legend(_ plan: Plan) -> String? {
        let meanings: [(Change.Action, String)] = [
            (.replace, "make a new one in place of the old one"), (.adopt, "take over"), (.keep, "stays"),
            (.conflict, "in the way, to be settled first"), (.manual, "to be done by hand"),
        ]
        let items = Set(plan.steps.flatMap(\.change.items).map(\.action))
        let used = meanings.filter { plan.counts[$0.0] != nil || items.contains($0.0) }
        guard !used.isEmpty else { return nil }
        return "Signs: \(used.map { "\(ActionSymbol($0.0).text) \($0.1)" }.joined(separator: ", "))."
    }

    /// The totals in one sentence, such as `Plan: 3 to create, 1 to update, 12 unchanged.`
    package static func totals(_ plan: Plan) -> String {
        let words: [(Change.Action, String)] = [
            (.create, "to create"), (.update, "to update"), (.replace, "to replace"), (.adopt, "to adopt"),
            (.delete, "to delete"), (.manual, "to do by hand"), (.keep, "kept"), (.conflict, "in conflict"),
            (.none, "unchanged"),
        ]
        let counts = plan.counts
        let parts = words.compactMap { action, word in
            counts[action].map { "\($0) \(word)" }
        }
        return "Plan: \(parts.joined(separator: ", "))."
    }

    private func lines(_ step: Plan.Step) -> [String] {
        let change = step.change
        var head = "  \(symbol(change.action)) \(step.title)"
        if let summary = change.summary { head += ": \(summary)" }
        if change.action == .none { head = style.dim(head) }
        var lines = [head]
        if let reason = change.reason { lines.append("      \(reason)") }
        if let hint = change.hint {
            lines += repeated.added(to: hint).split(separator: "\n", omittingEmptySubsequences: false).map {
                style.cyan("      \($0)")
            }
        }
        let width = change.properties.map(\.name.count).max() ?? 0
        // A new resource is told by its title; its properties matter when somebody asks for them.
        if change.action != .create || verbose {
            for property in change.properties {
                let name = property.name + String(repeating: " ", count: width - property.name.count)
                lines.append("      \(name)  \(value(property))")
            }
        }
        // A long list is folded into its summary; what goes is named all the same.
        let isFolded = change.items.count > itemLimit && change.summary != nil
        let items = isFolded ? change.items.filter { $0.action == .delete } : change.items
        for item in items.prefix(itemLimit) {
            let note = item.note.map { style.dim("  \($0)") } ?? ""
            lines.append("      \(symbol(item.action)) \(item.name)\(note)")
        }
        let hidden = change.items.count - min(items.count, itemLimit)
        if hidden > 0 {
            let count = items.isEmpty ? "\(hidden) in all" : "and \(hidden) more"
            lines.append(style.dim("      … \(count); -v lists them"))
        }
        for warning in change.warnings.prefix(itemLimit) {
            lines.append("      \(style.yellow("warning:")) \(warning)")
        }
        if change.warnings.count > itemLimit {
            lines.append(style.dim("      … and \(change.warnings.count - itemLimit) more warnings; -v shows all"))
        }
        return lines
    }

    private func value(_ property: PropertyChange) -> String {
        let new =
            switch property.new {
            case .known(let value): Self.shortened(value)
            case .knownAfterApply: style.dim("(known after apply)")
            case .removed: style.red("(removed)")
            }
        guard let old = property.old else { return new }
        if case .known(let value) = property.new, Self.shortened(old) == Self.shortened(value) {
            return "\(Self.shortened(old)) (changed further on)"
        }
        return "\(Self.shortened(old)) → \(new)"
    }

    private static func shortened(_ value: String) -> String {
        let oneLine = value.split(separator: "\n", omittingEmptySubsequences: true).joined(separator: " ")
        if oneLine.isEmpty { return "\"\"" }
        return oneLine.count > 100 ? oneLine.prefix(99) + "…" : oneLine
    }

    private func symbol(_ action: Change.Action) -> String { ActionSymbol.styled(action, style) }
}
