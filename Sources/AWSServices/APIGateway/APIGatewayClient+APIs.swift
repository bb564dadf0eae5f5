// SPDX-License-Identifier: Apache-2.0

import AWSWire

extension APIGatewayClient {
    /// Lists the region's HTTP and WebSocket APIs with their tags.
    ///
    /// - Returns: The APIs, fetched page by page.
    ///
    /// AWS reference: Amazon API Gateway Version 2 API Reference, "GetApis".
    package func getAPIs() -> PagedSequence<HTTPAPI> {
        pages("GetApis", path: path(), subject: nil, decode: HTTPAPI.init(json:))
    }

    /// Creates an HTTP API.
    ///
    /// Names are not unique and the call has no token: sent twice it makes two APIs. So it is not sent again when its
    /// answer is lost; look for the tags then, as before the call.
    ///
    /// - Parameters:
    ///   - name: Up to 128 characters.
    ///   - description: Up to 1,024 characters; `nil` for none.
    ///   - cors: `nil` leaves CORS to the function.
    ///   - tags: Set in the same call.
    /// - Returns: The new API.
    /// - Throws: `AWSError`.
    ///
    /// AWS reference: Amazon API Gateway Version 2 API Reference, "CreateApi".
    package func createAPI(
        _ name: String, description: String?, cors: CORSConfiguration?, tags: [String: String]
    ) async throws -> HTTPAPI {
        let input: [String: JSONValue?] = [
            "name": .string(name), "protocolType": "HTTP", "description": description.map { .string($0) },
            "corsConfiguration": cors?.json, "disableExecuteApiEndpoint": false, "tags": .mapUnlessEmpty(tags),
        ]
        return try await HTTPAPI(
            json: json(
                .restJSON(
                    "CreateApi", method: "POST", path: path(), input: input, subject: subject(name),
                    isSafeToResend: false)))
    }

    /// Changes an API; what is `nil` stays.
    ///
    /// - Parameters:
    ///   - id: The API.
    ///   - name: A new name.
    ///   - description: A new description; empty removes it.
    ///   - cors: All rules of CORS. To have none, call `deleteCORSConfiguration`.
    ///   - isEndpointDisabled: Whether the API's own endpoint refuses requests.
    /// - Returns: The changed API.
    /// - Throws: `AWSError` with `NotFoundException` when there is none.
    ///
    /// AWS reference: Amazon API Gateway Version 2 API Reference, "UpdateApi".
    package func updateAPI(
        _ id: String, name: String? = nil, description: String? = nil, cors: CORSConfiguration? = nil,
        isEndpointDisabled: Bool? = nil
    ) async throws -> HTTPAPI {
        let input: [String: JSONValue?] = [
            "name": name.map { .string($0) }, "description": description.map { .string($0) },
            "corsConfiguration": cors?.json, "disableExecuteApiEndpoint": isEndpointDisabled.map { .bool($0) },
        ]
        return try await HTTPAPI(
            json: json(
                .restJSON("UpdateApi", method: "PATCH", path: path(id), input: input, subject: subject(id))))
    }

    /// Removes the rules of CORS.
    ///
    /// - Throws: `AWSError` with `NotFoundException` when there is no such API.
    ///
    /// AWS reference: Amazon API Gateway Version 2 API Reference, "DeleteCorsConfiguration".
    package func deleteCORSConfiguration(of id: String) async throws {
        try await delete("DeleteCorsConfiguration", path: path(id, "cors"), subject: subject(id))
    }

    /// Deletes an API with its routes, integrations and stages. Permissions to invoke functions stay.
    ///
    /// - Throws: `AWSError` with `NotFoundException` when there is none.
    ///
    /// AWS reference: Amazon API Gateway Version 2 API Reference, "DeleteApi".
    package func deleteAPI(_ id: String) async throws {
        try await delete("DeleteApi", path: path(id), subject: subject(id))
    }
}
