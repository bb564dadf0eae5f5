// SPDX-License-Identifier: Apache-2.0

package import AWSWire

extension CloudFrontClient {
    /// Lists the account's distributions.
    ///
    /// - Returns: Summaries, fetched page by page.
    ///
    /// AWS reference: Amazon CloudFront API Reference, "ListDistributions".
    package func listDistributions() -> PagedSequence<DistributionSummary> {
        pages(
            "ListDistributions", path: path("distribution"), root: "DistributionList", items: "DistributionSummary",
            decode: DistributionSummary.init(xml:))
    }

    /// Reads a distribution with its configuration.
    ///
    /// - Returns: The distribution, `nil` when there is none.
    ///
    /// AWS reference: Amazon CloudFront API Reference, "GetDistribution".
    package func getDistribution(_ id: String) async throws -> LiveDistribution? {
        try await absentWhen(["NoSuchDistribution"]) {
            try await distribution(
                ServiceRequest(
                    "GetDistribution", method: "GET", path: path("distribution", id), subject: subject(id)))
        }
    }

    /// Reads the configuration of a distribution.
    ///
    /// - Returns: The `DistributionConfig` element and its version; `nil` when there is no such distribution.
    ///
    /// AWS reference: Amazon CloudFront API Reference, "GetDistributionConfig".
    package func getDistributionConfig(_ id: String) async throws -> (config: XMLTree, etag: String)? {
        try await absentWhen(["NoSuchDistribution"]) {
            let response = try await caller.send(
                ServiceRequest(
                    "GetDistributionConfig", method: "GET", path: path("distribution", id, "config"),
                    subject: subject(id)))
            let config = try response.xml(root: "DistributionConfig", service: caller.service).tree
            return (config.withoutNamespace, try response.requiredHeader("ETag", service: caller.service))
        }
    }

    /// Creates a distribution with tags.
    ///
    /// - Parameters:
    ///   - config: A `DistributionConfig` element, its members in the order of the reference, each list with its
    ///     `Quantity`.
    ///   - tags: Set in the same call.
    /// - Returns: The new distribution, `InProgress`.
    /// - Throws: `AWSError` with `DistributionAlreadyExists` when the `CallerReference` was used before, with
    ///   `CNAMEAlreadyExists` when another distribution has an alias, with `InvalidViewerCertificate` when the
    ///   certificate is not issued or covers not every alias.
    ///
    /// AWS reference: Amazon CloudFront API Reference, "CreateDistributionWithTags".
    package func createDistribution(_ config: XMLTree, tags: [String: String]) async throws -> LiveDistribution {
        try await distribution(
            .restXML(
                "CreateDistributionWithTags", method: "POST", path: path("distribution"), query: [("WithTags", nil)],
                body: XMLTree(
                    "DistributionConfigWithTags", xmlns: Self.namespace,
                    [config.withoutNamespace, XMLTree("Tags", [XMLTree("Items", Tags.xml(tags))])]),
                subject: "distribution"))
    }

    /// Replaces the configuration of a distribution as a whole.
    ///
    /// - Parameters:
    ///   - id: The distribution.
    ///   - config: The `DistributionConfig` element that was read, edited.
    ///   - etag: The version that was read.
    /// - Returns: The distribution with its new version.
    /// - Throws: `AWSError` with `PreconditionFailed` when it has changed since, with `IllegalUpdate` when something
    ///   immutable differs.
    ///
    /// AWS reference: Amazon CloudFront API Reference, "UpdateDistribution".
    package func updateDistribution(
        _ id: String, config: XMLTree, ifMatch etag: String
    ) async throws -> LiveDistribution {
        try await distribution(
            .restXML(
                "UpdateDistribution", method: "PUT", path: path("distribution", id, "config"), headers: ifMatch(etag),
                body: config.withNamespace(Self.namespace), subject: subject(id)))
    }

    /// Deletes a distribution that is disabled and deployed.
    ///
    /// - Throws: `AWSError` with `DistributionNotDisabled` while it is enabled or its change is in progress, with
    ///   `PreconditionFailed` for an old version, with `NoSuchDistribution` when there is none.
    ///
    /// AWS reference: Amazon CloudFront API Reference, "DeleteDistribution".
    package func deleteDistribution(_ id: String, ifMatch etag: String) async throws {
        try await perform(
            ServiceRequest(
                "DeleteDistribution", method: "DELETE", path: path("distribution", id), headers: ifMatch(etag),
                subject: subject(id)))
    }

    func subject(_ distribution: String) -> String {
        "distribution \(distribution)"
    }

    private func distribution(_ request: ServiceRequest) async throws -> LiveDistribution {
        let response = try await caller.send(request)
        return try LiveDistribution(
            xml: response.xml(root: "Distribution", service: caller.service),
            etag: response.requiredHeader("ETag", service: caller.service))
    }
}
