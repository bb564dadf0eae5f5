// SPDX-License-Identifier: Apache-2.0

internal import Reconcile
internal import SiteConfig

extension SiteConfig {
    /// Refuses a command that is about the visitor counter where there is none.
    ///
    /// - Parameter option: The option that needs one; `nil` for a command that always does.
    /// - Throws: `DeployError` with code `no-counter`.
    func requireCounter(for option: String? = nil) throws {
        guard counter == nil else { return }
        throw DeployError(
            code: .noCounter, summary: "The site has no visitor counter",
            detail: "\(file) has no counter\(environment.map { " for \($0)" } ?? "").",
            hint: (option.map { "Leave out \($0), or add" } ?? "Add")
                + " a function and the part counter: to the file; docs/configuration.md shows it.",
            kind: .configuration)
    }
}
