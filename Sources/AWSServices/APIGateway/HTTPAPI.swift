// SPDX-License-Identifier: Apache-2.0

import AWSWire

/// An HTTP API. Names are not unique: it is found again by its tags.
package struct HTTPAPI: Sendable, Equatable {
    package var id: String
    package var name: String
    /// `HTTP`, or `WEBSOCKET` for what is none.
    package var protocolType: String
    /// Such as `https://a1b2c3.execute-api.eu-west-1.amazonaws.com`.
    package var endpoint: String
    /// Empty when it has none.
    package var description: String
    /// `nil` when CORS is left to the function.
    package var cors: CORSConfiguration?
    /// Whether `endpoint` refuses requests, so that only a custom domain answers.
    package var isEndpointDisabled: Bool
    package var tags: [String: String]
}

/// What browsers on other origins may do with an API. It is one value: a change sends all of it.
package struct CORSConfiguration: Sendable, Hashable {
    /// Such as `https://example.com`, without a path or a slash at the end.
    package var allowOrigins: [String]
    /// Such as `GET`, or `*`.
    package var allowMethods: [String]
    /// Names in lower case.
    package var allowHeaders: [String]
    /// Names of headers of the answer that scripts may read.
    package var exposeHeaders: [String]
    /// Seconds that a browser remembers the answer, -1 to 86,400; `nil` leaves it to the browser.
    package var maxAge: Int?
    /// Whether cookies are sent; not with an origin `*`.
    package var allowCredentials: Bool

    /// Describes the rules of CORS.
    ///
    /// - Parameters:
    ///   - allowOrigins: Origins without a path.
    ///   - allowMethods: Methods, or `*`.
    ///   - allowHeaders: Headers that a request may have.
    ///   - exposeHeaders: Headers that a script may read.
    ///   - maxAge: In seconds.
    ///   - allowCredentials: Whether cookies are sent.
    package init(
        allowOrigins: [String], allowMethods: [String], allowHeaders: [String] = [], exposeHeaders: [String] = [],
        maxAge: Int? = nil, allowCredentials: Bool = false
    ) {
        self.allowOrigins = allowOrigins
        self.allowMethods = allowMethods
        self.allowHeaders = allowHeaders
        self.exposeHeaders = exposeHeaders
        self.maxAge = maxAge
        self.allowCredentials = allowCredentials
    }
}

extension HTTPAPI {
    /// Reads an `Api`.
    init(json: JSONReader) throws {
        id = try json.text("apiId")
        name = try json.text("name")
        protocolType = try json.text("protocolType")
        endpoint = try json.textIfPresent("apiEndpoint") ?? ""
        description = try json.textIfPresent("description") ?? ""
        cors = try json.objectIfPresent("corsConfiguration").map(CORSConfiguration.init(json:))
        isEndpointDisabled = try json.boolIfPresent("disableExecuteApiEndpoint") ?? false
        tags = try json.mapIfPresent("tags") ?? [:]
    }
}

extension CORSConfiguration {
    /// Reads a `Cors`.
    init(json: JSONReader) throws {
        allowOrigins = try json.texts("allowOrigins")
        allowMethods = try json.texts("allowMethods")
        allowHeaders = try json.texts("allowHeaders")
        exposeHeaders = try json.texts("exposeHeaders")
        maxAge = try json.intIfPresent("maxAge")
        allowCredentials = try json.boolIfPresent("allowCredentials") ?? false
    }

    /// The value to send; empty lists are left out.
    var json: JSONValue {
        .members([
            "allowOrigins": .textsUnlessEmpty(allowOrigins),
            "allowMethods": .textsUnlessEmpty(allowMethods),
            "allowHeaders": .textsUnlessEmpty(allowHeaders),
            "exposeHeaders": .textsUnlessEmpty(exposeHeaders),
            "maxAge": maxAge.map { .int($0) },
            "allowCredentials": .bool(allowCredentials),
        ])
    }
}
