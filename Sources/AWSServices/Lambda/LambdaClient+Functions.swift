// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

import AWSWire

extension LambdaClient {
    /// Reads a function and its tags.
    ///
    /// - Parameter name: The function's name.
    /// - Returns: The function, `nil` when there is none.
    /// - Throws: `AWSError`.
    ///
    /// AWS reference: AWS Lambda API Reference, "GetFunction".
    package func getFunction(_ name: String) async throws -> LambdaFunction? {
        try await absentWhen(["ResourceNotFoundException"]) {
            try await LambdaFunction(
                json: json(ServiceRequest("GetFunction", method: "GET", path: path(name), subject: subject(name))))
        }
    }

    /// Creates a function from a zip.
    ///
    /// - Parameters:
    ///   - name: Up to 64 letters, digits, `-` and `_`.
    ///   - settings: Runtime, handler and role must be set.
    ///   - zip: The code, at most 50 MB.
    ///   - architecture: `x86_64` or `arm64`.
    ///   - tags: Set in the same call.
    /// - Returns: The new function, mostly still `Pending`.
    /// - Throws: `AWSError` with `ResourceConflictException` when it exists; with `InvalidParameterValueException` for
    ///   a role that is too new for Lambda to assume.
    ///
    /// AWS reference: AWS Lambda API Reference, "CreateFunction".
    package func createFunction(
        _ name: String, settings: LambdaFunctionSettings, zip: [UInt8], architecture: String, tags: [String: String]
    ) async throws -> LambdaFunctionConfiguration {
        var input = settings.members
        input["FunctionName"] = .string(name)
        input["Code"] = ["ZipFile": .string(Data(zip).base64EncodedString())]
        input["PackageType"] = "Zip"
        input["Architectures"] = [.string(architecture)]
        input["Tags"] = .mapUnlessEmpty(tags)
        return try await LambdaFunctionConfiguration(
            json: json(
                .restJSON(
                    "CreateFunction", method: "POST", path: "/2015-03-31/functions", input: input,
                    subject: subject(name), attemptTimeout: Self.uploadTimeout)))
    }

    /// Replaces the code of a function.
    ///
    /// - Parameters:
    ///   - name: The function's name.
    ///   - zip: The new code, at most 50 MB.
    ///   - architecture: `x86_64` or `arm64`; only this call can change it. `nil` keeps it.
    ///   - revisionID: The revision that was read; AWS refuses with `PreconditionFailedException` when there is a newer
    ///     one. `nil` overwrites any.
    /// - Returns: The function, with its update mostly still in progress.
    /// - Throws: `AWSError` with `ResourceConflictException` while another change is in progress.
    ///
    /// AWS reference: AWS Lambda API Reference, "UpdateFunctionCode".
    package func updateFunctionCode(
        _ name: String, zip: [UInt8], architecture: String?, revisionID: String?
    ) async throws -> LambdaFunctionConfiguration {
        let input: [String: JSONValue?] = [
            "ZipFile": .string(Data(zip).base64EncodedString()),
            "Architectures": architecture.map { [.string($0)] },
            "RevisionId": revisionID.map { .string($0) },
        ]
        return try await LambdaFunctionConfiguration(
            json: json(
                .restJSON(
                    "UpdateFunctionCode", method: "PUT", path: path(name, "/code"), input: input,
                    subject: subject(name), attemptTimeout: Self.uploadTimeout)))
    }

    /// Changes settings of a function; those that are `nil` stay.
    ///
    /// - Parameters:
    ///   - name: The function's name.
    ///   - settings: The settings to change. The environment is replaced as a whole.
    ///   - revisionID: As in `updateFunctionCode`.
    /// - Returns: The function, with its update mostly still in progress.
    /// - Throws: `AWSError` with `ResourceConflictException` while another change is in progress.
    ///
    /// AWS reference: AWS Lambda API Reference, "UpdateFunctionConfiguration".
    package func updateFunctionConfiguration(
        _ name: String, settings: LambdaFunctionSettings, revisionID: String?
    ) async throws -> LambdaFunctionConfiguration {
        var input = settings.members
        input["RevisionId"] = revisionID.map { .string($0) }
        return try await LambdaFunctionConfiguration(
            json: json(
                .restJSON(
                    "UpdateFunctionConfiguration", method: "PUT", path: path(name, "/configuration"), input: input,
                    subject: subject(name))))
    }

    /// Deletes a function with all its versions, its permissions and its tags. Its log group stays.
    ///
    /// - Throws: `AWSError` with `ResourceNotFoundException` when there is none.
    ///
    /// AWS reference: AWS Lambda API Reference, "DeleteFunction".
    package func deleteFunction(_ name: String) async throws {
        try await perform(
            ServiceRequest("DeleteFunction", method: "DELETE", path: path(name), subject: subject(name)))
    }

    /// Runs a function and waits for its answer. It is not run again when the answer is lost.
    ///
    /// - Parameters:
    ///   - name: The function's name.
    ///   - payload: The event, as JSON.
    ///   - timeout: The longest to wait, more than the function's own timeout.
    /// - Returns: What it returned, or its error.
    /// - Throws: `AWSError`.
    ///
    /// AWS reference: AWS Lambda API Reference, "Invoke".
    package func invoke(
        _ name: String, payload: [UInt8], timeout: Duration = .seconds(60)
    ) async throws -> LambdaInvocation {
        let response = try await caller.send(
            ServiceRequest(
                "Invoke", method: "POST", path: path(name, "/invocations"),
                headers: [
                    ("Content-Type", "application/octet-stream"), ("X-Amz-Invocation-Type", "RequestResponse"),
                ], body: payload, subject: subject(name), attemptTimeout: timeout, isSafeToResend: false))
        return LambdaInvocation(payload: response.body, functionError: response.headers["X-Amz-Function-Error"])
    }

    /// A zip of 50 MB needs its time on a slow line.
    private static var uploadTimeout: Duration { .seconds(300) }
}

/// What a function returned.
package struct LambdaInvocation: Sendable, Equatable {
    /// The returned value as JSON, or `{"errorMessage": …}` when the function failed.
    package var payload: [UInt8]
    /// `Unhandled` or `Handled` when the function failed, `nil` when it did not.
    package var functionError: String?
}
