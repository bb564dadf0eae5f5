// SPDX-License-Identifier: Apache-2.0

import AWSWire

/// The Amazon DynamoDB API: tables, their tags, and single items.
///
/// AWS reference: Amazon DynamoDB API Reference, version 2012-08-10.
package struct DynamoDBClient: ServiceClient {
    package let caller: any ServiceCaller

    /// Makes a client for the caller's region.
    ///
    /// - Parameter caller: Calls `AWSService.dynamoDB`.
    package init(caller: any ServiceCaller) {
        self.caller = caller
    }

    func request(
        _ operation: String, _ input: [String: JSONValue?], subject: String, isSafeToResend: Bool = true
    ) -> ServiceRequest {
        .targetJSON(
            operation, target: "DynamoDB_20120810", version: "1.0", input: input, subject: subject,
            isSafeToResend: isSafeToResend)
    }
}
