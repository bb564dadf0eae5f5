// SPDX-License-Identifier: Apache-2.0

import AWSWire

extension ACMClient {
    /// Requests a public certificate, validated by DNS.
    ///
    /// - Parameters:
    ///   - domain: The first name, up to 64 characters; `*.` at the beginning covers one level.
    ///   - alternativeNames: Further names; the account's quota is mostly 10 in all.
    ///   - idempotencyToken: 1 to 32 letters, digits and `_`. The same request within an hour gives the same
    ///     certificate; a later one another.
    ///   - keyAlgorithm: CloudFront takes `rsa2048` and `ecPrime256v1` for sure.
    ///   - tags: Set in the same call.
    /// - Returns: The ARN of the new certificate, which is still `PENDING_VALIDATION`.
    /// - Throws: `AWSError`.
    ///
    /// AWS reference: AWS Certificate Manager API Reference, "RequestCertificate".
    package func requestCertificate(
        for domain: String, alternativeNames: [String], idempotencyToken: String,
        keyAlgorithm: CertificateKeyAlgorithm = .rsa2048, tags: [String: String]
    ) async throws -> ARN {
        let answer = try await json(
            request(
                "RequestCertificate",
                [
                    "DomainName": .string(domain), "ValidationMethod": "DNS",
                    "SubjectAlternativeNames": .textsUnlessEmpty(alternativeNames),
                    "IdempotencyToken": .string(idempotencyToken), "Tags": Tags.jsonUnlessEmpty(tags),
                    "KeyAlgorithm": .string(keyAlgorithm.rawValue),
                ],
                subject: "certificate for \(domain)"))
        return try answer.arn("CertificateArn")
    }

    /// Reads a certificate.
    ///
    /// - Returns: The certificate, `nil` when there is none. For seconds after the request it may lack the records of
    ///   its validation.
    ///
    /// AWS reference: AWS Certificate Manager API Reference, "DescribeCertificate".
    package func describeCertificate(_ arn: ARN) async throws -> Certificate? {
        try await absentWhen(["ResourceNotFoundException"]) {
            let answer = try await json(
                request("DescribeCertificate", ["CertificateArn": .string(arn.rawValue)], subject: subject(arn)))
            return try Certificate(json: answer.object("Certificate"))
        }
    }

    /// Lists all certificates of the region, whatever their status and key; AWS alone would hide most key algorithms.
    ///
    /// - Returns: The certificates, fetched page by page.
    ///
    /// AWS reference: AWS Certificate Manager API Reference, "ListCertificates".
    package func listCertificates() -> PagedSequence<CertificateSummary> {
        PagedSequence("ListCertificates", of: caller.service) { (token: String?) in
            let answer = try await json(
                request(
                    "ListCertificates",
                    [
                        "Includes": ["keyTypes": .texts(CertificateKeyAlgorithm.allCases.map(\.rawValue))],
                        "NextToken": token.map { .string($0) }, "MaxItems": 1000,
                    ],
                    subject: nil))
            return (
                try answer.objects("CertificateSummaryList").map(CertificateSummary.init),
                try answer.textIfPresent("NextToken")
            )
        }
    }

    /// Deletes a certificate.
    ///
    /// - Throws: `AWSError` with `ResourceInUseException` while something uses it, and for up to 20 minutes after; with
    ///   `ResourceNotFoundException` when there is none.
    ///
    /// AWS reference: AWS Certificate Manager API Reference, "DeleteCertificate".
    package func deleteCertificate(_ arn: ARN) async throws {
        try await perform(
            request("DeleteCertificate", ["CertificateArn": .string(arn.rawValue)], subject: subject(arn)))
    }

    func subject(_ arn: ARN) -> String {
        "certificate \(arn.resourceName)"
    }
}
