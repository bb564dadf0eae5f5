// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import AWSWire
internal import Reconcile

/// Where `status --watch` shows one look after the other.
struct WatchScreen {
    let context: CommandContext

    /// Shows what is live.
    func show(_ status: SiteStatus) {
        guard !context.usesJSON else { return status.show(on: context) }
        if let file = context.recordFile {
            var recording = context.silenced
            recording.recordFile = file
            status.show(on: recording)
        }
        show(status.lines(style: context.console.style))
    }

    /// Shows why the last look failed.
    func show(_ errors: [DeployError]) {
        if context.writesRecords { for error in errors { context.json.write(ErrorRecord(error)) } }
        guard !context.usesJSON else { return }
        show(ErrorReport.lines(errors, in: context) + ["", "Looking again."])
    }

    private func show(_ lines: [String]) {
        let time = AWSTimestamp.formatISO8601(context.environment.now())
        let all =
            ["\(context.console.style.dim("Looked at \(time.prefix(10)) \(time.dropFirst(11).prefix(8)) UTC."))"]
            + lines
        guard context.redraws else {
            for line in all + [""] { context.console.result(line) }
            return
        }
        // ECMA-48: the cursor to the first place (CUP), each line up to its end (EL), then everything below (ED).
        let text = all.map { "\(SafeText.of($0))\u{1B}[K\n" }.joined()
        context.console.forward("\u{1B}[H\(text)\u{1B}[J", .output)
    }
}
