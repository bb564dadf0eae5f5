// SPDX-License-Identifier: Apache-2.0

internal import Reconcile

/// How an action is shown: the sign in front of a line of a plan, and the word for it.
struct ActionSymbol: Sendable, Equatable {
    let text: String
    /// What the sign means, such as `create`.
    let word: String

    init(_ action: Change.Action) {
        (text, word) =
            switch action {
            case .none: ("=", "unchanged")
            case .create: ("+", "create")
            case .update: ("~", "update")
            case .replace: ("-/+", "replace")
            case .adopt: ("<", "adopt")
            case .delete: ("-", "delete")
            case .keep: ("=", "keep")
            case .conflict: ("!", "in the way")
            case .manual: ("→", "by hand")
            }
    }

    /// The sign in the color of the action.
    static func styled(_ action: Change.Action, _ style: TextStyle) -> String {
        let text = ActionSymbol(action).text
        return switch action {
        case .none: style.dim(text)
        case .create: style.green(text)
        case .update, .replace, .manual: style.yellow(text)
        case .adopt, .keep: style.cyan(text)
        case .delete, .conflict: style.red(text)
        }
    }
}

extension ResourceGroup {
    /// The group's name as a heading.
    var heading: String {
        switch self {
        case .site: "Site"
        case .cdn: "CDN"
        case .domain: "Domain"
        case .counter: "Counter"
        case .ci: "CI"
        }
    }
}
