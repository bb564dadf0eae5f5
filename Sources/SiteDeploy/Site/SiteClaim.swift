// SPDX-License-Identifier: Apache-2.0

/// The claim of a run that stands in the bucket in place of the record; see `SiteRecord`.
package struct SiteClaim: Sendable, Hashable {
    /// The claim's ETag, without quotes.
    package let etag: String
    /// How long S3 took to store it.
    package let latency: Duration
    /// When S3 had stored it. Another run that has read it may send files `SiteSync.checkInterval` times two later.
    package let since: ContinuousClock.Instant
}
