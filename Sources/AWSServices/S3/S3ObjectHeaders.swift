// SPDX-License-Identifier: Apache-2.0

/// What S3 keeps beside an object's bytes and serves with them.
package struct S3ObjectHeaders: Sendable, Equatable {
    /// `Content-Type`; S3 makes `binary/octet-stream` of `nil`.
    package var contentType: String?
    /// `Cache-Control`.
    package var cacheControl: String?
    /// `Content-Encoding`.
    package var contentEncoding: String?
    /// `Content-Disposition`.
    package var contentDisposition: String?
    /// `Content-Language`.
    package var contentLanguage: String?
    /// `Expires`, as it is sent.
    package var expires: String?
    /// `x-amz-website-redirect-location`: a path of the bucket or an address.
    package var websiteRedirect: String?
    /// `x-amz-meta-…`, names in lower case without that prefix; US-ASCII, 2 KB in all.
    package var metadata: [String: String]

    /// Makes headers; `nil` sends none.
    package init(
        contentType: String? = nil, cacheControl: String? = nil, contentEncoding: String? = nil,
        contentDisposition: String? = nil, contentLanguage: String? = nil, expires: String? = nil,
        websiteRedirect: String? = nil, metadata: [String: String] = [:]
    ) {
        self.contentType = contentType
        self.cacheControl = cacheControl
        self.contentEncoding = contentEncoding
        self.contentDisposition = contentDisposition
        self.contentLanguage = contentLanguage
        self.expires = expires
        self.websiteRedirect = websiteRedirect
        self.metadata = metadata
    }

    /// The headers of an answer to HEAD or GET.
    init(_ headers: HTTPResponseHeaders) {
        self.init(
            contentType: headers["content-type"], cacheControl: headers["cache-control"],
            contentEncoding: headers["content-encoding"], contentDisposition: headers["content-disposition"],
            contentLanguage: headers["content-language"], expires: headers["expires"],
            websiteRedirect: headers["x-amz-website-redirect-location"])
        for field in headers.fields {
            let name = field.name.lowercased()
            if name.hasPrefix(Self.metadataPrefix) {
                metadata[String(name.dropFirst(Self.metadataPrefix.count))] = field.value
            }
        }
    }

    /// The headers as they are sent.
    var fields: [(name: String, value: String?)] {
        var fields: [(name: String, value: String?)] = [
            ("Content-Type", contentType), ("Cache-Control", cacheControl), ("Content-Encoding", contentEncoding),
            ("Content-Disposition", contentDisposition), ("Content-Language", contentLanguage), ("Expires", expires),
            ("x-amz-website-redirect-location", websiteRedirect),
        ]
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }) {
            fields.append((Self.metadataPrefix + name.lowercased(), value))
        }
        return fields
    }

    private static let metadataPrefix = "x-amz-meta-"
}
