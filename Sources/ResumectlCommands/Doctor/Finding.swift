// SPDX-License-Identifier: Apache-2.0

/// One thing that `doctor` found: what, where, and what to do about it.
struct Finding: Sendable, Equatable {
    /// How bad it is.
    enum Level: String, Sendable, CaseIterable {
        /// Looked at, and as it should be.
        case fine = "ok"
        /// It could not be looked at.
        case unknown
        /// The site works, and something about it is wrong or will be.
        case warning
        /// The site does not work, is not safe, or a deploy would fail.
        case error
    }

    /// What was looked at, in the order in which it is shown.
    enum Check: String, Sendable, CaseIterable {
        case configuration
        case files
        case links
        case function
        case runtime
        case credentials
        case clock
        case region
        case account
        case quotas
        case zone
        case delegation
        case caa
        case certificate
        case address

        /// The check's name on the screen.
        var title: String {
            switch self {
            case .configuration: "Configuration"
            case .files: "Files"
            case .links: "Links"
            case .function: "Function"
            case .runtime: "Runtime"
            case .credentials: "Credentials"
            case .clock: "Clock"
            case .region: "Region"
            case .account: "Account"
            case .quotas: "Quotas"
            case .zone: "Hosted zone"
            case .delegation: "Name servers"
            case .caa: "CAA records"
            case .certificate: "Certificate"
            case .address: "Address"
            }
        }
    }

    let check: Check
    let level: Level
    /// Stable, such as `broken-link`; that of the check for `fine`.
    let code: String
    /// What is so, in a sentence or some words.
    let message: String
    /// The file and line, or the resource; `nil` when the message says it.
    var place: String?
    /// What to do; `nil` when there is nothing to do.
    var fix: String?

    static func fine(_ check: Check, _ message: String) -> Finding {
        Finding(check: check, level: .fine, code: check.rawValue, message: message)
    }

    private static let notChecked = "not-checked"

    static func unknown(_ check: Check, _ message: String, fix: String? = nil) -> Finding {
        Finding(check: check, level: .unknown, code: notChecked, message: message, fix: fix)
    }

    static func warning(
        _ check: Check, _ code: String, _ message: String, at place: String? = nil, fix: String?
    ) -> Finding {
        Finding(check: check, level: .warning, code: code, message: message, place: place, fix: fix)
    }

    static func error(
        _ check: Check, _ code: String, _ message: String, at place: String? = nil, fix: String?
    ) -> Finding {
        Finding(check: check, level: .error, code: code, message: message, place: place, fix: fix)
    }
}

extension Finding {
    /// A sentence that begins with a capital letter and ends with a full stop.
    static func sentence(_ text: String) -> String {
        guard let first = text.first, let last = text.last else { return text }
        return first.uppercased() + text.dropFirst() + (".!?:".contains(last) ? "" : ".")
    }
}
