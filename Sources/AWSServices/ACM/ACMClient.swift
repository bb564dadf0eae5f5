// SPDX-License-Identifier: Apache-2.0

import AWSWire

/// The AWS Certificate Manager API. Certificates for CloudFront live in us-east-1, so the caller must be one for there.
///
/// AWS reference: AWS Certificate Manager API Reference, version 2015-12-08.
package struct ACMClient: ServiceClient {
    package let caller: any ServiceCaller

    /// Makes a client for the caller's region.
    ///
    /// - Parameter caller: Calls `AWSService.acm`.
    package init(caller: any ServiceCaller) {
        self.caller = caller
    }

    func request(_ operation: String, _ input: [String: JSONValue?], subject: String?) -> ServiceRequest {
        // Here this code is a quota that no retry will lift, unlike in DynamoDB.
        .targetJSON(
            operation, target: "CertificateManager", version: "1.1", input: input, subject: subject,
            codesNotRetried: ["LimitExceededException"])
    }
}
