// SPDX-License-Identifier: Apache-2.0

import AWSWire

/// How CloudFront signs its requests to an origin.
package struct OriginAccessControl: Sendable, Equatable {
    package var id: String
    package var config: OriginAccessControlConfig
}

/// The settings of an origin access control; all of them can be changed.
package struct OriginAccessControlConfig: Sendable, Equatable {
    /// Unique in the account, up to 64 characters.
    package var name: String
    /// Empty when it has none.
    package var description: String
    /// `sigv4`.
    package var signingProtocol: String
    /// `always`, `never` or `no-override`.
    package var signingBehavior: String
    /// `s3`, `lambda` and others.
    package var originType: String

    /// Describes an origin access control; what is left out is right for a private bucket.
    ///
    /// - Parameters:
    ///   - name: Unique in the account.
    ///   - description: Up to 256 characters.
    ///   - signingProtocol: `sigv4`.
    ///   - signingBehavior: `always`, `never` or `no-override`.
    ///   - originType: `s3` and others.
    package init(
        name: String, description: String, signingProtocol: String = "sigv4", signingBehavior: String = "always",
        originType: String = "s3"
    ) {
        self.name = name
        self.description = description
        self.signingProtocol = signingProtocol
        self.signingBehavior = signingBehavior
        self.originType = originType
    }
}

extension OriginAccessControlConfig {
    /// Reads an `OriginAccessControlConfig` element, or a summary in a list, which has the same members.
    init(xml: XMLReader) throws {
        name = try xml.text("Name")
        description = xml.textIfPresent("Description") ?? ""
        signingProtocol = try xml.text("SigningProtocol")
        signingBehavior = try xml.text("SigningBehavior")
        originType = try xml.text("OriginAccessControlOriginType")
    }

    /// The root element of a request.
    var xml: XMLTree {
        XMLTree(
            "OriginAccessControlConfig", xmlns: CloudFrontClient.namespace,
            [
                XMLTree("Name", name), XMLTree("Description", description),
                XMLTree("SigningProtocol", signingProtocol), XMLTree("SigningBehavior", signingBehavior),
                XMLTree("OriginAccessControlOriginType", originType),
            ])
    }
}
