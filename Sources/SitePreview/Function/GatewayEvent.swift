// SPDX-License-Identifier: Apache-2.0

package import AWSWire

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The event that an HTTP API hands to a function, in payload format 2.0.
///
/// AWS reference: Amazon API Gateway Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs".
package struct GatewayEvent: Sendable {
    /// What stands for the API's id and its account in a preview.
    package static let apiID = "preview"
    package static let account = "000000000000"

    private static let textTypes: Set<String> = ["application/json", "application/javascript", "application/xml"]
    /// Those of one connection, and those that the gateway sets itself.
    private static let dropped: Set<String> = [
        "connection", "keep-alive", "transfer-encoding", "te", "upgrade", "expect", "cookie", "host",
    ]

    /// Such as `/api/visitors`; every method leads to the function.
    package var route: String
    /// The region that the API would be in.
    package var region: String

    /// - Parameters:
    ///   - route: See the property.
    ///   - region: See the property.
    package init(route: String, region: String) {
        self.route = route
        self.region = region
    }

    /// Whether the API knows a path; what it does not know is answered with 404.
    ///
    /// - Parameter path: As the visitor sent it.
    /// - Returns: Whether it is the route.
    package func matches(_ path: String) -> Bool {
        let wanted = route.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let found = path.split(separator: "/", omittingEmptySubsequences: false).map { EdgeRules.decoded(String($0)) }
        return wanted == found
    }

    /// The event of a request; members without a value are absent.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - requestID: The id that the gateway gives it.
    ///   - now: When it arrives.
    /// - Returns: The event.
    package func event(_ request: PreviewRequest, requestID: String, now: Date) -> JSONValue {
        let path = EdgeRules.decoded(request.path)
        let host = "\(Self.apiID).execute-api.\(region).amazonaws.com"
        var event: JSONValue = [
            "version": "2.0",
            "routeKey": .string("ANY \(route)"),
            "rawPath": .string(path),
            "rawQueryString": .string(request.query),
            "headers": .object(headers(request, host: host, requestID: requestID).mapValues { .string($0) }),
            "isBase64Encoded": false,
            "requestContext": [
                "accountId": .string(Self.account),
                "apiId": .string(Self.apiID),
                "domainName": .string(host),
                "domainPrefix": .string(Self.apiID),
                "http": [
                    "method": .string(request.method),
                    "path": .string(path),
                    "protocol": "HTTP/1.1",
                    "sourceIp": .string(request.sourceIP),
                    "userAgent": .string(request.headers["User-Agent"] ?? ""),
                ],
                "requestId": .string(requestID),
                "routeKey": .string("ANY \(route)"),
                "stage": "$default",
                "time": .string(Self.logTime(now)),
                "timeEpoch": .int(Int((now.timeIntervalSince1970 * 1000).rounded(.down))),
            ],
        ]
        let cookies = request.headers.all("Cookie").flatMap { $0.split(separator: ";") }.map {
            String($0.drop { $0 == " " })
        }.filter { !$0.isEmpty }
        if !cookies.isEmpty { event["cookies"] = .array(cookies.map { .string($0) }) }
        let query = Self.parameters(request.query)
        if !query.isEmpty { event["queryStringParameters"] = .object(query.mapValues { .string($0) }) }
        if !request.body.isEmpty {
            let type = (request.headers["Content-Type"] ?? "").prefix { $0 != ";" }.lowercased()
            let isText = type.hasPrefix("text/") || Self.textTypes.contains(type.filter { $0 != " " })
            if isText, let text = String(validating: request.body, as: UTF8.self) {
                event["body"] = .string(text)
            } else {
                event["body"] = .string(Data(request.body).base64EncodedString())
                event["isBase64Encoded"] = true
            }
        }
        return event
    }

    private func headers(_ request: PreviewRequest, host: String, requestID: String) -> [String: String] {
        var headers: [String: String] = [:]
        for name in request.headers.names where !Self.dropped.contains(name) { headers[name] = request.headers[name] }
        let forwarded = headers["x-forwarded-for"].map { "\($0), " } ?? ""
        headers["host"] = host
        headers["content-length"] = "\(request.body.count)"
        headers["x-forwarded-for"] = forwarded + request.sourceIP
        headers["x-forwarded-port"] = "443"
        headers["x-forwarded-proto"] = "https"
        headers["x-amzn-trace-id"] = "Root=\(requestID)"
        return headers
    }

    /// Names and values decoded; the values of a name that is there more than once, joined by commas.
    private static func parameters(_ query: String) -> [String: String] {
        var found: [String: String] = [:]
        for part in query.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { EdgeRules.decoded(String($0).replacing("+", with: " ")) }
            let value = pair.count > 1 ? pair[1] : ""
            found[pair[0]] = found[pair[0]].map { "\($0),\(value)" } ?? value
        }
        return found
    }

    /// `21/Nov/2026:08:09:10 +0000`.
    private static func logTime(_ date: Date) -> String {
        let parts = AWSTimestamp.formatHTTPDate(date).split(separator: " ")
        return parts.count > 4 ? "\(parts[1])/\(parts[2])/\(parts[3]):\(parts[4]) +0000" : ""
    }
}
