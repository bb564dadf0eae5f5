// SPDX-License-Identifier: Apache-2.0

/// Headers that something between us and AWS may add or change, the ones of an earlier signature, and `host`, which
/// the request keeps apart.
enum NeverSignedHeaders {
    /// Sorted by length, so that a name is compared with few others.
    private static let byLength: [[[UInt8]]] = {
        let names = [
            "authorization", "baggage", "connection", "expect", "host", "keep-alive", "proxy-authenticate",
            "proxy-authorization", "te", "traceparent", "tracestate", "trailer", "transfer-encoding", "upgrade",
            "user-agent", "x-amzn-trace-id",
        ].map { Array($0.utf8) }
        let longest = names.map(\.count).max() ?? 0
        return (0...longest).map { length in names.filter { $0.count == length } }
    }()

    /// Whether a header is one of them.
    ///
    /// - Parameter name: The name in lower case.
    /// - Returns: `true` for a name that is passed over.
    static func contains(_ name: UnsafeRawBufferPointer) -> Bool {
        let byLength = byLength
        guard name.count < byLength.count else { return false }
        return byLength[name.count].contains { other in
            other[0] == name[0] && other.elementsEqual(name)
        }
    }
}
