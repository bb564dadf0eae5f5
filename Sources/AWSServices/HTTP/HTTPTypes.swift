// SPDX-License-Identifier: Apache-2.0

/// One HTTP request as the transport sends it, already signed.
package struct HTTPRequest: Sendable {
    /// Upper case, such as `GET`.
    package var method: String
    /// `http` or `https`.
    package var scheme: String
    /// Host name or address without a port.
    package var host: String
    /// `nil` for the scheme's default port.
    package var port: Int?
    /// Path and query exactly as they go on the wire, percent-encoded, starting with `/`.
    package var target: String
    /// Names in any case; sent in this order.
    package var headers: [(name: String, value: String)]
    /// The whole body; empty for none. Kept in memory, so every attempt can send it again.
    package var payload: HTTPBody

    package init(
        method: String, scheme: String, host: String, port: Int?, target: String,
        headers: [(name: String, value: String)], payload: HTTPBody
    ) {
        self.method = method
        self.scheme = scheme
        self.host = host
        self.port = port
        self.target = target
        self.headers = headers
        self.payload = payload
    }

    package init(
        method: String, scheme: String, host: String, port: Int?, target: String,
        headers: [(name: String, value: String)], body: [UInt8]
    ) {
        self.init(
            method: method, scheme: scheme, host: host, port: port, target: target, headers: headers,
            payload: HTTPBody(body))
    }

    /// The port to connect to: the one given, or the scheme's own.
    var connectionPort: Int { port ?? (scheme == "https" ? 443 : 80) }

    /// A copy of the body's bytes.
    package var body: [UInt8] { payload.bytes }
}

/// One HTTP answer with its whole body.
package struct HTTPResponse: Sendable {
    package var status: Int
    package var headers: HTTPResponseHeaders
    package var body: [UInt8]

    package init(status: Int, headers: HTTPResponseHeaders, body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Header fields of an answer, looked up without regard to case.
package struct HTTPResponseHeaders: Sendable {
    package let fields: [(name: String, value: String)]

    package init(_ fields: [(name: String, value: String)]) {
        self.fields = fields
    }

    /// The first field of that name, `nil` when there is none.
    package subscript(name: String) -> String? {
        let wanted = name.utf8
        return fields.first { field in
            field.name.utf8.count == wanted.count && zip(field.name.utf8, wanted).allSatisfy(Self.isSame)
        }?.value
    }

    /// Whether two bytes of names, which are ASCII, are one letter or the same.
    private static func isSame(_ left: UInt8, _ right: UInt8) -> Bool {
        left == right || left ^ right == 0x20 && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(left | 0x20)
    }
}
