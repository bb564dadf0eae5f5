// SPDX-License-Identifier: Apache-2.0

package import SiteDeploy

/// When open pages are told to load again: once the folder has changed and then stood still, so that a build that writes
/// many files is one change.
package struct ReloadDecision: Sendable {
    /// What the pages show.
    private var shown: FolderFingerprint
    /// What was seen last, when it is something else.
    private var seen: FolderFingerprint?

    /// - Parameter shown: What the pages show.
    package init(shown: FolderFingerprint) {
        self.shown = shown
    }

    /// Takes a look at the folder into account.
    ///
    /// - Parameter now: The folder as it is.
    /// - Returns: Whether pages have to load again.
    package mutating func observe(_ now: FolderFingerprint) -> Bool {
        guard now != shown else {
            seen = nil
            return false
        }
        guard now == seen else {
            seen = now
            return false
        }
        return show(now)
    }

    /// A page is about to be shown as the folder is now.
    ///
    /// - Returns: Whether pages that are open already have to load again.
    package mutating func show(_ now: FolderFingerprint) -> Bool {
        seen = nil
        guard now != shown else { return false }
        shown = now
        return true
    }
}
