// SPDX-License-Identifier: Apache-2.0

/// A request in the one form of which both sides compute the hash.
///
/// AWS reference: AWS Identity and Access Management User Guide, "Create a signed AWS API request", step 1.
struct CanonicalRequest: ~Copyable {
    /// The whole text.
    private(set) var text = ByteText(capacity: 1536)
    /// Where in `text` the list of the signed headers stands: `host;x-amz-date`.
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
        text.append(request.method)
        text.append(newline)
        switch pathEncoding {
        case .verbatim where request.path.isEmpty: text.append(slash)
        case .verbatim: text.append(request.path)
        case .normalizedTwice: appendNormalized(request.path)
        }
        text.append(newline)
        appendQuery(request.query, addedQuery)
        text.append(newline)
        let headers = CanonicalHeaders(request, added: added)
        headers.appendLines(to: &text)
        text.append(newline)
        let start = text.count
        headers.appendNames(to: &text)
        signedHeaders = start..<text.count
        text.append(newline)
        text.append(payloadHash)
    }

    /// The names of the headers to sign, sorted and joined by `;`.
    static func signedHeaderNames(_ request: SigningRequest) -> String {
        var names = ByteText(capacity: 256)
        CanonicalHeaders(request, added: []).appendNames(to: &names)
        return names.string
    }

    private mutating func appendNormalized(_ path: String) {
        let path = path.utf8
        var bytes: [UInt8] = []
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
        text.append(bytes)
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
            if !isFirst { text.append(UInt8(ascii: "&")) }
            isFirst = false
            text.append(item.name)
            text.append(UInt8(ascii: "="))
            text.append(item.value)
        }
    }
}

private let newline = UInt8(ascii: "\n")
private let slash = UInt8(ascii: "/")
private let dot = [UInt8(ascii: ".")]
private let dotDot = [UInt8(ascii: "."), UInt8(ascii: ".")]
