// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A certificate as `DescribeCertificate` answers.
package struct Certificate: Sendable, Equatable {
    package var arn: ARN
    /// The first name, in lower case.
    package var domain: String
    /// All names, the first one included.
    package var names: [String]
    package var status: CertificateStatus
    /// One for each name; apex and wildcard share a record. May lack its record, or be missing, for seconds after the
    /// request.
    package var validations: [CertificateValidation]
    /// The ARNs of what uses it; it cannot be deleted before the list is empty.
    package var inUseBy: [String]
    /// AWS's code for why it failed, such as `CAA_ERROR`.
    package var failureReason: String?
    /// The end of its validity; `nil` before it is issued.
    package var notAfter: Date?
    /// `AMAZON_ISSUED`, `IMPORTED` or `PRIVATE`.
    package var type: String?
    /// Such as `RSA-2048` or `EC-prime256v1`, in AWS's spelling for answers.
    package var keyAlgorithm: String?
    /// `nil` for imported certificates.
    package var createdAt: Date?
}

/// How one name of a certificate is validated.
package struct CertificateValidation: Sendable, Equatable {
    /// The name of the certificate that this is for.
    package var domain: String
    /// `PENDING_VALIDATION`, `SUCCESS` or `FAILED`; `nil` before AWS knows.
    package var status: String?
    /// `DNS`, `EMAIL` or `HTTP`.
    package var method: String?
    /// The record to create; `nil` for seconds after the request, and without DNS validation.
    package var record: CertificateValidationRecord?
}

/// A DNS record that proves who owns a name. It must stay: renewals use it again.
package struct CertificateValidationRecord: Sendable, Hashable {
    /// The record's name with a dot at the end.
    package var name: String
    /// `CNAME`.
    package var type: String
    /// The record's value with a dot at the end.
    package var value: String
}

/// A certificate in a list.
package struct CertificateSummary: Sendable, Equatable {
    package var arn: ARN
    package var domain: String
    /// The other names, up to 100 of them.
    package var names: [String]
    /// Whether the certificate has more names than `names`.
    package var hasMoreNames: Bool
    package var status: CertificateStatus?
    /// `AMAZON_ISSUED`, `IMPORTED` or `PRIVATE`.
    package var type: String?
}

/// The life of a certificate.
package struct CertificateStatus: OpenEnum {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    /// Waits for its DNS records.
    package static let pendingValidation = Self(rawValue: "PENDING_VALIDATION")
    /// Can be used.
    package static let issued = Self(rawValue: "ISSUED")
    /// Will never be issued; `failureReason` says why.
    package static let failed = Self(rawValue: "FAILED")
    /// 72 hours without its DNS records; request another one.
    package static let validationTimedOut = Self(rawValue: "VALIDATION_TIMED_OUT")
    package static let inactive = Self(rawValue: "INACTIVE")
    package static let expired = Self(rawValue: "EXPIRED")
    package static let revoked = Self(rawValue: "REVOKED")
}

/// The algorithms of a certificate's key that AWS knows, in its spelling for requests.
package enum CertificateKeyAlgorithm: String, Sendable, CaseIterable {
    case rsa1024 = "RSA_1024"
    case rsa2048 = "RSA_2048"
    case rsa3072 = "RSA_3072"
    case rsa4096 = "RSA_4096"
    case ecPrime256v1 = "EC_prime256v1"
    case ecSecp384r1 = "EC_secp384r1"
    case ecSecp521r1 = "EC_secp521r1"
}
