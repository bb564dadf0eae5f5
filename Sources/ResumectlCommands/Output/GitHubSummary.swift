// SPDX-License-Identifier: Apache-2.0

internal import Reconcile
internal import SiteConfig

/// The page that a step shows at its run, as Markdown: the plan or what was done, and what went wrong.
struct GitHubSummary {
    let facts: GitHubFacts
    let status: ExitStatus

    /// What a comment on a pull request can hold, with room for a few words around it.
    static let commentLimit = 60_000

    /// The page, or `nil` when there is nothing that a reader would look for.
    ///
    /// - Parameter limit: How many bytes there is room for; lists get shorter until it fits.
    /// - Returns: Markdown with an empty line at the end, never longer than `limit`.
    func text(limit: Int) -> String? {
        let isEmpty = facts.sites.allSatisfy { $0.plan == nil && $0.result == nil && !Self.failed($0) }
        guard !isEmpty else { return nil }
        return Self.fitting(limit) { room in
            var parts = ["### \(GitHubMarkdown.code(facts.command))"]
            // A plan speaks for itself.
            let isPlanAlone = status == .done && facts.sites.allSatisfy { $0.result == nil }
            if !isPlanAlone { parts.append(Self.sentence(status)) }
            for site in facts.sorted { parts += Self.parts(of: site, room, isWhole: true) }
            return parts
        }
    }

    /// The plans alone, for a comment on a pull request.
    static func plan(_ facts: GitHubFacts) -> String {
        let text = fitting(commentLimit) { room in facts.sorted.flatMap { parts(of: $0, room, isWhole: false) } }
        return text.hasSuffix("\n\n") ? String(text.dropLast(2)) : text
    }

    // MARK: Parts

    private static func failed(_ site: GitHubFacts.Site) -> Bool { !site.errors.isEmpty || !site.mistakes.isEmpty }

    private static func parts(of site: GitHubFacts.Site, _ room: Room, isWhole: Bool) -> [String] {
        var parts: [String] = []
        if let name = site.name { parts.append("#### \(GitHubMarkdown.text(name))") }
        if isWhole, let url = site.url { parts.append("[\(GitHubMarkdown.text(url))](<\(url)>)") }
        if isWhole { parts += mistakes(site.mistakes, room) + site.errors.prefix(room.errors).map(error) }
        guard let plan = site.plan else { return parts }
        parts.append(plan.hasChanges || !plan.conflicts.isEmpty ? PlanText.totals(plan) : "Nothing to change.")
        let steps = plan.steps.filter { $0.change.action != .none || !$0.change.warnings.isEmpty }
        if !steps.isEmpty {
            parts.append(table(steps, isWhole ? site.result : nil, room))
            parts += steps.compactMap { details($0, room) }
        }
        return parts
    }

    private static func mistakes(_ mistakes: [Diagnostic], _ room: Room) -> [String] {
        guard !mistakes.isEmpty else { return [] }
        let rows = mistakes.prefix(room.rows).map { mistake in
            let hint = mistake.hint.map { "<br>\(GitHubMarkdown.text($0))" } ?? ""
            return "| \(GitHubMarkdown.code("\(mistake.position)")) | \(GitHubMarkdown.text(mistake.message))\(hint) |"
        }
        return [
            (["| Place | Mistake |", "|---|---|"] + rows + more(mistakes.count - rows.count, columns: 2))
                .joined(separator: "\n")
        ]
    }

    private static func error(_ error: DeployError) -> String {
        let title = "**\(GitHubMarkdown.text(error.summary))** \(GitHubMarkdown.code(error.code))"
        let records = error.records.isEmpty ? nil : RecordForm.lines(error.records).joined(separator: "\n")
        let lines = [error.detail, records, error.hint, error.cause.map { "(\($0))" }].compactMap(\.self)
        return lines.isEmpty ? title : "\(title)\n\n\(GitHubMarkdown.block(lines.map { shortened($0, 4000) }))"
    }

    private static func table(_ steps: [Plan.Step], _ result: RunResult?, _ room: Room) -> String {
        let outcomes = Dictionary(
            (result?.outcomes ?? []).map { ($0.address, word($0.outcome)) }, uniquingKeysWith: { first, _ in first })
        let rows = steps.prefix(room.rows).map { step in
            let end = result == nil ? "" : " \(outcomes[step.address] ?? "") |"
            return "| \(GitHubMarkdown.code(symbol(step.change.action))) | \(GitHubMarkdown.text(step.title)) "
                + "| \(changes(step.change)) |\(end)"
        }
        let head =
            result == nil
            ? ["| | Resource | Change |", "|---|---|---|"]
            : ["| | Resource | Change | Result |", "|---|---|---|---|"]
        return (head + rows + more(steps.count - rows.count, columns: result == nil ? 3 : 4)).joined(separator: "\n")
    }

