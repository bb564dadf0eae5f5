// SPDX-License-Identifier: Apache-2.0

internal import AWSWire

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// How much of a file a browser wants, by what it has already (RFC 9110, sections 13 and 14).
package enum ConditionalRequest: Sendable, Equatable {
    /// The whole file.
    case whole
    /// Nothing: it has the file as it is.
    case unchanged
    /// A part.
    case part(Range<Int64>)
    /// A part that the file does not have.
    case beyond

    /// Decides.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - etag: The file's tag, with quotes.
    ///   - modified: When the file was changed.
    ///   - byteCount: The size of the file.
    package init(_ request: PreviewRequest, etag: String, modified: Date, byteCount: Int64) {
        if Self.isUnchanged(request.headers, etag: etag, modified: modified) {
            self = .unchanged
        } else if request.method == "GET", let range = request.headers["Range"],
            Self.isCurrent(request.headers["If-Range"], etag: etag, modified: modified)
        {
            self = Self.part(range, of: byteCount)
        } else {
            self = .whole
        }
    }

    private static func isUnchanged(_ headers: HeaderFields, etag: String, modified: Date) -> Bool {
        if let wanted = headers["If-None-Match"] {
            let tags = wanted.split(separator: ",").map { plain(String($0)) }
            return tags.contains("*") || tags.contains(plain(etag))
        }
        guard let since = headers["If-Modified-Since"].flatMap(AWSTimestamp.parseHTTPDate) else { return false }
        return modified.timeIntervalSince1970.rounded(.down) <= since.timeIntervalSince1970
    }

    /// A tag without the mark of weak ones: for these questions both are the same.
    private static func plain(_ tag: String) -> String {
        let text = String(tag.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        return text.hasPrefix("W/") ? String(text.dropFirst(2)) : text
    }

    private static func isCurrent(_ condition: String?, etag: String, modified: Date) -> Bool {
        guard let condition else { return true }
        return condition == etag || condition == AWSTimestamp.formatHTTPDate(modified)
    }

    /// One range of bytes; several of them, or another unit, are answered with the whole.
    private static func part(_ text: String, of byteCount: Int64) -> ConditionalRequest {
        guard text.hasPrefix("bytes="), !text.contains(",") else { return .whole }
        let ends = text.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2, ends.allSatisfy({ $0.isEmpty || Int64($0) != nil }), ends[0] + ends[1] != "" else {
            return .whole
        }
        let start: Int64
        let end: Int64
        if let first = Int64(ends[0]) {
            (start, end) = (first, min(Int64(ends[1]) ?? byteCount - 1, byteCount - 1))
        } else {
            (start, end) = (max(0, byteCount - (Int64(ends[1]) ?? 0)), byteCount - 1)
        }
        return start <= end && start < byteCount ? .part(start..<end + 1) : .beyond
    }
}
