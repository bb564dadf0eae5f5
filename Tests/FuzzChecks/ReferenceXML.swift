// SPDX-License-Identifier: Apache-2.0

package import AWSServices
import AWSWire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a document says, found out by way of the tree, to compare with what is read without one.
package enum ReferenceXML {
    /// A document as lines, or why it is refused.
    package static func tree(_ bytes: [UInt8]) -> [String] {
        do {
            var lines: [String] = []
            add(try XMLTree(parsing: bytes), to: &lines)
            return lines
        } catch {
            return ["refused: \(error)"]
        }
    }

    private static func add(_ tree: XMLTree, to lines: inout [String]) {
        lines.append("<\(tree.name)>")
        for child in tree.children { add(child, to: &lines) }
        lines.append("\(tree.children.isEmpty ? "" : "…")\(tree.text)")
    }

    /// The same, found out by walking through the document.
    package static func walk(_ bytes: [UInt8]) -> [String] {
        do {
            return try XMLWalk.read(bytes) { reader in
                var lines: [String] = []
                var open: [(text: [UInt8], hasChildren: Bool)] = []
                while let event = try reader.next() {
                    switch event {
                    case .start:
                        if !open.isEmpty { open[open.count - 1].hasChildren = true }
                        open.append(([], false))
                        lines.append("<\(reader.name)>")
                    case .text:
                        reader.appendText(to: &open[open.count - 1].text)
                    case .end:
                        let (text, hasChildren) = open.removeLast()
                        let isBlank = text.allSatisfy { [9, 10, 13, 32].contains($0) }
                        let shown = hasChildren && isBlank ? "" : String(decoding: text, as: UTF8.self)
                        lines.append("\(hasChildren ? "…" : "")\(shown)")
                    }
                    guard reader.depth == open.count else { return ["the depth is wrong"] }
                }
                return lines
            }
        } catch {
            return ["refused: \(error)"]
        }
    }

    /// A page of a bucket's list; `nil` when it is none.
    package static func objectList(_ bytes: [UInt8]) -> S3ObjectList? {
        guard let tree = try? XMLTree(parsing: bytes), tree.name == "ListBucketResult",
            let isTruncated = tree.bool(at: "IsTruncated")
        else { return nil }
        let isEncoded = tree.text(at: "EncodingType") == "url"
        var objects: [S3Object] = []
        for item in tree.all("Contents") {
            guard let text = item.text(at: "Key"), !text.isEmpty, let size = item.int(at: "Size"), size >= 0,
                let key = isEncoded ? try? URLDecoding.decodeS3Key(text) : text,
                let etag = item.text(at: "ETag"), !etag.isEmpty,
                let date = item.text(at: "LastModified").flatMap(AWSTimestamp.parseISO8601)
            else { return nil }
            let isQuoted = etag.utf8.count > 1 && etag.utf8.first == 34 && etag.utf8.last == 34
            objects.append(
                S3Object(
                    key: key, size: size,
                    etag: isQuoted ? String(decoding: etag.utf8.dropFirst().dropLast(), as: UTF8.self) : etag,
                    lastModified: date, storageClass: item.text(at: "StorageClass")))
        }
        let token = tree.text(at: "NextContinuationToken")
        if isTruncated, token?.isEmpty != false { return nil }
        return S3ObjectList(objects: objects, next: isTruncated ? token : nil)
    }
}
