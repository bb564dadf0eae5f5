// SPDX-License-Identifier: Apache-2.0

extension XMLTree {
    /// Writes the tree as an XML document in UTF-8, without white space of its own.
    ///
    /// Carriage returns and line feeds are written as character references: a reader would turn a bare carriage return
    /// into a line feed, and S3 keys may hold both. Tabs are references in attributes, where readers make them spaces.
    ///
    /// - Parameter declaration: Whether to begin with `<?xml version="1.0" encoding="UTF-8"?>`.
    /// - Returns: The document.
    package func serialized(declaration: Bool = true) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1024)
        if declaration { bytes.append(contentsOf: #"<?xml version="1.0" encoding="UTF-8"?>"#.utf8) }
        write(to: &bytes)
        return bytes
    }

    /// Writes the tree as `serialized` does, as text.
    ///
    /// - Parameter declaration: Whether to begin with the XML declaration.
    /// - Returns: The document.
    package func serializedText(declaration: Bool = false) -> String {
        String(decoding: serialized(declaration: declaration), as: UTF8.self)
    }

    private func write(to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "<"))
        writeName(to: &bytes)
        for attribute in attributes {
            bytes.append(UInt8(ascii: " "))
            bytes.append(contentsOf: attribute.name.utf8)
            bytes.append(contentsOf: "=\"".utf8)
            Self.escape(attribute.value, isAttribute: true, to: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
        if children.isEmpty && text.isEmpty {
            bytes.append(contentsOf: "/>".utf8)
            return
        }
        bytes.append(UInt8(ascii: ">"))
        Self.escape(text, isAttribute: false, to: &bytes)
        for child in children { child.write(to: &bytes) }
        bytes.append(contentsOf: "</".utf8)
        writeName(to: &bytes)
        bytes.append(UInt8(ascii: ">"))
    }

    private func writeName(to bytes: inout [UInt8]) {
        if let prefix {
            bytes.append(contentsOf: prefix.utf8)
            bytes.append(UInt8(ascii: ":"))
        }
        bytes.append(contentsOf: name.utf8)
    }

    private static func escape(_ text: String, isAttribute: Bool, to bytes: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "\"") where isAttribute: bytes.append(contentsOf: "&quot;".utf8)
            case UInt8(ascii: "\t") where !isAttribute: bytes.append(byte)
            case 0..<32:
                // XML 1.0 has no place for most control characters; S3 reads references to them in keys.
                bytes.append(contentsOf: "&#x".utf8)
                bytes.append(contentsOf: String(byte, radix: 16, uppercase: true).utf8)
                bytes.append(UInt8(ascii: ";"))
            default: bytes.append(byte)
            }
        }
    }
}
