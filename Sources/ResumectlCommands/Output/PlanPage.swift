// SPDX-License-Identifier: Apache-2.0

internal import Reconcile

/// Plans as one page for people who review them: everything is in it, nothing is loaded and nothing is run.
struct PlanPage: Sendable {
    /// The plan of one site.
    struct Site: Sendable {
        /// What the site is called.
        let name: String
        /// Lines about it, such as its account; each a name and a value.
        let facts: [(name: String, value: String)]
        let plan: Plan
        let graph: StackGraph
        let outlook: PlanOutlook
    }

    let sites: [Site]
    /// When the account was read, and with what, such as `2026-11-21T22:00:00Z, resumectl 0.1.0`.
    let origin: String

    /// The page, with a line end at its end.
    var html: String {
        let title = "Plan for \(sites.map(\.name).joined(separator: ", "))"
        let lines =
            [
                "<!doctype html>", "<html lang=\"en\">", "<head>", "<meta charset=\"utf-8\">",
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
                "<meta name=\"color-scheme\" content=\"light dark\">",
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
                "<title>\(Markup.escaped(title))</title>", "<style>", PlanPageStyle.sheet, "</style>", "</head>",
                "<body>",
                "<main>",
            ] + sites.flatMap(section)
            + [
                "<footer>Read \(Markup.escaped(origin)). Nothing was changed. A deploy looks again, and decides by what is there then."
                    + "</footer>", "</main>", "</body>", "</html>",
            ]
        return lines.joined(separator: "\n") + "\n"
    }

    private func section(_ site: Site) -> [String] {
        var lines = ["<h1>Plan for \(Markup.escaped(site.name))</h1>"]
        let facts = site.facts.map { "<dt>\(Markup.escaped($0.name))</dt><dd>\(Markup.escaped($0.value))</dd>" }
        lines.append("<dl class=\"facts\">\(facts.joined())</dl>")
        lines.append(totals(site.plan))
        lines += site.outlook.lines.map { "<p class=\"outlook\">\(Markup.escaped($0))</p>" }
        lines += ["<h2>What needs what</h2>", "<div class=\"graph\">", site.graph.svg(), "</div>"]
        lines += ["<h2>Changes</h2>"]
        let changed = site.plan.steps.filter { $0.change.action != .none || !$0.change.warnings.isEmpty }
        if changed.isEmpty { lines.append("<p>Nothing: the account is as the configuration says.</p>") }
        for group in ResourceGroup.allCases {
            let steps = changed.filter { $0.group == group }
            guard !steps.isEmpty else { continue }
            lines.append("<h3>\(group.heading)</h3>")
            for step in steps { lines += self.step(step) }
        }
        let same = site.plan.steps.filter { $0.change.action == .none && $0.change.warnings.isEmpty }
        if !same.isEmpty {
            let items = same.map {
                "<li>\(Markup.escaped($0.title)) <code>\(Markup.escaped($0.address.rawValue))</code></li>"
            }
            lines.append(
                "<details><summary>\(same.count) that stay as they are</summary><ul>\(items.joined())</ul></details>")
        }
        return lines
    }

    private func totals(_ plan: Plan) -> String {
        let counts = plan.counts
        let chips = (Change.Action.allCases.filter { $0 != .none } + [.none]).compactMap { action in
            counts[action].map { "<li>\(Self.sign(action)) \($0) \(Markup.escaped(ActionSymbol(action).word))</li>" }
        }
        return "<ul class=\"totals\">\(chips.joined())</ul>"
    }

    private func step(_ step: Plan.Step) -> [String] {
        let change = step.change
        let summary = change.summary.map { ": \(Markup.escaped($0))" } ?? ""
        var lines = [
            "<article class=\"\(change.action.rawValue)\">",
            "<h4>\(Self.sign(change.action)) \(Markup.escaped(step.title))\(summary) "
                + "<code>\(Markup.escaped(step.address.rawValue))</code></h4>",
        ]
        if let reason = change.reason { lines.append("<p>\(Markup.escaped(reason))</p>") }
        if let hint = change.hint { lines.append("<pre>\(Markup.escaped(hint))</pre>") }
        if !change.properties.isEmpty { lines += properties(change.properties) }
        if !change.items.isEmpty { lines += items(change.items) }
        lines += change.warnings.map { "<p class=\"warning\">Warning: \(Markup.escaped($0))</p>" }
        return lines + ["</article>"]
    }

    private func properties(_ properties: [PropertyChange]) -> [String] {
        let rows = properties.map { property in
            let new =
                switch property.new {
                case .known(let value): Self.value(value)
                case .knownAfterApply: "<em>known after apply</em>"
                case .removed: "<em>removed</em>"
                }
            return "<tr><th scope=\"row\">\(Markup.escaped(property.name))</th>"
                + "<td>\(property.old.map(Self.value) ?? "<em>none</em>")</td><td>\(new)</td></tr>"
        }
        return [
            "<div class=\"wide\"><table><thead><tr><th scope=\"col\">Property</th><th scope=\"col\">Now</th>"
                + "<th scope=\"col\">Then</th></tr></thead><tbody>"
        ] + rows + ["</tbody></table></div>"]
    }

    /// The parts, all of them; a long list can be unfolded.
    private func items(_ items: [ChangeItem]) -> [String] {
        let rows = items.map { item in
            "<tr><td>\(Self.sign(item.action))</td><td>\(Markup.escaped(item.name))</td>"
                + "<td>\(Markup.escaped(item.note ?? ""))</td></tr>"
        }
        let table =
            [
                "<div class=\"wide\"><table class=\"items\"><thead><tr><th scope=\"col\">Change</th>"
                    + "<th scope=\"col\">Name</th><th scope=\"col\">Note</th></tr></thead><tbody>"
            ] + rows + ["</tbody></table></div>"]
        guard items.count > 12 else { return table }
        return ["<details><summary>All \(items.count)</summary>"] + table + ["</details>"]
    }

    private static func value(_ text: String) -> String {
        text.isEmpty ? "<em>empty</em>" : "<code>\(Markup.escaped(text))</code>"
    }

    private static func sign(_ action: Change.Action) -> String {
        let symbol = ActionSymbol(action)
        return "<span class=\"sign \(action.rawValue)\" title=\"\(Markup.escaped(symbol.word))\">"
            + "\(Markup.escaped(symbol.text))</span>"
    }
}
