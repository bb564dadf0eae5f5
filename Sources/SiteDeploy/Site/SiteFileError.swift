// SPDX-License-Identifier: Apache-2.0

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
