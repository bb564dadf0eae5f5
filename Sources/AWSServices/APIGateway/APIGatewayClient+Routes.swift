// SPDX-License-Identifier: Apache-2.0

import AWSWire

extension APIGatewayClient {
    /// Lists the routes of an API.
    ///
    /// - Returns: The routes, fetched page by page.
    ///
    /// AWS reference: Amazon API Gateway Version 2 API Reference, "GetRoutes".
    package func getRoutes(of api: String) -> PagedSequence<APIRoute> {
        pages("GetRoutes", path: path(api, "routes"), subject: subject(api), decode: APIRoute.init(json:))
    }

    /// Creates a route without authorisation.
    ///
    /// - Parameters:
    ///   - api: The API.
    ///   - key: A method and a path, such as `GET /api/visitors`, or `$default`.
    ///   - target: `integrations/` and the id of an integration.
    /// - Returns: The new route.
    /// - Throws: `AWSError` with `ConflictException` when the key exists.
    ///
    /// AWS reference: Amazon API Gateway Version 2 API Reference, "CreateRoute".
    package func createRoute(of api: String, key: String, target: String) async throws -> APIRoute {
        try await APIRoute(
            json: json(
                .restJSON(
                    "CreateRoute", method: "POST", path: path(api, "routes"),
                    input: ["routeKey": .string(key), "target": .string(target), "authorizationType": "NONE"],
                    subject: subject(api))))
    }

    /// Changes a route; it is then without authorisation.
    ///
    /// - Parameters:
    ///   - id: The route.
    ///   - api: The API.
    ///   - key: The key that it is to have.
    ///   - target: `integrations/` and the id of an integration.
    /// - Returns: The changed route.
    /// - Throws: `AWSError` with `NotFoundException` when there is none.
    ///
    /// AWS reference: Amazon API Gateway Version 2 API Reference, "UpdateRoute".
    package func updateRoute(_ id: String, of api: String, key: String, target: String) async throws -> APIRoute {
        try await APIRoute(
            json: json(
                .restJSON(
                    "UpdateRoute", method: "PATCH", path: path(api, "routes", id),
                    input: ["routeKey": .string(key), "target": .string(target), "authorizationType": "NONE"],
                    subject: subject(api))))
    }
}

/// A route of an API.
package struct APIRoute: Sendable, Equatable {
    package var id: String
    /// A method and a path, or `$default`. Unique in the API.
    package var key: String
    /// `integrations/` and the id of an integration; `nil` when it has none.
    package var target: String?
    /// `NONE`, `AWS_IAM`, `CUSTOM` or `JWT`.
    package var authorizationType: String
    /// Made by API Gateway itself; it cannot be changed.
    package var isManaged: Bool
}

extension APIRoute {
    /// Reads a `Route`.
    init(json: JSONReader) throws {
        id = try json.text("routeId")
        key = try json.text("routeKey")
        target = try json.textIfPresent("target")
        authorizationType = try json.textIfPresent("authorizationType") ?? "NONE"
        isManaged = try json.boolIfPresent("apiGatewayManaged") ?? false
    }
}
