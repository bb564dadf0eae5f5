// SPDX-License-Identifier: Apache-2.0

/// How a request's path enters its signature.
package enum PathEncoding: Sendable, Hashable {
    /// The path as it is sent, byte by byte: Amazon S3, whose keys may hold `//` and `..`.
    case verbatim
    /// Without `.`, `..` and empty segments, then percent-encoded once more: all other services.
    case normalizedTwice
}
