// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

import AWSWire

extension CloudFrontClient {
    /// Reads a function in one stage.
    ///
    /// - Returns: The function, `nil` when there is none, or none in that stage.
    ///
    /// AWS reference: Amazon CloudFront API Reference, "DescribeFunction".
    package func describeFunction(
        _ name: String, stage: CloudFrontFunctionStage
    ) async throws -> CloudFrontFunction? {
        try await absentWhen(["NoSuchFunctionExists"]) {
            try await function(
                ServiceRequest(
                    "DescribeFunction", method: "GET", path: path("function", name, "describe"),
                    query: [("Stage", stage.rawValue)], subject: "function \(name)"))
        }
    }

    /// Reads the code of a function in one stage.
    ///
    /// - Returns: The code and the version of the stage; `nil` when there is no such function or stage.
    ///
    /// AWS reference: Amazon CloudFront API Reference, "GetFunction".
    package func functionCode(
        _ name: String, stage: CloudFrontFunctionStage
    ) async throws -> (code: [UInt8], etag: String)? {
        try await absentWhen(["NoSuchFunctionExists"]) {
            let response = try await caller.send(
                ServiceRequest(
                    "GetFunction", method: "GET", path: path("function", name), query: [("Stage", stage.rawValue)],
                    subject: "function \(name)"))
            return (response.body, try response.requiredHeader("ETag", service: caller.service))
        }
    }

    /// Creates a function in the development stage.
    ///
    /// - Parameters:
    ///   - name: Unique in the account, up to 64 letters, digits, `-` and `_`.
    ///   - comment: May be empty.
    ///   - runtime: `cloudfront-js-2.0`.
    ///   - code: JavaScript, up to 10 KB.
    ///   - tags: Set in the same call.
    /// - Returns: The function and the version of its development stage.
    /// - Throws: `AWSError` with `FunctionAlreadyExists` when the name is taken.
    ///
    /// AWS reference: Amazon CloudFront API Reference, "CreateFunction".
    package func createFunction(
        _ name: String, comment: String, runtime: String = "cloudfront-js-2.0", code: [UInt8], tags: [String: String]
    ) async throws -> CloudFrontFunction {
        var members = [XMLTree("Name", name)] + functionMembers(comment: comment, runtime: runtime, code: code)
        if !tags.isEmpty { members.append(XMLTree("Tags", [XMLTree("Items", Tags.xml(tags))])) }
        return try await function(
            .restXML(
                "CreateFunction", method: "POST", path: path("function"),
                body: XMLTree("CreateFunctionRequest", xmlns: Self.namespace, members), subject: "function \(name)"))
    }

    /// Replaces the code and the settings of a function's development stage.
    ///
    /// - Parameters:
    ///   - name: The function.
    ///   - comment: May be empty.
    ///   - runtime: `cloudfront-js-2.0`.
    ///   - code: JavaScript, up to 10 KB.
    ///   - etag: The version of the development stage that was read.
    /// - Returns: The function and the new version of its development stage.
    /// - Throws: `AWSError` with `PreconditionFailed` when it has changed since.
    ///
    /// AWS reference: Amazon CloudFront API Reference, "UpdateFunction".
    package func updateFunction(
        _ name: String, comment: String, runtime: String = "cloudfront-js-2.0", code: [UInt8], ifMatch etag: String
    ) async throws -> CloudFrontFunction {
        try await function(
            .restXML(
                "UpdateFunction", method: "PUT", path: path("function", name), headers: ifMatch(etag),
                body: XMLTree(
                    "UpdateFunctionRequest", xmlns: Self.namespace,
                    functionMembers(comment: comment, runtime: runtime, code: code)),
                subject: "function \(name)"))
    }

    /// Copies the development stage to the live stage, which every distribution that has the function then runs.
    ///
    /// - Parameters:
    ///   - name: The function.
    ///   - etag: The version of the development stage.
    /// - Throws: `AWSError` with `PreconditionFailed` when the development stage has changed since.
    ///
    /// AWS reference: Amazon CloudFront API Reference, "PublishFunction".
    package func publishFunction(_ name: String, ifMatch etag: String) async throws {
        try await perform(
            ServiceRequest(
                "PublishFunction", method: "POST", path: path("function", name, "publish"), headers: ifMatch(etag),
                subject: "function \(name)"))
    }

    /// Deletes a function in both stages.
    ///
    /// - Parameters:
    ///   - name: The function.
    ///   - etag: The version of the development stage.
    /// - Throws: `AWSError` with `FunctionInUse` while a distribution has it, with `NoSuchFunctionExists` when there is
    ///   none.
    ///
    /// AWS reference: Amazon CloudFront API Reference, "DeleteFunction".
    package func deleteFunction(_ name: String, ifMatch etag: String) async throws {
        try await perform(
            ServiceRequest(
                "DeleteFunction", method: "DELETE", path: path("function", name), headers: ifMatch(etag),
                subject: "function \(name)"))
    }

    private func functionMembers(comment: String, runtime: String, code: [UInt8]) -> [XMLTree] {
        [
            XMLTree("FunctionConfig", [XMLTree("Comment", comment), XMLTree("Runtime", runtime)]),
            XMLTree("FunctionCode", Data(code).base64EncodedString()),
        ]
    }

    private func function(_ request: ServiceRequest) async throws -> CloudFrontFunction {
        let response = try await caller.send(request)
        // The model spells the header of UpdateFunction `ETtag`.
        let etag =
            try response.headers["ETtag"] ?? response.requiredHeader("ETag", service: caller.service)
        return try CloudFrontFunction(
            xml: response.xml(root: "FunctionSummary", service: caller.service), etag: etag)
    }
}
