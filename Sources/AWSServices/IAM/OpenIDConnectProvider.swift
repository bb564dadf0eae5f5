// SPDX-License-Identifier: Apache-2.0

import AWSWire

/// Somebody outside of AWS whose tokens IAM accepts, such as GitHub for its Actions.
package struct OpenIDConnectProvider: Sendable, Equatable {
    /// As IAM writes it: without the scheme.
    package var url: String
    /// Whom its tokens may be for; IAM calls them client ids.
    package var audiences: [String]
}

extension OpenIDConnectProvider {
    /// Reads a `GetOpenIDConnectProviderResult`.
    init(xml: XMLReader) throws {
        url = try xml.text("Url")
        audiences = xml.all("ClientIDList/member").map { $0.tree.text }
    }
}
