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
    init?(startingWith bytes: UnsafeRawBufferPointer) {
        var rest = UnsafeRawBufferPointer(rebasing: bytes.prefix(Self.sampleByteCount))[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        rest = rest.drop { $0 == 32 || (9...13).contains($0) }
        guard Self.isWorthReading(UnsafeRawBufferPointer(rebasing: rest)) else { return nil }
        let text = String(decoding: rest, as: UTF8.self)
        let first = text.prefix { !$0.isNewline }
        if first.hasPrefix("-----BEGIN "), first.contains("PRIVATE KEY") {
            self = .privateKey
        } else if first.hasPrefix("PuTTY-User-Key-File-") {
            self = .privateKey
        } else if first.hasPrefix("["), text.contains("aws_secret_access_key") {
            self = .awsCredentials
        } else if first.lowercased().hasPrefix("access key id,secret access key")
            || first.lowercased().contains(",access key id,secret access key")
        {
            // What the AWS console downloads when a key is made.
            self = .awsCredentials
        } else {
            return nil
        }
    }

    /// Whether the rules could hold: nearly every file is told by its first byte, and by having no comma with "access"
    /// after it. Only then is it worth to make text of the bytes.
    private static func isWorthReading(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let first = bytes.first else { return false }
        switch first {
        case UInt8(ascii: "-"), UInt8(ascii: "P"), UInt8(ascii: "["), UInt8(ascii: "A"), UInt8(ascii: "a"): return true
        default: break
        }
        var rest = bytes
        while let start = rest.baseAddress, let comma = memchr(start, Int32(UInt8(ascii: ",")), rest.count) {
            rest = UnsafeRawBufferPointer(rebasing: rest[(UnsafeRawPointer(comma) - start + 1)...])
            if rest.count >= 6, zip(rest, "access".utf8).allSatisfy({ $0.lowercasedASCII == $1 }) { return true }
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
