// SPDX-License-Identifier: Apache-2.0

/// A typed client of one AWS service, built on a `ServiceCaller`.
///
/// Its operations are alike: build the request, send it, decode the answer. What the service refuses is thrown as
/// `AWSError` with the service's own code; an answer that cannot be understood as `AWSError` with the code
/// `UnreadableResponse`.
package protocol ServiceClient: Sendable {
    /// Signs, sends and retries for this client.
    var caller: any ServiceCaller { get }
}

extension ServiceClient {
    /// Sends a request whose answer holds nothing of interest.
    func perform(_ request: ServiceRequest) async throws {
        _ = try await caller.send(request)
    }

    /// Runs a read, and gives `nil` when AWS answers with one of `codes`.
    func absentWhen<Value>(_ codes: Set<String>, read: () async throws -> Value) async throws -> Value? {
        do {
            return try await read()
        } catch let error as AWSError where codes.contains(error.code) {
            return nil
        }
    }
}

extension ServiceResponse {
    /// The error of an answer with a good status that cannot be understood.
    ///
    /// The body stays out of it: it may hold what must not be shown.
    func unreadable(_ reason: String, service: AWSService) -> AWSError {
        AWSError(
            service: service, operation: operation, code: "UnreadableResponse", message: reason, status: status,
            requestID: requestID)
    }

    /// A header that the operation cannot do without.
    func requiredHeader(_ name: String, service: AWSService) throws -> String {
        guard let value = headers[name], !value.isEmpty else {
            throw unreadable("the header \(name) is missing", service: service)
        }
        return value
    }
}
