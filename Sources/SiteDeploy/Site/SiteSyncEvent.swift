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
    /// The network has taken so many more bytes of an upload, or these have arrived; negative when they have to be sent
    /// again. When all is well the sum is the size of the file.
    case sent(ObjectKey, byteCount: Int64)
    /// Work on an object succeeded.
    case finished(ObjectKey, Action)
    /// Work on an object failed; the error is in what the sync throws.
    case failed(ObjectKey, Action)
}
