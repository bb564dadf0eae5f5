// SPDX-License-Identifier: Apache-2.0

internal import Reconcile
internal import SiteConfig

/// The step of GitHub Actions that this process is a part of, by the variables that a runner sets.
///
/// GitHub: "Store information in variables", "Default environment variables".
package struct GitHubJob: Sendable, Equatable {
    /// `GITHUB_OUTPUT`, the file for the outputs of the step.
    let outputFile: String?
    /// `GITHUB_STEP_SUMMARY`, the file for its page.
    let summaryFile: String?
    /// `GITHUB_WORKSPACE`, where the repository is checked out.
    let workspace: String?

    /// `nil` outside of GitHub Actions.
    ///
    /// - Parameter environment: The process's variables.
    package init?(environment: [String: String]) {
        guard environment["GITHUB_ACTIONS"] == "true" else { return nil }
        func path(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        outputFile = path("GITHUB_OUTPUT")
        summaryFile = path("GITHUB_STEP_SUMMARY")
        workspace = path("GITHUB_WORKSPACE")
    }

    /// A file's path from the root of the repository, as annotations need it.
    ///
    /// - Parameters:
    ///   - file: The path as the user wrote it.
    ///   - folder: The folder that it starts from.
    /// - Returns: The path without `.` and `..`; absolute when it is outside of the repository.
    func path(of file: String, from folder: String) -> String {
        let whole = FilePath.resolve(file, from: folder)
        guard let workspace else { return whole }
        let inside = FilePath.relative(whole, to: FilePath.resolve(workspace, from: "/"))
        return inside.flatMap { $0.isEmpty ? nil : $0 } ?? whole
    }

    /// The annotations for what a run found. GitHub shows ten errors and ten warnings of a step.
    ///
    /// - Parameters:
    ///   - facts: What was found.
    ///   - folder: The folder that paths start from.
    /// - Returns: Errors first.
    func annotations(for facts: GitHubFacts, from folder: String) -> [GitHubCommand] {
        var errors: [GitHubCommand] = []
        var warnings: [GitHubCommand] = facts.warnings.map {
            .annotation(.warning, title: $0.code.rawValue, message: $0.message)
        }
        for site in facts.sorted {
            let prefix = site.name.map { "\($0): " } ?? ""
            for mistake in site.mistakes {
                errors.append(
                    .annotation(
                        .error, title: "Mistake in the configuration",
                        message: mistake.message + (mistake.hint.map { "\n\($0)" } ?? ""),
                        file: path(of: mistake.position.file, from: folder), row: mistake.position.line,
                        column: mistake.position.column))
            }
            for error in site.errors {
                let message = [error.detail, error.hint, error.cause.map { "(\($0))" }].compactMap(\.self)
                let title = "\(prefix)\(error.summary) [\(error.code)]"
                let text = message.isEmpty ? error.summary : message.joined(separator: "\n")
                if error.kind == .pending {
                    warnings.append(.annotation(.warning, title: title, message: text))
                } else {
                    errors.append(.annotation(.error, title: title, message: text))
                }
            }
            for step in site.plan?.conflicts ?? [] {
                let message = [step.change.reason, step.change.hint].compactMap(\.self).joined(separator: "\n")
                errors.append(.annotation(.error, title: "\(prefix)Settle this first: \(step.title)", message: message))
            }
            for step in site.plan?.steps ?? [] {
                warnings += step.change.warnings.map {
                    .annotation(.warning, title: "\(prefix)\(step.title)", message: $0)
                }
            }
        }
        return Self.limited(errors, .error) + Self.limited(warnings, .warning)
    }

    private static func limited(_ all: [GitHubCommand], _ level: GitHubCommand.Level) -> [GitHubCommand] {
        guard all.count > 10 else { return all }
        return all.prefix(9) + [
            .annotation(level, title: "And \(all.count - 9) more", message: "The log and the summary list them all.")
        ]
    }
}
