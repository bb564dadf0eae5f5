// SPDX-License-Identifier: Apache-2.0

/// Why a sync ended early. What was done stays done; the same command again does the rest.
package struct SiteSyncError: Error, Sendable {
    /// A file or object that failed.
    package struct Failure: Sendable {
        /// The object's name.
        package let key: ObjectKey
        /// What went wrong: the store's own error, or a `SiteFileError`.
        package let error: any Error
    }

    /// What failed, at least one, in the order of the keys' bytes.
    package let failures: [Failure]
    /// What was done before.
    package let outcome: SiteSyncOutcome
}

/// What can be wrong with a file when it is sent.
package enum SiteFileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file is not what it was when the folder was read.
    case changedSinceScan(path: String)
    /// The file cannot be read any more, with the system's reason.
    case unreadable(path: String, reason: String)
    /// S3 has other bytes than were sent, or a bucket that encrypts with KMS, where an ETag is no MD5.
    case unexpectedETag(expected: String, found: String)

    package var description: String {
        switch self {
        case .changedSinceScan(let path):
            "\(path) changed after the folder was read. Wait until the site is built, then run the command again."
        case .unreadable(let path, let reason):
            "\(path) cannot be read: \(reason)."
        case .unexpectedETag(let expected, let found):
            "S3 answered with the ETag \(found) instead of \(expected). The bucket must encrypt with SSE-S3, not KMS."
        }
    }
}

/// Another deploy of the same site runs, or ran after this one looked at the bucket.
package struct SiteRecordConflict: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String {
        "Another deploy changed the bucket at the same time. Run the command again when it is done."
    }
}
