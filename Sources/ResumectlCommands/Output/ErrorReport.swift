// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

/// Turns an error that ended a command into text and an exit status.
struct ErrorReport {
    let errors: [DeployError]
    private let diagnostics: [Diagnostic]
    private let wasCancelled: Bool

    init(_ error: any Error) {
        switch error {
        case let error as ConfigError:
            self.init(errors: [], diagnostics: error.diagnostics)
        case let error as ReadFailure:
            self.init(errors: error.errors)
        case is CancellationError:
            self.init(errors: [], wasCancelled: true)
        default:
            self.init(errors: [DeployError(describing: error)])
        }
    }

    init(errors: [DeployError], diagnostics: [Diagnostic] = [], wasCancelled: Bool = false) {
        self.errors = errors
        self.diagnostics = diagnostics
        self.wasCancelled = wasCancelled
    }

    /// The status that goes with these errors.
    var status: ExitStatus {
        if wasCancelled { return .interrupted }
        if !diagnostics.isEmpty { return .usage }
        let kinds = errors.map(\.kind)
        if kinds.contains(.permission) { return .permission }
        if kinds.contains(.configuration) { return .usage }
        if kinds.contains(.refused) { return .refused }
        if !kinds.isEmpty, kinds.allSatisfy({ $0 == .pending }) { return .pendingInAWS }
        return .failed
    }

    /// Writes everything to where the user looks: text to standard error, or records to standard output.
    func show(on context: CommandContext) -> ExitStatus {
        context.github?.failed(errors, diagnostics, in: context)
        for diagnostic in diagnostics { context.record(DiagnosticRecord(diagnostic)) }
        for error in errors { context.record(ErrorRecord(error)) }
        guard !context.usesJSON else { return status }
        if wasCancelled {
            context.console.line(context.console.style.yellow("Interrupted.") + " Nothing more was sent.")
        }
        for diagnostic in diagnostics {
            context.console.line(
                "\(diagnostic.position): \(context.console.style.red("error:")) \(diagnostic.message)"
                    + " [\(diagnostic.code.rawValue)]")
            if let hint = diagnostic.hint { context.console.line("  \(hint)") }
        }
        if diagnostics.count > 1 { context.console.line("\(diagnostics.count) mistakes.") }
        for line in Self.lines(errors, in: context) { context.console.line(line) }
        return status
    }

    /// Errors, a line each: what, where, what to do, and what AWS said. What several of them have in common, as a role
    /// without permissions makes them, is said once, with what to do at the end.
    static func lines(_ errors: [DeployError], in context: CommandContext) -> [String] {
        let style = context.console.style
        var lines: [String] = []
        func add(_ text: String?) {
            guard let text else { return }
            lines += text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "  \($0)" }
        }
        for (index, error) in errors.enumerated() where !errors[..<index].contains(where: error.isOneKind(with:)) {
            let group = errors[index...].filter(error.isOneKind(with:))
            let label = error.kind == .pending ? style.yellow("pending:") : style.red("error:")
            lines.append("\(label) \(error.summary) [\(error.code)]")
            let hint = error.hint.map(context.repeated.added(to:))
            for one in group {
                add(one.detail)
                if !one.records.isEmpty { add(RecordForm.lines(one.records).joined(separator: "\n") + "\n") }
                if group.count == 1 { add(hint) }
                add(one.cause.map { style.dim("(\($0))") })
            }
            if group.count > 1 { add(hint) }
        }
        return lines
    }
}

extension DeployError {
    /// Whether another error differs in nothing but what it is about.
    fileprivate func isOneKind(with other: DeployError) -> Bool {
        (code, summary, hint, kind) == (other.code, other.summary, other.hint, other.kind)
    }
}

/// A `DeployError` as a JSON record.
struct ErrorRecord: Encodable {
    let type = "error"
    let code: String
    let summary: String
    let detail: String?
    let hint: String?
    let cause: String?
    let pending: Bool
    /// The DNS records to enter elsewhere; missing when there are none.
    let records: [ManualRecordRecord]?

    init(_ error: DeployError) {
        code = error.code
        summary = error.summary
        detail = error.detail
        hint = error.hint
        cause = error.cause
        pending = error.kind == .pending
        records = error.records.isEmpty ? nil : error.records.map(ManualRecordRecord.init)
    }
}

/// A mistake in the configuration as a JSON record.
struct DiagnosticRecord: Encodable {
    let type = "diagnostic"
    let code: String
    let position: String
    let message: String
    let hint: String?

    init(_ diagnostic: Diagnostic) {
        code = diagnostic.code.rawValue
        position = "\(diagnostic.position)"
        message = diagnostic.message
        hint = diagnostic.hint
    }
}
