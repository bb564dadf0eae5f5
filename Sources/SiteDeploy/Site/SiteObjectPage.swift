// SPDX-License-Identifier: Apache-2.0

/// A page of a listing.
package struct SiteObjectPage: Sendable, Hashable {
    /// The objects in key order.
    package let objects: [RemoteObject]
    /// The token for the next page; `nil` on the last one.
    package let next: String?

    /// A page with its parts.
    package init(objects: [RemoteObject], next: String?) {
        self.objects = objects
        self.next = next
    }
}
