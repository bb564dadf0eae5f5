// SPDX-License-Identifier: Apache-2.0

package import SiteConfig
package import SiteDeploy

/// What the site's distribution does with a request before anything is fetched: which behavior, which methods, and what
/// its function decides.
///
/// AWS reference: Amazon CloudFront Developer Guide, "Distribution settings reference".
package struct EdgeRules: Sendable, Equatable {
    /// Where a request goes.
    package enum Route: Sendable, Equatable {
        /// CloudFront refuses it with 403, for this reason.
        case refused(String)
        /// The function answers 301.
        case redirect(location: String)
        /// The API gets it. Whether it is a path that the API knows is the API's matter.
        case api
        /// The bucket is asked for this object.
        case object(ObjectKey)
    }

    private let function: EdgeFunctionCode
    private let rootDocument: String
    /// The paths that the API answers; `nil` without a counter.
    private let apiPattern: String?

    private static let siteMethods = ["GET", "HEAD"]
    private static let apiMethods = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]

    /// The rules of a site.
    ///
    /// A counter that has an address of its own (`exposure: direct`) has none here, so it is reached by its route.
    ///
    /// - Parameter config: The site.
    package init(_ config: SiteConfig) {
        function = EdgeFunctionCode(for: config)
        rootDocument = config.site.index
        apiPattern = config.counter.map { $0.exposure == .cloudfront ? $0.pathPattern : $0.route }
    }

    /// Decides about a request.
    ///
    /// - Parameter request: The request; its path is as the visitor sent it.
    /// - Returns: Where it goes.
    package func route(_ request: PreviewRequest) -> Route {
        let isAPI = apiPattern.map { InvalidationPath.covers($0, Self.normalized(request.path)) } ?? false
        let methods = isAPI ? Self.apiMethods : Self.siteMethods
        guard methods.contains(request.method) else {
            return .refused("Only \(methods.joined(separator: ", ")) are allowed here, not \(request.method).")
        }
        if isAPI { return .api }
        switch function.decision(host: request.host, uri: request.path, query: request.query) {
        case .redirect(let location): return .redirect(location: location)
        case .serve(let uri): return .object(Self.key(uri == "/" ? "/\(rootDocument)" : uri))
        }
    }

    /// The object's key that a path stands for.
    package static func key(_ path: String) -> ObjectKey { ObjectKey(decoded(String(path.dropFirst()))) }

    /// The text that a path stands for; what is not encoded rightly is taken as it is.
    package static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2, digits.allSatisfy(\.isHexadecimal),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The path that CloudFront compares with the patterns of behaviors: decoded, without `.`, `..` and empty parts.
    private static func normalized(_ path: String) -> String {
        let text = decoded(path)
        var parts: [Substring] = []
        for part in text.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        let joined = "/" + parts.joined(separator: "/")
        return text.hasSuffix("/") && joined != "/" ? "\(joined)/" : joined
    }
}

extension UInt8 {
    fileprivate var isHexadecimal: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
