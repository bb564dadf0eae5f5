// SPDX-License-Identifier: Apache-2.0

/// What a service client needs to call its service: signing, retries and error decoding behind one function.
///
/// Each client (`S3Client`, `LambdaClient`, …) holds one. `AWSCaller` is the real one; tests may answer from memory.
package protocol ServiceCaller: Sendable {
    /// The service that is called.
    var service: AWSService { get }
    /// The region that requests are signed for; the partition's main region for a global service.
    var region: String { get }
    /// How often AWS has asked to slow down, or has not answered in time, since the start; all services together.
    var slowDownCount: Int { get }

    /// Sends one operation, with retries, each attempt signed anew.
    ///
    /// - Parameter request: The operation.
    /// - Returns: The answer, if AWS reports success.
    /// - Throws: `AWSError` for every failure of AWS or the network; `CancellationError` when cancelled.
    func send(_ request: ServiceRequest) async throws -> ServiceResponse

    /// Begins to open connections to a bucket for requests that are about to come; see `HTTPTransport`.
    func openConnections(toBucket bucket: String, count: (Duration) -> Int)
}

extension ServiceCaller {
    /// None, for callers that do not count.
    package var slowDownCount: Int { 0 }

    /// None.
    package func openConnections(toBucket bucket: String, count: (Duration) -> Int) {}
}
