// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import Reconcile

extension DeployError {
    /// There is nothing of the site yet that the command is about.
    ///
    /// - Parameters:
    ///   - detail: What is missing, as a sentence.
    ///   - hint: What to do.
    /// - Returns: The error.
    static func notDeployed(_ detail: String, hint: String = "Run:\n    resumectl deploy") -> DeployError {
        DeployError(
            code: .notDeployed, summary: "The site is not deployed", detail: detail, hint: hint, kind: .configuration)
    }

    /// Does something with a part of the site, and says so should there be none.
    ///
    /// - Parameters:
    ///   - part: The part, such as `table resume-visitors`.
    ///   - body: What to do.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws; `DeployError` with code `not-deployed` when AWS has no such resource.
    static func whereDeployed<Value: Sendable>(
        _ part: String, _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
            throw notDeployed("There is no \(part) in this account and region.")
        }
    }
}
