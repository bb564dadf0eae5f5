// SPDX-License-Identifier: Apache-2.0

internal import Reconcile

extension CommandContext {
    /// Asks whether a plan shall be applied.
    ///
    /// - Parameters:
    ///   - what: What has to be confirmed, such as `A deploy`.
    ///   - command: The command that does it without asking.
    /// - Returns: Whether the user said yes.
    /// - Throws: `DeployError` with code `confirmation-needed` when there is nobody to ask.
    func confirm(_ what: String, command: String) throws -> Bool {
        guard isInteractive, !usesJSON else {
            throw DeployError(
                code: .confirmationNeeded, summary: "\(what) has to be confirmed",
                detail: "There is no terminal to ask on.", hint: "Run:\n    \(command)", kind: .configuration)
        }
        console.prompt("Apply this? [y/N] ")
        let answer = readLine()?.lowercased() ?? ""
        if ["y", "yes"].contains(answer) { return true }
        console.line("Nothing was changed.")
        return false
    }
}
