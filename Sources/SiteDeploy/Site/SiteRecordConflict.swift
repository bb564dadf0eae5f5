// SPDX-License-Identifier: Apache-2.0

/// Another deploy of the same site runs, or ran after this one looked at the bucket.
package struct SiteRecordConflict: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String {
        "Another deploy changed the bucket at the same time. Run the command again when it is done."
    }
}
