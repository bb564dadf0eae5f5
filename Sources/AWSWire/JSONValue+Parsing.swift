// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
    /// How deeply arrays and objects may be nested: 128.
    package static let depthLimit = 128

    /// Reads a JSON text in UTF-8, as RFC 8259 has it. A byte order mark is passed over.
    ///
    /// - Parameter bytes: The whole text.
    /// - Throws: `JSONError` with the byte offset.
    package init(parsing bytes: [UInt8]) throws(JSONError) {
        let result: Result<JSONValue, JSONError> = bytes.withUnsafeBufferPointer { buffer in
            var parser = JSONParser(bytes: buffer)
            do throws(JSONError) {
                return .success(try parser.parseDocument())
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }

    /// Reads a JSON text.
    ///
    /// - Parameter text: The whole text.
    /// - Throws: `JSONError` with the byte offset in UTF-8.
    package init(parsing text: String) throws(JSONError) {
        try self.init(parsing: Array(text.utf8))
    }
}
