// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension SiteDeployer {
    /// When a deploy last changed files of the site: the time of the record that each such deploy leaves in the bucket.
    /// A deploy of other parts alone does not change it; one that claimed the files and gave them back does.
    ///
    /// - Parameter outputs: The outputs of the live stack.
    /// - Returns: The time, `nil` when there is no bucket of ours or nothing was deployed to it.
    /// - Throws: `AWSError`.
    package func filesChangedAt(_ outputs: Outputs) async throws -> Date? {
        guard outputs[BucketResource.isOurs] == true else { return nil }
        return try await context.clients.s3.headObject(ObjectKey.record.string, in: bucket)?.lastModified
    }

    /// The site's certificate.
    ///
    /// - Parameter outputs: The outputs of the live stack.
    /// - Returns: The certificate, `nil` when there is none.
    /// - Throws: `AWSError`.
    package func certificate(_ outputs: Outputs) async throws -> Certificate? {
        guard let arn = outputs[CertificateResource.arn] else { return nil }
        return try await context.clients.acm.describeCertificate(arn)
    }

    /// The bucket's name.
    package var bucketName: String { bucket.rawValue }
}
