// SPDX-License-Identifier: Apache-2.0

import Crypto

/// The headers that S3 keeps with an object and CloudFront hands to visitors.
package struct ObjectHeaders: Sendable, Hashable {
    /// `Content-Type`, never empty; S3 without one serves a download.
    package var contentType: String
    /// `Cache-Control`; `nil` when there is none, as for the other headers.
    package var cacheControl: String?
    /// `Content-Disposition`.
    package var contentDisposition: String?
    /// `Content-Encoding`, for files that are stored compressed.
    package var contentEncoding: String?
    /// `Content-Language`.
    package var contentLanguage: String?
    /// What S3 sends as `x-amz-meta-<name>`; names are lower-case.
    package var metadata: [String: String]

    /// Headers with the given values; an empty value counts as none, names of metadata are made lower-case.
    package init(
        contentType: String,
        cacheControl: String? = nil,
        contentDisposition: String? = nil,
        contentEncoding: String? = nil,
        contentLanguage: String? = nil,
        metadata: [String: String] = [:]
    ) {
        func value(_ text: String?) -> String? { text?.isEmpty == true ? nil : text }
        self.contentType = contentType
        self.cacheControl = value(cacheControl)
        self.contentDisposition = value(contentDisposition)
        self.contentEncoding = value(contentEncoding)
        self.contentLanguage = value(contentLanguage)
        self.metadata = Dictionary(
            metadata.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// Every header by its name in lower case, sorted by name.
    package var fields: [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        func add(_ name: String, _ value: String?) {
            if let value { fields.append((name, value)) }
        }
        add("cache-control", cacheControl)
        add("content-disposition", contentDisposition)
        add("content-encoding", contentEncoding)
        add("content-language", contentLanguage)
        add("content-type", contentType)
        for (name, value) in metadata.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            add("x-amz-meta-\(name)", value)
        }
        return fields
    }

    /// 16 hexadecimal digits that are the same exactly when all headers are, on every machine.
    package var digest: String {
        var hash = SHA256()
        for field in fields {
            // Lengths in front keep "a" + "bc" apart from "ab" + "c".
            hash.update(data: Array("\(field.name.utf8.count):\(field.name)=".utf8))
            hash.update(data: Array("\(field.value.utf8.count):\(field.value)\n".utf8))
        }
        return Hexadecimal.text(Array(hash.finalize()).prefix(8))
    }
}
