// SPDX-License-Identifier: Apache-2.0

import AWSSigning

/// The Amazon API Gateway V2 API, as far as HTTP APIs need it.
///
/// An account has 10 calls a second. A call while AWS works on the same API gives `ConflictException`.
///
/// AWS reference: Amazon API Gateway Version 2 API Reference, version 2018-11-29.
package struct APIGatewayClient: ServiceClient {
    package let caller: any ServiceCaller

    /// Makes a client for the caller's region.
    ///
    /// - Parameter caller: Calls `AWSService.apiGateway`.
    package init(caller: any ServiceCaller) {
        self.caller = caller
    }

    /// The path of the APIs and of things in them; `steps` are encoded.
    func path(_ steps: String...) -> String {
        (["/v2/apis"] + steps.map { PercentEncoding.encode($0) }).joined(separator: "/")
    }

    func subject(_ api: String) -> String {
        "API \(api)"
    }

    /// Fetches a list page by page.
    func pages<Element: Sendable>(
        _ operation: String, path: String, subject: String?,
        decode: @escaping @Sendable (JSONReader) throws -> Element
    ) -> PagedSequence<Element> {
        PagedSequence(operation, of: caller.service) { (token: String?) in
            let answer = try await json(
                ServiceRequest(
                    operation, method: "GET", path: path,
                    query: [("maxResults", "100")] + (token.map { [("nextToken", $0)] } ?? []), subject: subject))
            let next = try answer.textIfPresent("nextToken").flatMap { $0.isEmpty ? nil : $0 }
            return (try answer.objects("items").map(decode), next)
        }
    }

    /// Reads one thing, `nil` when there is none.
    func find(_ operation: String, path: String, subject: String) async throws -> JSONReader? {
        try await absentWhen(["NotFoundException"]) {
            try await json(ServiceRequest(operation, method: "GET", path: path, subject: subject))
        }
    }

    /// Deletes one thing.
    func delete(_ operation: String, path: String, subject: String) async throws {
        try await perform(ServiceRequest(operation, method: "DELETE", path: path, subject: subject))
    }
}
