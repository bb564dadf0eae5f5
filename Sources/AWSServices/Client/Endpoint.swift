// SPDX-License-Identifier: Apache-2.0

/// Where a service is reached and what its signatures are scoped to.
package struct Endpoint: Sendable, Hashable {
    /// `https`, or `http` for an endpoint that was given so.
    package var scheme: String
    /// Lower case; an IPv6 address in brackets.
    package var host: String
    /// `nil` for the scheme's default.
    package var port: Int?
    /// What goes before the path of every request; empty, or `/something` without a `/` at the end.
    package var basePath: String
    /// The region of the credential scope.
    package var signingRegion: String
    /// Whether somebody chose the address, so that it must be kept as it is.
    package var isOverridden: Bool

    /// Makes an endpoint.
    package init(
        scheme: String = "https", host: String, port: Int? = nil, basePath: String = "", signingRegion: String,
        isOverridden: Bool = false
    ) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.basePath = basePath
        self.signingRegion = signingRegion
        self.isOverridden = isOverridden
    }
}
