// SPDX-License-Identifier: Apache-2.0

/// A request in the one form of which both sides compute the hash.
///
/// AWS reference: AWS Identity and Access Management User Guide, "Create a signed AWS API request", step 1.
struct CanonicalRequest {
    /// The whole text.
    private(set) var bytes: [UInt8] = []
    /// Where in `bytes` the list of the signed headers stands: `host;x-amz-date`.
    private(set) var signedHeaders: Range<Int> = 0..<0

    /// - Parameters:
    ///   - request: The request; of its headers, the ones that are never signed are passed over.
    ///   - added: Headers that the signer sends too, their names in lower case. They win over the request's own.
    ///   - addedQuery: Parameters that the signer sends too.
    ///   - payloadHash: The last line.
    ///   - pathEncoding: How the path is written.
    init(
        _ request: SigningRequest, added: [HeaderField], addedQuery: [QueryItem] = [], payloadHash: String,
        pathEncoding: PathEncoding
    ) {
        bytes.reserveCapacity(768)
        bytes.append(contentsOf: request.method.utf8)
        bytes.append(newline)
        switch pathEncoding {
        case .verbatim where request.path.isEmpty: bytes.append(slash)
        case .verbatim: bytes.append(contentsOf: request.path.utf8)
        case .normalizedTwice: appendNormalized(request.path)
        }
        bytes.append(newline)
        appendQuery(request.query, addedQuery)
        bytes.append(newline)
        appendHeaders(Self.headersToSign(request, added: added))
        bytes.append(newline)
        bytes.append(contentsOf: payloadHash.utf8)
    }

    /// The names of the headers to sign, sorted and joined by `;`.
    static func signedHeaderNames(_ request: SigningRequest) -> String {
        var names: [String] = []
        for header in headersToSign(request, added: []) where header.name != names.last {
            names.append(header.name)
        }
        return names.joined(separator: ";")
    }

    /// The headers to sign with their names in lower case, sorted by name. Equal names stay in order.
    private static func headersToSign(_ request: SigningRequest, added: [HeaderField]) -> [HeaderField] {
        var sorted: [HeaderField] = []
        sorted.reserveCapacity(request.headers.count + added.count + 1)
        func insert(_ header: HeaderField) {
            var index = sorted.endIndex
            while index > 0, header.name < sorted[index - 1].name { index -= 1 }
            sorted.insert(header, at: index)
        }
        insert(HeaderField("host", request.host))
        for header in added { insert(header) }
        for header in request.headers {
            let name = lowercased(header.name)
            guard !neverSigned.contains(name), !added.contains(where: { $0.name == name }) else { continue }
            insert(HeaderField(name, header.value))
        }
        return sorted
    }

    private mutating func appendNormalized(_ path: String) {
        let path = path.utf8
        var segments: [Substring.UTF8View] = []
        for segment in path.split(separator: slash) {
            if segment.elementsEqual(dot) { continue }
            if segment.elementsEqual(dotDot) {
                _ = segments.popLast()
            } else {
                segments.append(segment)
            }
        }
        for segment in segments {
            bytes.append(slash)
            for byte in segment { PercentEncoding.append(byte, keepingSlash: false, to: &bytes) }
        }
        if segments.isEmpty || path.last == slash { bytes.append(slash) }
    }

    private mutating func appendQuery(_ items: [QueryItem], _ added: [QueryItem]) {
        if items.isEmpty && added.isEmpty { return }
        var encoded: [(name: String, value: String)] = []
        encoded.reserveCapacity(items.count + added.count)
        for list in [items, added] {
            for item in list {
                encoded.append((PercentEncoding.encode(item.name), PercentEncoding.encode(item.value ?? "")))
            }
        }
        // By the encoded name, then by the encoded value; comparing whole `name=value` texts would be another order.
        encoded.sort { $0.name == $1.name ? $0.value < $1.value : $0.name < $1.name }
        var isFirst = true
        for item in encoded {
            if !isFirst { bytes.append(UInt8(ascii: "&")) }
            isFirst = false
            bytes.append(contentsOf: item.name.utf8)
            bytes.append(UInt8(ascii: "="))
            bytes.append(contentsOf: item.value.utf8)
        }
    }

    private mutating func appendHeaders(_ headers: [HeaderField]) {
        var previous: String?
        for header in headers {
            if header.name == previous {
                bytes.append(UInt8(ascii: ","))
            } else {
                if previous != nil { bytes.append(newline) }
                bytes.append(contentsOf: header.name.utf8)
                bytes.append(UInt8(ascii: ":"))
            }
            previous = header.name
            appendTrimmed(header.value)
        }
        bytes.append(newline)
        bytes.append(newline)
        let start = bytes.endIndex
        previous = nil
        for header in headers where header.name != previous {
            if previous != nil { bytes.append(UInt8(ascii: ";")) }
            bytes.append(contentsOf: header.name.utf8)
            previous = header.name
        }
        signedHeaders = start..<bytes.endIndex
    }

    /// Appends a value without white space at its ends and with single spaces for the runs within.
    private mutating func appendTrimmed(_ value: String) {
        let isTrimmed = value.utf8.withContiguousStorageIfAvailable { Self.isTrimmed($0) }
        if isTrimmed ?? Self.isTrimmed(value.utf8) {
            bytes.append(contentsOf: value.utf8)
            return
        }
        let start = bytes.endIndex
        var spaceIsDue = false
        for byte in value.utf8 {
            if Self.isSpace(byte) {
                spaceIsDue = bytes.endIndex > start
            } else {
                if spaceIsDue { bytes.append(32) }
                spaceIsDue = false
                bytes.append(byte)
            }
        }
    }

    /// Whether there is nothing to trim, which is so for nearly all values.
    private static func isTrimmed(_ value: some Sequence<UInt8>) -> Bool {
        var previous: UInt8 = 32
        for byte in value {
            if isSpace(byte), byte != 32 || previous == 32 { return false }
            previous = byte
        }
        return previous != 32
    }

    /// Space, and tab to carriage return.
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 32 || (9...13).contains(byte)
    }

    private static func lowercased(_ name: String) -> String {
        let hasCapitals = name.utf8.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        return hasCapitals ? name.lowercased() : name
    }
}

/// Headers that something between us and AWS may add or change, the ones of an earlier signature, and `host`, which
/// the request keeps apart.
private let neverSigned: Set<String> = [
    "authorization", "baggage", "connection", "expect", "host", "keep-alive", "proxy-authenticate",
    "proxy-authorization", "te", "traceparent", "tracestate", "trailer", "transfer-encoding", "upgrade", "user-agent",
    "x-amzn-trace-id",
]

private let newline = UInt8(ascii: "\n")
private let slash = UInt8(ascii: "/")
private let dot = [UInt8(ascii: ".")]
private let dotDot = [UInt8(ascii: "."), UInt8(ascii: ".")]
