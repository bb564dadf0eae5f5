// SPDX-License-Identifier: Apache-2.0

/// Another deploy of the same site has claimed the bucket since this one looked at it; this one has to stop.
package struct SiteRecordConflict: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String {
        "Another deploy changed the bucket at the same time. Run the command again when it is done."
    }
}
