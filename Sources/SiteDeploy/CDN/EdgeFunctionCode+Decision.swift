// SPDX-License-Identifier: Apache-2.0

extension EdgeFunctionCode {
    /// What the function does with a request.
    package enum Decision: Sendable, Equatable {
        /// Answers 301 with this address.
        case redirect(location: String)
        /// Lets the request through, with this path.
        case serve(uri: String)
    }

    /// What `source` does, without a JavaScript engine; an end-to-end test compares the two.
    ///
    /// - Parameters:
    ///   - host: The request's host, without a port.
    ///   - uri: The path as the visitor sent it.
    ///   - query: What follows the `?`, as it was sent; empty without one.
    /// - Returns: The redirect, or the path to serve.
    package func decision(host: String, uri: String, query: String) -> Decision {
        if let canonicalHost, redirectedHosts.contains(host.lowercased()) {
            return .redirect(location: "https://\(canonicalHost)\(uri)\(Self.queryText(query))")
        }
        guard let indexDocument else { return .serve(uri: uri) }
        let name = ObjectKey(uri).name.utf8
        if name.isEmpty { return .serve(uri: uri.isEmpty ? "/\(indexDocument)" : uri + indexDocument) }
        return .serve(uri: name.contains(UInt8(ascii: ".")) ? uri : "\(uri)/\(indexDocument)")
    }

    /// The query as it is after CloudFront made an object of it: the values of a name stand together, a name without a
    /// value loses its `=`, and names that are whole numbers come first, as JavaScript has it.
    private static func queryText(_ query: String) -> String {
        var names: [String] = []
        var values: [String: [String]] = [:]
        for part in query.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(pair[0])
            if values[name] == nil { names.append(name) }
            values[name, default: []].append(pair.count > 1 ? String(pair[1]) : "")
        }
        let numbers = names.compactMap(arrayIndex).sorted().map(String.init)
        let ordered = numbers + names.filter { arrayIndex($0) == nil }
        let parts = ordered.flatMap { name in (values[name] ?? []).map { $0.isEmpty ? name : "\(name)=\($0)" } }
        return parts.isEmpty ? "" : "?\(parts.joined(separator: "&"))"
    }

    /// The number that a property's name is, if JavaScript sorts it as one.
    private static func arrayIndex(_ name: String) -> UInt32? {
        guard let number = UInt32(name), number < .max, String(number) == name else { return nil }
        return number
    }
}
