// SPDX-License-Identifier: Apache-2.0

package import Reconcile
internal import SiteConfig

/// Whose a live resource is, told by its tags.
package enum Ownership: Sendable, Equatable {
    /// The tag that every resource of a site carries, with the site's name as its value.
    package static let tagKey = "resumectl:site"

    case ours
    /// It has no tag of ours.
    case unmanaged
    /// It belongs to another site.
    case otherSite(String)

    /// - Parameters:
    ///   - tags: The live tags.
    ///   - site: The name of this site.
    package init(tags: [String: String], site: String) {
        switch tags[Self.tagKey] {
        case site: self = .ours
        case let other?: self = .otherSite(other)
        case nil: self = .unmanaged
        }
    }
}

extension StackContext {
    /// What stands in the way of managing a live resource.
    ///
    /// - Parameters:
    ///   - tags: Its live tags.
    ///   - what: The resource in words, such as `The bucket x`.
    ///   - address: What `--adopt` takes.
    ///   - nameKey: The key of the configuration that would choose another name, such as `names.bucket`; `nil` for what
    ///     has no such key and cannot be adopted.
    /// - Returns: A conflict to be shown; `nil` when the resource is ours or was adopted.
    package func conflict(
        tags: [String: String], _ what: String, address: ResourceAddress, nameKey: String?
    ) -> Change? {
        switch Ownership(tags: tags, site: config.name) {
        case .ours:
            return nil
        case .unmanaged:
            guard !adopted.contains(address) else { return nil }
            let adoption = nameKey.map {
                "If it is yours and resumectl should manage it from now on, run:\n"
                    + "    resumectl deploy --adopt \(address)\nor choose another name with \($0) in \(config.file)."
            }
            return Change(
                .conflict,
                reason: "\(what) exists already and is not tagged \(Ownership.tagKey)=\(config.name).",
                hint: adoption ?? "If it is yours and resumectl should manage it from now on, tag it so yourself.")
        case .otherSite(let site):
            return Change(
                .conflict, reason: "\(what) exists already and belongs to the site \(site).",
                hint: nameKey.map { "Choose another name with \($0) in \(config.file)." })
        }
    }

    /// Whether a live resource is to be taken over: it has no tag of ours, and the user named it.
    package func isAdopted(tags: [String: String], _ address: ResourceAddress) -> Bool {
        Ownership(tags: tags, site: config.name) == .unmanaged && adopted.contains(address)
    }
}

extension PropertyComparison {
    /// Compares the tags that we set; other tags are nobody's business.
    package mutating func compareTags(live: [String: String], desired: [String: String]) {
        compare("tags", live: live.filter { desired[$0.key] != nil }, desired: desired)
    }

    /// The change, as an adoption where the resource is taken over.
    package func change(adopting: Bool) -> Change {
        adopting ? Change(.adopt, properties: properties) : change
    }
}
