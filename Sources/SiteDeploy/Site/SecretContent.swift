// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A secret that fills a file of its own. Such a file is never meant to be published, whatever it is called.
///
/// Only how a file begins counts: a page about keys may quote one.
enum SecretContent: String, Sendable, Hashable {
    case privateKey = "a private key"
    case awsCredentials = "a file of AWS credentials"

    /// How much of a file has to be known.
    static let sampleByteCount = 4096

    /// Looks at how a file begins; `nil` when it is nothing of the kind.
    ///
    /// Bytes are compared and no text is made of them, since every file of a site is looked at.
    init?(startingWith bytes: UnsafeRawBufferPointer) {
        var rest = bytes.prefix(Self.sampleByteCount)
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        let text = UnsafeRawBufferPointer(rebasing: rest.drop { $0 == 32 || (9...13).contains($0) })
        if text.starts(with: "-----BEGIN ".utf8), Self.firstLine(of: text).holds("PRIVATE KEY") {
            self = .privateKey
        } else if text.starts(with: "PuTTY-User-Key-File-".utf8) {
            self = .privateKey
        } else if text.first == UInt8(ascii: "["), text.holds("aws_secret_access_key") {
            self = .awsCredentials
        } else if Self.isKeyTable(Self.firstLine(of: text)) {
            self = .awsCredentials
        } else {
            return nil
        }
    }

    private static func firstLine(of text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard let start = text.baseAddress, let end = memchr(start, Int32(UInt8(ascii: "\n")), text.count) else {
            return text
        }
        return UnsafeRawBufferPointer(rebasing: text[..<(UnsafeRawPointer(end) - start)])
    }

    /// Whether a line is the head of the table that the AWS console downloads when a key is made.
    private static func isKeyTable(_ line: UnsafeRawBufferPointer) -> Bool {
        let columns = "access key id,secret access key".utf8
        var rest = line
        while rest.count >= columns.count {
            if zip(rest, columns).allSatisfy({ $0.lowercasedASCII == $1 }) { return true }
            guard let start = rest.baseAddress, let comma = memchr(start, Int32(UInt8(ascii: ",")), rest.count) else {
                return false
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[(UnsafeRawPointer(comma) - start + 1)...])
        }
        return false
    }

    /// The problem that a file with it is.
    func problem(in key: ObjectKey) -> SiteProblem {
        SiteProblem(
            .secret, path: key.string, "This is \(rawValue), and everybody could read it.",
            hint: "Move it out of the folder, or add it to site.exclude.")
    }
}

extension UnsafeRawBufferPointer {
    /// Whether a word is in here. The C library looks for its first byte: a search through collections of any kind takes
    /// as long for a few binary files as it takes to hash all of a site.
    fileprivate func holds(_ word: String) -> Bool {
        guard let first = word.utf8.first else { return true }
        var rest = self
        while rest.count >= word.utf8.count, let start = rest.baseAddress,
            let found = memchr(start, Int32(first), rest.count)
        {
            rest = UnsafeRawBufferPointer(rebasing: rest[(UnsafeRawPointer(found) - start)...])
            if rest.starts(with: word.utf8) { return true }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst())
        }
        return false
    }
}
