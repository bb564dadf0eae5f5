// SPDX-License-Identifier: Apache-2.0

/// A failure as a person sees it: what happened, where, and what to do next.
package struct DeployError: Error, Sendable {
    /// What went wrong, for scripts and documentation.
    package var id: ErrorCode
    /// What happened, in words that never hold names or values.
    package var summary: String
    /// The names and values: which resource, which file and line, what AWS said.
    package var detail: String?
    /// What to do next; a command stands on a line of its own.
    package var hint: String?
    /// The operation, AWS's code, the request id.
    package var cause: String?
    /// What kind of failure it is, for the exit status.
    package var kind: Kind
    /// The DNS records that somebody has to enter elsewhere; mostly empty.
    package var records: [ManualRecord]

    /// The kinds of failure that a caller tells apart by the exit status.
    package enum Kind: Sendable, Equatable {
        case failure
        /// Bad usage or a mistake in the configuration.
        case configuration
        /// Credentials or permissions are missing.
        case permission
        /// A guard refused: something foreign is in the way, or too much would be deleted.
        case refused
        /// Nothing is wrong, but AWS or a person is not done yet.
        case pending
    }

    /// The code as it is shown, such as `certificate-pending`.
    package var code: String { id.rawValue }

    package init(
        code: ErrorCode, summary: String, detail: String? = nil, hint: String? = nil, cause: String? = nil,
        kind: Kind = .failure, records: [ManualRecord] = []
    ) {
        self.id = code
        self.summary = summary
        self.detail = detail
        self.hint = hint
        self.cause = cause
        self.kind = kind
        self.records = records
    }
}
