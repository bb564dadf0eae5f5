// SPDX-License-Identifier: Apache-2.0

import AWSWire

/// What a route hands its requests to.
package struct APIIntegration: Sendable, Equatable {
    package var id: String
    package var settings: APIIntegrationSettings
    /// Made by API Gateway itself; it cannot be changed.
    package var isManaged: Bool
}

/// The settings of an integration with a Lambda function.
package struct APIIntegrationSettings: Sendable, Hashable {
    /// `AWS_PROXY`.
    package var type: String
    /// The ARN of the function.
    package var uri: String
    /// `2.0`.
    package var payloadFormatVersion: String
    /// 50 to 30,000.
    package var timeoutMilliseconds: Int

    /// Describes an integration.
    ///
    /// - Parameters:
    ///   - type: `AWS_PROXY` hands the whole request to a function.
    ///   - uri: The ARN of the function.
    ///   - payloadFormatVersion: The form of the event.
    ///   - timeoutMilliseconds: 50 to 30,000.
    package init(
        type: String = "AWS_PROXY", uri: String, payloadFormatVersion: String = "2.0",
        timeoutMilliseconds: Int = 30_000
    ) {
        self.type = type
        self.uri = uri
        self.payloadFormatVersion = payloadFormatVersion
        self.timeoutMilliseconds = timeoutMilliseconds
    }
}

extension APIIntegration {
    /// Reads an `Integration`, with AWS's defaults where it leaves out a member.
    init(json: JSONReader) throws {
        id = try json.text("integrationId")
        settings = APIIntegrationSettings(
            type: try json.textIfPresent("integrationType") ?? "",
            uri: try json.textIfPresent("integrationUri") ?? "",
            payloadFormatVersion: try json.textIfPresent("payloadFormatVersion") ?? "1.0",
            timeoutMilliseconds: try json.intIfPresent("timeoutInMillis") ?? 30_000)
        isManaged = try json.boolIfPresent("apiGatewayManaged") ?? false
    }
}

extension APIIntegrationSettings {
    /// The members to send.
    var members: [String: JSONValue?] {
        [
            "integrationType": .string(type), "integrationUri": .string(uri),
            "payloadFormatVersion": .string(payloadFormatVersion), "timeoutInMillis": .int(timeoutMilliseconds),
        ]
    }
}
