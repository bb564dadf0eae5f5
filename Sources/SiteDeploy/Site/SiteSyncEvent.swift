// SPDX-License-Identifier: Apache-2.0

/// What happens while a site is brought to the bucket, for progress on the screen.
package enum SiteSyncEvent: Sendable, Hashable {
    /// What is done to an object.
    package enum Action: Sendable, Hashable {
        /// The bytes are sent.
        case upload
        /// The object is copied onto itself.
        case replaceHeaders
        /// The object is deleted.
        case delete
    }

    /// Work on an object began.
    case started(ObjectKey, Action)
    /// So many more bytes of an upload arrived.
    case sent(ObjectKey, byteCount: Int64)
    /// Work on an object succeeded.
    case finished(ObjectKey, Action)
    /// Work on an object failed; the error is in what the sync throws.
    case failed(ObjectKey, Action)
}