    private static func more(_ count: Int, columns: Int) -> [String] {
        count > 0 ? ["| … |" + " and \(count) more |" + String(repeating: " |", count: columns - 2)] : []
    }

    private static func changes(_ change: Change) -> String {
        var lines = [change.summary, change.reason, change.action == .keep ? nil : change.hint]
            .compactMap { $0.map { GitHubMarkdown.text(shortened($0, 1000)) } }
        // A new resource is told by its title.
        if change.action != .create {
            lines += change.properties.prefix(8).map(line)
            if change.properties.count > 8 { lines.append("… and \(change.properties.count - 8) more") }
        }
        lines += change.warnings.prefix(5).map { "**Warning:** \(GitHubMarkdown.text(shortened($0, 1000)))" }
        if change.warnings.count > 5 { lines.append("… and \(change.warnings.count - 5) more warnings") }
        return lines.isEmpty ? change.action.rawValue : lines.joined(separator: "<br>")
    }

    private static func line(_ property: PropertyChange) -> String {
        let new =
            switch property.new {
            case .known(let value): GitHubMarkdown.code(shortened(value, 100))
            case .knownAfterApply: "(known after apply)"
            case .removed: "(removed)"
            }
        let old = property.old.map { "\(GitHubMarkdown.code(shortened($0, 100))) → " } ?? ""
        return "\(GitHubMarkdown.text(property.name)): \(old)\(new)"
    }

    /// The parts of a resource, such as files, folded.
    private static func details(_ step: Plan.Step, _ room: Room) -> String? {
        let items = step.change.items
        guard !items.isEmpty, room.items > 0 else { return nil }
        var lines = items.prefix(room.items).map { item in
            "\(symbol(item.action)) \(shortened(item.name, 1024))" + (item.note.map { "  \($0)" } ?? "")
        }
        if items.count > lines.count { lines.append("… and \(items.count - lines.count) more") }
        return "<details><summary>\(GitHubMarkdown.text(step.title)): \(items.count)</summary>\n\n"
            + GitHubMarkdown.block(lines) + "\n\n</details>"
    }

    // MARK: Words

    private static func sentence(_ status: ExitStatus) -> String {
        switch status {
        case .done: "Done."
        case .failed: "**Failed.**"
        case .changesPending: "There are changes."
        case .pendingInAWS: "**Accepted, but AWS or DNS is not done yet.** Run it again later."
        case .partlyDone: "**Partly done.** Run it again to go on."
        case .refused: "**Refused; nothing was changed.**"
        case .usage: "**The command line or the configuration has to be fixed.**"
        case .permission: "**Credentials or permissions are missing.**"
        case .interrupted: "**Interrupted.** Run it again to go on."
        }
    }

    private static func word(_ outcome: RunResult.Outcome) -> String {
        switch outcome {
        case .unchanged: "unchanged"
        case .done(let action): word(action)
        case .pending: "pending"
        case .failed: "**failed**"
        case .skipped: "not done"
        case .notStarted: "not done"
        case .stopped: "stopped"
        }
    }

    private static func word(_ action: Change.Action) -> String {
        switch action {
        case .none: "unchanged"
        case .create: "created"
        case .update: "updated"
        case .replace: "replaced"
        case .adopt: "adopted"
        case .delete: "deleted"
        case .keep: "kept"
        case .conflict: "in conflict"
        case .manual: "by hand"
        }
    }

    private static func symbol(_ action: Change.Action) -> String {
        switch action {
        case .none, .keep: "="
        case .create: "+"
        case .update: "~"
        case .replace: "±"
        case .adopt: "<"
        case .delete: "-"
        case .conflict: "!"
        case .manual: "→"
        }
    }

    private static func shortened(_ text: String, _ limit: Int) -> String {
        text.count > limit ? "\(text.prefix(limit - 1))…" : text
    }

    // MARK: Size

    /// How long lists may be.
    private struct Room {
        let rows: Int
        let items: Int
        let errors: Int
    }

    /// The fullest page that fits; without room for the shortest one, its begin.
    private static func fitting(_ limit: Int, _ parts: (Room) -> [String]) -> String {
        let rooms = [
            Room(rows: .max, items: .max, errors: .max), Room(rows: 1000, items: 1000, errors: 50),
            Room(rows: 200, items: 100, errors: 20), Room(rows: 50, items: 0, errors: 5),
        ]
        var shortest: [String] = []
        for room in rooms {
            shortest = parts(room)
            let text = shortest.joined(separator: "\n\n") + "\n\n"
            if text.utf8.count <= limit { return text }
        }
        let note = "_The rest is in the log: there is no room here._\n\n"
        var text = ""
        for part in shortest where text.utf8.count + part.utf8.count + 2 + note.utf8.count <= limit {
            text += part + "\n\n"
        }
        return text.utf8.count + note.utf8.count <= limit ? text + note : ""
    }
}
