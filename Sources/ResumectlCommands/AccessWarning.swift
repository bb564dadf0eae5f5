// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

/// Something dangerous about the credentials in use.
struct AccessWarning: Equatable {
    /// What is dangerous; the raw values stay what they are, and `docs/errors.md` has them.
    enum Code: String, CaseIterable {
        case rootUser = "root-user"
        case longLivedKeysInCI = "long-lived-keys-in-ci"
        case configurationNotRead = "configuration-not-read"
        case otherAccount = "other-account"
    }

    let code: Code
    /// One sentence, and what to do instead.
    let message: String

    /// Whether the process runs in a CI service.
    ///
    /// - Parameter environment: The variables; every large service sets `CI`, some to other words than `true`.
    /// - Returns: Whether it does.
    static func isCI(_ environment: AWSEnvironment) -> Bool {
        ["CI", "GITHUB_ACTIONS"].contains { name in
            guard let value = environment[name]?.lowercased() else { return false }
            return value != "false" && value != "0"
        }
    }

    /// The warnings for some credentials.
    ///
    /// - Parameters:
    ///   - kind: Whose they are.
    ///   - isLongLived: Whether they are keys without an end.
    ///   - source: Where they came from.
    ///   - isCI: Whether the process runs in a CI service.
    /// - Returns: The warnings; mostly none.
    static func all(kind: CallerKind, isLongLived: Bool, source: String, isCI: Bool) -> [AccessWarning] {
        var found: [AccessWarning] = []
        if kind == .root {
            found.append(
                AccessWarning(
                    code: .rootUser,
                    message: "These are credentials of the root user (\(source)), which no policy can limit. Delete "
                        + "them and use a role, IAM Identity Center or aws login with another user."))
        }
        if isLongLived, isCI {
            switch kind {
            case .root, .user:
                found.append(
                    AccessWarning(
                        code: .longLivedKeysInCI,
                        message: "A CI job uses keys that never expire (\(source)). Let the job take on a role "
                            + "instead; GitHub Actions needs no stored keys for that (id-token: write)."))
            default: break
            }
        }
        return found
    }

    /// Shows it to whoever looks: a line on standard error, or a record.
    func show(on context: CommandContext) {
        context.github?.warn(self)
        context.record(WarningRecord(code: code.rawValue, message: message))
        if !context.usesJSON {
            context.console.line("\(context.console.style.yellow("warning:")) \(message) [\(code.rawValue)]")
        }
    }
}

private struct WarningRecord: Encodable {
    let type = "warning"
    let code: String
    let message: String
}
