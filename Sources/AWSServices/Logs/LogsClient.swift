// SPDX-License-Identifier: Apache-2.0

import AWSWire

/// The Amazon CloudWatch Logs API: log groups, their retention and their tags.
///
/// AWS reference: Amazon CloudWatch Logs API Reference, version 2014-03-28.
package struct LogsClient: ServiceClient {
    package let caller: any ServiceCaller

    /// Makes a client for the caller's region.
    ///
    /// - Parameter caller: Calls `AWSService.logs`.
    package init(caller: any ServiceCaller) {
        self.caller = caller
    }

    func request(_ operation: String, _ input: [String: JSONValue?], subject: String) -> ServiceRequest {
        // Here this code is a quota that no retry will lift, unlike in DynamoDB.
        .targetJSON(
            operation, target: "Logs_20140328", version: "1.1", input: input, subject: subject,
            codesNotRetried: ["LimitExceededException"])
    }

    func subject(_ group: String) -> String {
        "log group \(group)"
    }
}
