// SPDX-License-Identifier: Apache-2.0

import AWSWire

extension ACMClient {
    /// Reads the tags of a certificate.
    ///
    /// - Throws: `AWSError` with `ResourceNotFoundException` when there is none.
    ///
    /// AWS reference: AWS Certificate Manager API Reference, "ListTagsForCertificate".
    package func listTags(of certificate: ARN) async throws -> [String: String] {
        let answer = try await json(
            request(
                "ListTagsForCertificate", ["CertificateArn": .string(certificate.rawValue)],
                subject: subject(certificate)))
        return try Tags.read(answer.objects("Tags"))
    }

    /// Adds tags to a certificate; those with the same key are overwritten, others stay.
    ///
    /// AWS reference: AWS Certificate Manager API Reference, "AddTagsToCertificate".
    package func addTags(to certificate: ARN, tags: [String: String]) async throws {
        try await perform(
            request(
                "AddTagsToCertificate",
                ["CertificateArn": .string(certificate.rawValue), "Tags": Tags.json(tags)],
                subject: subject(certificate)))
    }
}
