// SPDX-License-Identifier: Apache-2.0

/// The lines at the end of a terminal that say what is going on: what runs, for how long, what it waits for, how far it
/// is. Pure: states, time and size in, lines out.
struct ProgressBlock: Sendable {
    let style: TextStyle
    /// Each site's state, with its name where there are several.
    let states: [(site: String?, state: ProgressState)]
    let now: ContinuousClock.Instant
    /// Whether the user asked to stop.
    let isStopping: Bool

    private static let frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]
    /// Reads that are faster than this are not worth a word.
    private static let patience: Duration = .milliseconds(400)

    /// The lines, none of them wider than the terminal is, and fewer than it has rows.
    ///
    /// - Parameter size: The terminal's size.
    /// - Returns: The lines without line ends; none when nothing goes on.
    func lines(in size: TerminalSize) -> [String] {
        // The last column stays free: some terminals begin a new line there, others do not.
        let width = max(1, size.columns - 1)
        var lines: [String] = []
        for (site, state) in states {
            let titleWidth = state.running.map { DisplayWidth.of(Self.plain($0.title)) }.max() ?? 0
            for step in state.running { lines += self.lines(step, site, titleWidth: titleWidth, width: width) }
        }
        if lines.isEmpty {
            lines = readLines
        } else if let count = countLine {
            lines.append(count)
        }
        let limit = max(1, size.rows - 2)
        if lines.count > limit {
            let hidden = lines.count - limit + 1
            lines = lines.prefix(limit - 1) + [style.dim("  … \(hidden) more lines")]
        }
        return lines.map { DisplayWidth.clip($0, to: width) }
    }

    /// A step on one line where it fits, else with what is to be said about it below.
    private func lines(_ step: RunningStep, _ site: String?, titleWidth: Int, width: Int) -> [String] {
        let elapsed = "\(ElapsedText(now - step.startedAt))"
        let frame = style.cyan(Self.frames[Int((now - step.startedAt) / .milliseconds(100)) % Self.frames.count])
        let name = site.map { style.dim("\(Self.plain($0)) │ ") } ?? ""
        let pieces = step.pieces(at: now, barWidth: width < 60 ? 10 : 20).map(Self.plain)
        let title = Self.plain(step.title)
        let detail = pieces.joined(separator: "  ")
        let whole =
            "  \(frame) \(name)\(DisplayWidth.padded(title, to: min(titleWidth, width / 2)))  "
            + style.dim(DisplayWidth.padded(elapsed, to: 4)) + (detail.isEmpty ? "" : "  \(detail)")
        if DisplayWidth.of(whole) <= width { return [whole] }
        // Here the time is what must not be cut off.
        let room = width - 4 - DisplayWidth.of(name) - DisplayWidth.of(elapsed) - 2
        let head = "  \(frame) \(name)\(DisplayWidth.clip(title, to: max(8, room)))  \(style.dim(elapsed))"
        let words = step.progress == nil ? detail.split(separator: " ").map(String.init) : pieces
        return [head] + Self.wrapped(words, gap: step.progress == nil ? " " : "  ", to: width - 4).map { "    \($0)" }
    }

    private var countLine: String? {
        let known = states.compactMap { entry in entry.state.expectedCount.map { (entry.state.endedCount, $0) } }
        guard !known.isEmpty else { return isStopping ? style.yellow("  stopping") : nil }
        let (ended, all) = known.reduce((0, 0)) { ($0.0 + $1.0, $0.1 + $1.1) }
        return style.dim("  \(min(ended, all)) of \(all) steps done") + (isStopping ? style.yellow(", stopping") : "")
    }

    private var readLines: [String] {
        let reading = states.map(\.state).filter { $0.reads.ended < $0.reads.started }
        guard let first = reading.compactMap(\.readsBegan).min(), now - first >= Self.patience else { return [] }
        let (ended, all) = reading.reduce((0, 0)) { ($0.0 + $1.reads.ended, $0.1 + $1.reads.started) }
        let frame = style.cyan(Self.frames[Int((now - first) / .milliseconds(100)) % Self.frames.count])
        return ["  \(frame) Reading the account, \(ended) of \(all)  \(style.dim("\(ElapsedText(now - first))"))"]
    }

    /// Pieces on as few lines as they fit on.
    private static func wrapped(_ pieces: [String], gap: String, to width: Int) -> [String] {
        var lines: [String] = []
        for piece in pieces {
            if let last = lines.last, DisplayWidth.of(last + gap + piece) <= width {
                lines[lines.count - 1] = last + gap + piece
            } else {
                lines.append(piece)
            }
        }
        return lines
    }

    /// A name on one line, and without what could move the cursor.
    private static func plain(_ text: String) -> String {
        let oneLine = text.replacing("\r\n", with: " ").replacing("\n", with: " ").replacing("\t", with: " ")
        return SafeText.withoutDecorations(oneLine)
    }
}
