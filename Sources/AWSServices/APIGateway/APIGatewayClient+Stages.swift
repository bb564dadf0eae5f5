// SPDX-License-Identifier: Apache-2.0

import AWSWire

extension APIGatewayClient {
    /// Reads a stage.
    ///
    /// - Returns: The stage, `nil` when it or the API does not exist.
    /// - Throws: `AWSError`.
    ///
    /// AWS reference: Amazon API Gateway Version 2 API Reference, "GetStage".
    package func getStage(_ name: String, of api: String) async throws -> APIStage? {
        try await find("GetStage", path: path(api, "stages", name), subject: subject(api)).map(APIStage.init(json:))
    }

    /// Creates a stage.
    ///
    /// - Parameters:
    ///   - name: `$default`, or letters, digits, `_` and `-`.
    ///   - api: The API.
    ///   - settings: What is `nil` is left to AWS.
    ///   - tags: Set in the same call.
    /// - Returns: The new stage.
    /// - Throws: `AWSError` with `ConflictException` when it exists.
    ///
    /// AWS reference: Amazon API Gateway Version 2 API Reference, "CreateStage".
    package func createStage(
        _ name: String, of api: String, _ settings: APIStageSettings, tags: [String: String]
    ) async throws -> APIStage {
        var input = settings.members
        input["stageName"] = .string(name)
        input["tags"] = .mapUnlessEmpty(tags)
        return try await APIStage(
            json: json(
                .restJSON(
                    "CreateStage", method: "POST", path: path(api, "stages"), input: input, subject: subject(api))))
    }

    /// Changes a stage.
    ///
    /// - Parameters:
    ///   - name: The stage.
    ///   - api: The API.
    ///   - settings: What is `nil` stays.
    /// - Returns: The changed stage.
    /// - Throws: `AWSError` with `NotFoundException` when there is none.
    ///
    /// AWS reference: Amazon API Gateway Version 2 API Reference, "UpdateStage".
    package func updateStage(
        _ name: String, of api: String, _ settings: APIStageSettings
    ) async throws -> APIStage {
        try await APIStage(
            json: json(
                .restJSON(
                    "UpdateStage", method: "PATCH", path: path(api, "stages", name), input: settings.members,
                    subject: subject(api))))
    }
}
