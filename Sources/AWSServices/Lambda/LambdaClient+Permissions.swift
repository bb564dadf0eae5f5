// SPDX-License-Identifier: Apache-2.0

import AWSSigning
import AWSWire

extension LambdaClient {
    /// Reads the resource policy of a function: who may invoke it.
    ///
    /// - Parameter function: The function's name.
    /// - Returns: The policy, `nil` when the function has none or does not exist; AWS does not tell which.
    /// - Throws: `AWSError`.
    ///
    /// AWS reference: AWS Lambda API Reference, "GetPolicy".
    package func getPolicy(of function: String) async throws -> LambdaPolicy? {
        try await absentWhen(["ResourceNotFoundException"]) {
            let answer = try await json(
                ServiceRequest(
                    "GetPolicy", method: "GET", path: path(function, "/policy"), subject: subject(function)))
            return LambdaPolicy(
                document: try answer.text("Policy"), revisionID: try answer.textIfPresent("RevisionId"))
        }
    }

    /// Lets an AWS service invoke a function.
    ///
    /// AWS loses statements when two calls for one function run at the same time: send one after the other.
    ///
    /// - Parameters:
    ///   - statementID: Unique in the function's policy, up to 100 letters, digits, `-` and `_`.
    ///   - function: The function's name.
    ///   - action: Such as `lambda:InvokeFunction`.
    ///   - principal: Such as `apigateway.amazonaws.com`.
    ///   - sourceARN: The only resource that may invoke, with wildcards; comes back as an `ArnLike` condition.
    ///   - revisionID: The revision that was read; `nil` for any.
    /// - Throws: `AWSError` with `ResourceConflictException` when the statement exists.
    ///
    /// AWS reference: AWS Lambda API Reference, "AddPermission".
    package func addPermission(
        _ statementID: String, to function: String, action: String = "lambda:InvokeFunction", principal: String,
        sourceARN: String?, revisionID: String? = nil
    ) async throws {
        try await perform(
            .restJSON(
                "AddPermission", method: "POST", path: path(function, "/policy"),
                input: [
                    "StatementId": .string(statementID), "Action": .string(action), "Principal": .string(principal),
                    "SourceArn": sourceARN.map { .string($0) }, "RevisionId": revisionID.map { .string($0) },
                ],
                subject: subject(function)))
    }

    /// Removes a statement from the policy of a function.
    ///
    /// - Parameters:
    ///   - statementID: The statement's `Sid`.
    ///   - function: The function's name.
    ///   - revisionID: The revision that was read; `nil` for any.
    /// - Throws: `AWSError` with `ResourceNotFoundException` when there is no such statement.
    ///
    /// AWS reference: AWS Lambda API Reference, "RemovePermission".
    package func removePermission(
        _ statementID: String, from function: String, revisionID: String? = nil
    ) async throws {
        try await perform(
            ServiceRequest(
                "RemovePermission", method: "DELETE",
                path: path(function, "/policy/\(PercentEncoding.encode(statementID))"),
                query: revisionID.map { [("RevisionId", $0)] } ?? [], subject: subject(function)))
    }
}

/// The resource policy of a function.
package struct LambdaPolicy: Sendable, Equatable {
    /// The policy document as JSON text.
    package var document: String
    /// The policy's revision.
    package var revisionID: String?
}
