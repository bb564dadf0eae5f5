// SPDX-License-Identifier: Apache-2.0

internal import Reconcile

extension CommandContext {
    /// Asks whether a plan shall be applied.
    ///
    /// - Parameters:
    ///   - what: What has to be confirmed, such as `A deploy`.
    ///   - word: What has to be typed for something that cannot be undone; `nil` for a yes.
    ///   - command: The command that does it without asking.
    /// - Returns: Whether the user said yes.
    /// - Throws: `DeployError` with code `confirmation-needed` when there is nobody to ask.
    func confirm(_ what: String, byTyping word: String? = nil, command: String) throws -> Bool {
        guard isInteractive, !usesJSON else {
            throw DeployError(
                code: .confirmationNeeded, summary: "\(what) has to be confirmed",
                detail: "There is no terminal to ask on.", hint: "Run:\n    \(command)", kind: .configuration)
        }
        if let word {
            console.prompt("This cannot be undone. Type \(console.style.bold(word)) to go on: ")
            if readLine() == word { return true }
        } else {
            console.prompt("Apply this? [y/N] ")
            if ["y", "yes"].contains(readLine()?.lowercased()) { return true }
        }
        console.line("Nothing was changed.")
        return false
    }
}
