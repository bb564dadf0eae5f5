// SPDX-License-Identifier: Apache-2.0

extension APIGatewayClient {
    /// Lists the integrations of an API.
    ///
    /// - Returns: The integrations, fetched page by page.
    ///
    /// AWS reference: Amazon API Gateway Version 2 API Reference, "GetIntegrations".
    package func getIntegrations(of api: String) -> PagedSequence<APIIntegration> {
        pages(
            "GetIntegrations", path: path(api, "integrations"), subject: subject(api),
            decode: APIIntegration.init(json:))
    }

    /// Creates an integration. Sent twice it makes two, so it is not sent again when its answer is lost.
    ///
    /// - Returns: The new integration.
    /// - Throws: `AWSError` with `NotFoundException` when there is no such API.
    ///
    /// AWS reference: Amazon API Gateway Version 2 API Reference, "CreateIntegration".
    package func createIntegration(
        of api: String, _ settings: APIIntegrationSettings
    ) async throws -> APIIntegration {
        try await APIIntegration(
            json: json(
                .restJSON(
                    "CreateIntegration", method: "POST", path: path(api, "integrations"), input: settings.members,
                    subject: subject(api), isSafeToResend: false)))
    }

    /// Changes an integration.
    ///
    /// - Returns: The changed integration.
    /// - Throws: `AWSError` with `NotFoundException` when there is none.
    ///
    /// AWS reference: Amazon API Gateway Version 2 API Reference, "UpdateIntegration".
    package func updateIntegration(
        _ id: String, of api: String, _ settings: APIIntegrationSettings
    ) async throws -> APIIntegration {
        try await APIIntegration(
            json: json(
                .restJSON(
                    "UpdateIntegration", method: "PATCH", path: path(api, "integrations", id),
                    input: settings.members, subject: subject(api))))
    }

    /// Deletes an integration that no route has.
    ///
    /// - Throws: `AWSError` with `ConflictException` while a route has it, with `NotFoundException` when there is none.
    ///
    /// AWS reference: Amazon API Gateway Version 2 API Reference, "DeleteIntegration".
    package func deleteIntegration(_ id: String, of api: String) async throws {
        try await delete("DeleteIntegration", path: path(api, "integrations", id), subject: subject(api))
    }
}
