// SPDX-License-Identifier: Apache-2.0

/// What a sync did.
package struct SiteSyncOutcome: Sendable, Hashable {
    /// How many objects were sent.
    package var uploadedCount = 0
    /// How many bytes were sent.
    package var uploadedByteCount: Int64 = 0
    /// How many objects were copied onto themselves with new headers.
    package var fixedCount = 0
    /// How many objects were deleted.
    package var deletedCount = 0
    /// The ETag of each object that was sent or copied.
    package var etags: [ObjectKey: String] = [:]
    /// The ETag of the record now; `nil` when there is none.
    package var recordETag: String?

    /// Nothing done yet.
    package init(recordETag: String?) {
        self.recordETag = recordETag
    }
}
