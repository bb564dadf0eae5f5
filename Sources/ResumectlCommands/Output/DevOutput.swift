// SPDX-License-Identifier: Apache-2.0

internal import SiteConfig
internal import SitePreview

/// Shows what `dev` does: the address as the result, a line for each request and for each line of the function.
struct DevOutput: Sendable {
    let context: CommandContext
    private var console: Console { context.console }

    /// The server listens.
    ///
    /// - Parameters:
    ///   - config: The site.
    ///   - address: What to open in a browser.
    ///   - counter: What answers the counter's paths, and where it counts.
    func begin(_ config: SiteConfig, address: String, counter: DevCounter.Choice) {
        context.record(
            DevRecord(
                url: address, site: config.site.path, counter: counter.answer, table: counter.table,
                command: counter.command))
        if context.usesJSON { return }
        let here = "\(context.workingDirectory)/"
        let path = config.site.path.hasPrefix(here) ? String(config.site.path.dropFirst(here.count)) : config.site.path
        info("Site     \(config.name), from \(path)")
        if let answer = counter.answer { info("Counter  \(answer)") }
        if let table = counter.table { info("Table    \(table)") }
        if let command = counter.command {
            console.line("To get the counter to answer, type this, then start dev again:")
            console.line("    \(command)")
        }
        info("Ctrl-C ends the preview. Open:")
        console.result(address)
    }

    /// Something that the user should know.
    func note(_ text: String) {
        show(.note(text))
    }

    /// Shows what happened.
    @Sendable func show(_ event: PreviewEvent) {
        context.record(DevEventRecord(event))
        if context.usesJSON { return }
        let style = console.style
        switch event {
        case .request(let method, let target, let status, let duration):
            info("\(colored(status)) \(method.padded(to: 4)) \(target) \(style.dim(Self.text(duration)))")
        case .counterReady: info(style.dim("The counter is ready."))
        case .function(let line): info("\(style.dim("counter │")) \(line)")
        case .table(let line): info("\(style.dim("table   │")) \(line)")
        case .changed: info(style.dim("The site has changed; open pages load again."))
        case .note(let text): console.line("\(style.yellow("note:")) \(text)")
        }
    }

    private func info(_ line: String) {
        console.info(line)
    }

    private func colored(_ status: Int) -> String {
        switch status {
        case ..<300: console.style.green("\(status)")
        case ..<400: console.style.cyan("\(status)")
        case ..<500: console.style.yellow("\(status)")
        default: console.style.red("\(status)")
        }
    }

    private static func text(_ duration: Duration) -> String { "\(milliseconds(duration)) ms" }

    static func milliseconds(_ duration: Duration) -> Int {
        Int(duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000)
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

/// Where the preview listens.
private struct DevRecord: Encodable {
    let type = "listening"
    let url: String
    let site: String
    let counter: String?
    let table: String?
    let command: String?
}

/// One thing that happened in the preview.
private struct DevEventRecord: Encodable {
    let type: String
    var method: String?
    var target: String?
    var status: Int?
    var milliseconds: Int?
    var text: String?

    init(_ event: PreviewEvent) {
        switch event {
        case .request(let method, let target, let status, let duration):
            type = "request"
            (self.method, self.target, self.status) = (method, target, status)
            milliseconds = DevOutput.milliseconds(duration)
        case .function(let line): (type, text) = ("function", line)
        case .table(let line): (type, text) = ("table", line)
        case .note(let line): (type, text) = ("note", line)
        case .counterReady: type = "counter-ready"
        case .changed: type = "changed"
        }
    }
}
