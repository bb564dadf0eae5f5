// SPDX-License-Identifier: Apache-2.0

/// Where a page of a bucket's list begins.
package enum SiteListPosition: Sendable, Hashable {
    /// At the first key.
    case start
    /// At the first key after this one, which need not be in the bucket.
    case after(ObjectKey)
    /// Where another page ended, by its `SiteObjectPage.next`.
    case token(String)
}
