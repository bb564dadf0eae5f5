// SPDX-License-Identifier: Apache-2.0

/// What `doctor` shows.
struct FindingsReport {
    let findings: [Finding]
    /// Whether also more of a kind than fit a screen are shown.
    let verbose: Bool
    /// So many of one kind fit.
    private static let most = 20

    /// The status that goes with the findings.
    var status: ExitStatus { findings.contains { $0.level == .error } ? .failed : .done }

    private func count(_ level: Finding.Level) -> Int { findings.count { $0.level == level } }

    func show(on context: CommandContext) {
        for finding in findings { context.record(FindingRecord(finding)) }
        context.record(
            CheckupRecord(
                errors: count(.error), warnings: count(.warning), unknown: count(.unknown), fine: count(.fine)))
        guard !context.usesJSON else { return }
        for line in lines(style: context.console.style) { context.console.result(line) }
    }

    /// The screen, line by line.
    func lines(style: TextStyle) -> [String] {
        var lines: [String] = []
        for check in Finding.Check.allCases {
            let found = findings.filter { $0.check == check }
            for level in Finding.Level.allCases {
                let same = found.filter { $0.level == level }
                let shown = verbose ? same : Array(same.prefix(Self.most))
                lines += shown.flatMap { Self.lines($0, style: style) }
                if same.count > shown.count {
                    lines.append("           and \(same.count - shown.count) more like that (--verbose shows them)")
                }
            }
        }
        return lines + ["", summary(style: style)]
    }

    private func summary(style: TextStyle) -> String {
        func text(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
        let unknown = count(.unknown) == 0 ? "" : ", \(count(.unknown)) not checked"
        let counts = "\(text(count(.error), "error")), \(text(count(.warning), "warning"))\(unknown)."
        if count(.error) > 0 { return style.red(counts) }
        return count(.warning) > 0 ? style.yellow(counts) : style.green(counts)
    }

    private static func lines(_ finding: Finding, style: TextStyle) -> [String] {
        let (word, color): (String, (String) -> String) =
            switch finding.level {
            case .fine: ("ok", style.green)
            case .unknown: ("?", style.yellow)
            case .warning: ("warning", style.yellow)
            case .error: ("error", style.red)
            }
        let margin = String(repeating: " ", count: 11)
        let label = color(word) + String(repeating: " ", count: max(1, 9 - word.count))
        let title = finding.check.title
        let head = "\(label)\(title)\(String(repeating: " ", count: max(1, 15 - title.count)))"
        guard finding.level != .fine else { return [head + style.dim(finding.message)] }
        var lines = [head + (finding.place ?? "")]
        let code = finding.level == .unknown ? "" : " [\(finding.code)]"
        let text = finding.message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines += (text.dropLast() + [(text.last ?? "") + code]).map { margin + $0 }
        if let fix = finding.fix {
            lines += fix.split(separator: "\n", omittingEmptySubsequences: false).map {
                margin + style.cyan(String($0))
            }
        }
        return lines
    }
}

private struct FindingRecord: Encodable {
    let type = "finding"
    let check: String
    let level: String
    let code: String
    let message: String
    let place: String?
    let fix: String?

    init(_ finding: Finding) {
        check = finding.check.rawValue
        level = finding.level.rawValue
        code = finding.code
        message = finding.message
        place = finding.place
        fix = finding.fix
    }
}

private struct CheckupRecord: Encodable {
    let type = "checkup"
    let errors: Int
    let warnings: Int
    let unknown: Int
    let fine: Int

    enum CodingKeys: String, CodingKey {
        case type, errors, warnings, unknown
        case fine = "ok"
    }
}
