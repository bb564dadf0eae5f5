// SPDX-License-Identifier: Apache-2.0

import AWSWire

extension IAMClient {
    /// Reads an OpenID Connect provider.
    ///
    /// - Parameter arn: Its ARN, which ends in its URL without the scheme.
    /// - Returns: The provider, `nil` when the account has none of this URL.
    /// - Throws: `AWSError`.
    ///
    /// AWS reference: AWS Identity and Access Management API Reference, "GetOpenIDConnectProvider".
    package func getOpenIDConnectProvider(_ arn: ARN) async throws -> OpenIDConnectProvider? {
        try await absentWhen(["NoSuchEntity"]) {
            try await OpenIDConnectProvider(
                xml: result(
                    of: request(
                        "GetOpenIDConnectProvider", ["OpenIDConnectProviderArn": arn.rawValue],
                        subject: arn.resourceName)))
        }
    }

    /// Creates an OpenID Connect provider. IAM finds out the thumbprint by itself, and needs none for authorities that the
    /// public trusts.
    ///
    /// - Parameters:
    ///   - url: `https://` and the host; an account has one provider for a URL.
    ///   - audiences: Whom its tokens may be for.
    /// - Returns: The provider's ARN.
    /// - Throws: `AWSError` with `EntityAlreadyExists` when the account has one of this URL.
    ///
    /// AWS reference: AWS Identity and Access Management API Reference, "CreateOpenIDConnectProvider".
    package func createOpenIDConnectProvider(url: String, audiences: [String]) async throws -> ARN {
        let request = request("CreateOpenIDConnectProvider", ["Url": url], subject: url) { form in
            form.setList("ClientIDList", to: audiences)
        }
        return try await result(of: request).arn("OpenIDConnectProviderArn")
    }

    /// Adds an audience to a provider; one that it has already is no error.
    ///
    /// - Throws: `AWSError` with `NoSuchEntity` when there is no such provider.
    ///
    /// AWS reference: AWS Identity and Access Management API Reference, "AddClientIDToOpenIDConnectProvider".
    package func addAudience(_ audience: String, to provider: ARN) async throws {
        try await perform(
            request(
                "AddClientIDToOpenIDConnectProvider",
                ["OpenIDConnectProviderArn": provider.rawValue, "ClientID": audience], subject: provider.resourceName))
    }
}
