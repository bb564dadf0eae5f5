// SPDX-License-Identifier: Apache-2.0

package import AWSWire

/// The rules by which S3 deletes and moves a bucket's objects, and what travels beside them in a header.
///
/// AWS reference: Amazon S3 API Reference, "PutBucketLifecycleConfiguration".
package struct LifecycleConfiguration: Sendable, Equatable {
    /// The document with its `Rule` elements, those that nobody here knows included.
    package var document: XMLTree
    /// Which objects are too small to be moved, such as `varies_by_storage_class`; it is a header of the answer and of
    /// the request, and a request without it sets S3's default. `nil` when S3 did not say.
    package var minimumTransitionSize: String?

    /// Makes a configuration.
    ///
    /// - Parameters:
    ///   - document: The document, with at least one rule when it is to be written.
    ///   - minimumTransitionSize: See the property.
    package init(document: XMLTree, minimumTransitionSize: String? = nil) {
        self.document = document
        self.minimumTransitionSize = minimumTransitionSize
    }

    static let minimumTransitionSizeHeader = "x-amz-transition-default-minimum-object-size"
}
