// SPDX-License-Identifier: Apache-2.0

package import Reconcile
internal import SiteConfig

extension StackContext {
    /// What to do with a live resource that the configuration does not have.
    ///
    /// - Parameters:
    ///   - tags: Its live tags, `nil` when it does not exist.
    ///   - reason: Why it goes.
    /// - Returns: A delete when it is ours; what is not ours is nobody's business.
    package func removal(tags: [String: String]?, reason: String) -> Change {
        guard let tags, Ownership(tags: tags, site: config.name) == .ours else { return .none }
        return Change(.delete, reason: reason)
    }

    /// What a destroy does with a live resource: it deletes what is ours.
    ///
    /// - Parameter tags: Its live tags, `nil` when it does not exist.
    /// - Returns: A delete, or nothing; a foreign resource is named as kept.
    package func destruction(tags: [String: String]?) -> Change {
        guard let tags else { return .none }
        guard Ownership(tags: tags, site: config.name) == .ours else {
            return Change(.keep, reason: "It is not tagged \(Ownership.tagKey)=\(config.name).")
        }
        return Change(.delete)
    }
}
