// SPDX-License-Identifier: Apache-2.0

internal import AWSWire

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A page of a bucket's list, read from the answer to ListObjectsV2 in one go: such answers are long and many, and a
/// tree of one would take longer than all the rest that is done with it.
///
/// AWS reference: Amazon S3 API Reference, "ListObjectsV2".
package struct S3ObjectList: Sendable, Equatable {
    /// Why an answer is not a page of a list.
    package struct Problem: Error, Equatable, CustomStringConvertible {
        /// What is wrong with it.
        package let description: String

        static func missing(_ name: String) -> Problem {
            Problem(description: "\(name) is missing or cannot be understood")
        }
    }

    /// The objects in the order of the answer.
    package let objects: [S3Object]
    /// S3's token for the next page; `nil` on the last one.
    package let next: String?

    /// Reads an answer.
    ///
    /// - Parameter bytes: The whole answer.
    /// - Throws: `XMLError` when it is no XML, or `Problem` when something that S3 always says is missing.
    package init(parsing bytes: [UInt8]) throws {
        self = try XMLWalk.read(bytes) { reader in
            var parts = S3ObjectListParts()
            while let event = try reader.next() {
                switch event {
                case .start: parts.start(reader)
                case .text: parts.addText(reader)
                case .end: parts.end(depth: reader.depth)
                }
            }
            return try parts.list()
        }
    }

    /// A page with its parts.
    package init(objects: [S3Object], next: String?) {
        self.objects = objects
        self.next = next
    }
}

/// Puts a list together from the pieces of its XML. What is unknown is passed over; of elements of one name the first
/// counts.
private struct S3ObjectListParts {
    private enum Field: Int {
        case key, size, etag, lastModified, storageClass
        case isTruncated, nextToken, encodingType
    }

    /// A set of fields.
    private struct Fields {
        private var bits: UInt16 = 0

        /// `false` when it is in the set already.
        mutating func insert(_ field: Field) -> Bool {
            let bit: UInt16 = 1 << field.rawValue
            defer { bits |= bit }
            return bits & bit == 0
        }
    }

    private struct Item {
        var fields = Fields()
        var key: String?
        var size: Int?
        var etag: String?
        var lastModified: Date?
        var storageClass: String?
    }

    private var rootName = ""
    private var objects: [S3Object] = []
    private var fields = Fields()
    private var item = Item()
    private var isInItem = false
    private var isTruncated: Bool?
    private var nextToken: String?
    private var encodingType: String?
    /// The first thing that was wrong.
    private var problem: S3ObjectList.Problem?

    /// The field whose element is open, and how deep that is.
    private var field: Field?
    private var fieldDepth = 0
    private var hasChildren = false
    private var text: [UInt8] = []

    private var lastDate: (text: String, date: Date)?

    mutating func start(_ reader: borrowing XMLWalk) {
        switch reader.depth {
        case 1: rootName = reader.name
        case 2:
            if reader.isNamed("Contents") {
                item = Item()
                isInItem = true
            } else if reader.isNamed("IsTruncated") {
                open(.isTruncated, at: 2)
            } else if reader.isNamed("NextContinuationToken") {
                open(.nextToken, at: 2)
            } else if reader.isNamed("EncodingType") {
                open(.encodingType, at: 2)
            }
        case 3 where isInItem:
            if reader.isNamed("Key") {
                open(.key, at: 3)
            } else if reader.isNamed("Size") {
                open(.size, at: 3)
            } else if reader.isNamed("ETag") {
                open(.etag, at: 3)
            } else if reader.isNamed("LastModified") {
                open(.lastModified, at: 3)
            } else if reader.isNamed("StorageClass") {
                open(.storageClass, at: 3)
            }
        default: if reader.depth == fieldDepth + 1 { hasChildren = true }
        }
    }

    private mutating func open(_ field: Field, at depth: Int) {
        let isFirst = depth == 3 ? item.fields.insert(field) : fields.insert(field)
        guard isFirst else { return }
        self.field = field
        fieldDepth = depth
        hasChildren = false
        text.removeAll(keepingCapacity: true)
    }

    mutating func addText(_ reader: borrowing XMLWalk) {
        if field != nil, reader.depth == fieldDepth { reader.appendText(to: &text) }
    }

    /// - Parameter depth: How many elements are still open.
    mutating func end(depth: Int) {
        if let field, depth == fieldDepth - 1 {
            self.field = nil
            // White space between elements is no text.
            if hasChildren, text.allSatisfy({ $0 == 32 || $0 == 9 || $0 == 10 || $0 == 13 }) { text = [] }
            take(field)
        } else if depth == 1, isInItem {
            isInItem = false
            takeItem()
        }
    }

    private mutating func take(_ field: Field) {
        let string = String(decoding: text, as: UTF8.self)
        let value = string.isEmpty ? nil : string
        switch field {
        case .key: item.key = value
        case .size: item.size = Int(string).flatMap { $0 >= 0 ? $0 : nil }
        case .etag: item.etag = value.map(S3Object.bare)
        case .lastModified: item.lastModified = date(string)
        case .storageClass: item.storageClass = string
        case .isTruncated:
            switch string.lowercased() {
            case "true": isTruncated = true
            case "false": isTruncated = false
            default: break
            }
        case .nextToken: nextToken = value
        case .encodingType: encodingType = string
        }
    }

    /// Many objects of a site were written in the same second.
    private mutating func date(_ string: String) -> Date? {
        if let lastDate, lastDate.text == string { return lastDate.date }
        guard let date = AWSTimestamp.parseISO8601(string) else { return nil }
        lastDate = (string, date)
        return date
    }

    private mutating func takeItem() {
        guard let key = item.key else { return note("Key") }
        guard let size = item.size else { return note("Size") }
        guard let etag = item.etag else { return note("ETag") }
        guard let lastModified = item.lastModified else { return note("LastModified") }
        objects.append(
            S3Object(key: key, size: size, etag: etag, lastModified: lastModified, storageClass: item.storageClass))
    }

    private mutating func note(_ name: String) {
        if problem == nil { problem = .missing(name) }
    }

    /// The list, once everything is read.
    consuming func list() throws -> S3ObjectList {
        guard rootName == "ListBucketResult" else {
            throw S3ObjectList.Problem(description: "the answer is <\(rootName)>, expected was <ListBucketResult>")
        }
        if let problem { throw problem }
        if encodingType == "url" {
            for index in objects.indices {
                guard let key = try? URLDecoding.decodeS3Key(objects[index].key) else {
                    throw S3ObjectList.Problem.missing("Key")
                }
                objects[index].key = key
            }
        }
        // S3 leaves the element out of no list; guessing here could end a list early, and a sync would act on it.
        guard let isTruncated else { throw S3ObjectList.Problem.missing("IsTruncated") }
        if isTruncated, nextToken == nil { throw S3ObjectList.Problem.missing("NextContinuationToken") }
        return S3ObjectList(objects: objects, next: isTruncated ? nextToken : nil)
    }
}
