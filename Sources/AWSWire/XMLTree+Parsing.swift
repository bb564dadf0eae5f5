// SPDX-License-Identifier: Apache-2.0

extension XMLTree {
    /// The default limit of a document's size: 64 MiB.
    package static let defaultSizeLimit = 64 * 1024 * 1024
    /// How deeply elements may be nested: 64. The deepest AWS documents have about ten levels.
    package static let depthLimit = 64
    /// How many elements a document may have: a million. A full page of any list has some ten thousand, and a tree takes
    /// many times the memory of the few bytes that an empty element has in the document.
    package static let elementLimit = 1_000_000

    /// Reads an XML document in UTF-8.
    ///
    /// A byte order mark and white space before the document are passed over. Document type declarations are refused,
    /// so no entities but the five of XML exist. References to control characters other than 0 are taken, as S3 writes
    /// them in keys; the characters themselves are refused.
    ///
    /// Prefixes are not resolved, so one that is declared nowhere is taken, and which letters beyond ASCII a name may
    /// have is not checked. In all else a document is read as Python's parser reads it, or refused.
    ///
    /// - Parameters:
    ///   - bytes: The whole document.
    ///   - sizeLimit: The largest size that is read, in bytes.
    /// - Throws: `XMLError` with the byte offset.
    package init(parsing bytes: [UInt8], sizeLimit: Int = XMLTree.defaultSizeLimit) throws(XMLError) {
        guard bytes.count <= sizeLimit else {
            throw XMLError(reason: .tooLarge(limit: sizeLimit), offset: sizeLimit)
        }
        let result: Result<XMLTree, XMLError> = bytes.withUnsafeBufferPointer { buffer in
            var parser = XMLParser(bytes: buffer)
            do throws(XMLError) {
                return .success(try parser.parseDocument())
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }

    /// Reads an XML document.
    ///
    /// - Parameter text: The whole document.
    /// - Throws: `XMLError` with the byte offset in UTF-8.
    package init(parsing text: String) throws(XMLError) {
        try self.init(parsing: Array(text.utf8))
    }

    /// The local name of a document's root element, found without reading the rest.
    ///
    /// - Parameter bytes: The beginning of a document at least.
    /// - Returns: The name; `nil` if no element begins where the first one should.
    package static func rootName(of bytes: [UInt8]) -> String? {
        bytes.withUnsafeBufferPointer { buffer in
            var parser = XMLParser(bytes: buffer)
            return try? parser.parseRootName()
        }
    }
}
