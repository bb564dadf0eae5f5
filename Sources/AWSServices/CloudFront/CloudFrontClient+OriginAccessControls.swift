// SPDX-License-Identifier: Apache-2.0

extension CloudFrontClient {
    /// Lists the account's origin access controls. They cannot carry tags; look for the name.
    ///
    /// - Returns: The origin access controls, fetched page by page.
    ///
    /// AWS reference: Amazon CloudFront API Reference, "ListOriginAccessControls".
    package func listOriginAccessControls() -> PagedSequence<OriginAccessControl> {
        pages(
            "ListOriginAccessControls", path: path("origin-access-control"), root: "OriginAccessControlList",
            items: "OriginAccessControlSummary"
        ) { item in
            OriginAccessControl(id: try item.text("Id"), config: try OriginAccessControlConfig(xml: item))
        }
    }

    /// Reads an origin access control.
    ///
    /// - Returns: It and its version; `nil` when there is none.
    ///
    /// AWS reference: Amazon CloudFront API Reference, "GetOriginAccessControl".
    package func getOriginAccessControl(
        _ id: String
    ) async throws -> (control: OriginAccessControl, etag: String)? {
        try await absentWhen(["NoSuchOriginAccessControl"]) {
            try await control(
                ServiceRequest(
                    "GetOriginAccessControl", method: "GET", path: path("origin-access-control", id),
                    subject: "origin access control \(id)"))
        }
    }

    /// Creates an origin access control.
    ///
    /// - Returns: It and its version.
    /// - Throws: `AWSError` with `OriginAccessControlAlreadyExists` when the name is taken.
    ///
    /// AWS reference: Amazon CloudFront API Reference, "CreateOriginAccessControl".
    package func createOriginAccessControl(
        _ config: OriginAccessControlConfig
    ) async throws -> (control: OriginAccessControl, etag: String) {
        try await control(
            .restXML(
                "CreateOriginAccessControl", method: "POST", path: path("origin-access-control"), body: config.xml,
                subject: "origin access control \(config.name)"))
    }

    /// Changes an origin access control.
    ///
    /// - Parameters:
    ///   - id: Its id.
    ///   - config: All its settings.
    ///   - etag: The version that was read.
    /// - Returns: It and its new version.
    /// - Throws: `AWSError` with `PreconditionFailed` when it has changed since.
    ///
    /// AWS reference: Amazon CloudFront API Reference, "UpdateOriginAccessControl".
    package func updateOriginAccessControl(
        _ id: String, config: OriginAccessControlConfig, ifMatch etag: String
    ) async throws -> (control: OriginAccessControl, etag: String) {
        try await control(
            .restXML(
                "UpdateOriginAccessControl", method: "PUT", path: path("origin-access-control", id, "config"),
                headers: ifMatch(etag), body: config.xml, subject: "origin access control \(config.name)"))
    }

    /// Deletes an origin access control.
    ///
    /// - Throws: `AWSError` with `OriginAccessControlInUse` while a distribution has it, with
    ///   `NoSuchOriginAccessControl` when there is none.
    ///
    /// AWS reference: Amazon CloudFront API Reference, "DeleteOriginAccessControl".
    package func deleteOriginAccessControl(_ id: String, ifMatch etag: String) async throws {
        try await perform(
            ServiceRequest(
                "DeleteOriginAccessControl", method: "DELETE", path: path("origin-access-control", id),
                headers: ifMatch(etag), subject: "origin access control \(id)"))
    }

    private func control(_ request: ServiceRequest) async throws -> (control: OriginAccessControl, etag: String) {
        let response = try await caller.send(request)
        let answer = try response.xml(root: "OriginAccessControl", service: caller.service)
        let config = try OriginAccessControlConfig(xml: answer.element("OriginAccessControlConfig"))
        return (
            OriginAccessControl(id: try answer.text("Id"), config: config),
            try response.requiredHeader("ETag", service: caller.service)
        )
    }
}
