// SPDX-License-Identifier: Apache-2.0

package import AWSWire
internal import Crypto

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A folder in which the AWS CLI keeps what a sign-in has brought, one JSON file each. Every AWS tool reads and renews
/// these files, so whatever is not understood in one stays in it.
///
/// | Sign-in | Folder | File |
/// |---|---|---|
/// | `aws sso login` | `~/.aws/sso/cache` | SHA-1 of the session's name, or of the start URL of a profile without one |
/// | `aws login` | `~/.aws/login/cache`, or `AWS_LOGIN_CACHE_DIRECTORY` | SHA-256 of `login_session` |
package struct SignInCache: Sendable {
    private let folder: String

    /// Makes a cache; nothing is read yet.
    ///
    /// - Parameter folder: The folder, which may be missing.
    package init(folder: String) {
        self.folder = folder
    }

    /// The path of the file for an `aws sso login`.
    ///
    /// - Parameter name: The session's name or the start URL.
    /// - Returns: The path.
    package func path(ofSession name: String) -> String {
        path(Insecure.SHA1.hash(data: Data(name.utf8)))
    }

    /// The path of the file for an `aws login`.
    ///
    /// - Parameter session: The value of `login_session`.
    /// - Returns: The path.
    package func path(ofLogin session: String) -> String {
        path(SHA256.hash(data: Data(session.utf8)))
    }

    private func path(_ hash: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef")
        return "\(folder)/" + hash.map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined() + ".json"
    }

    /// Reads a file.
    ///
    /// - Parameter path: The file.
    /// - Returns: What is in it; `nil` when it is missing or holds no JSON object, since a new sign-in mends both.
    package func read(_ path: String) -> JSONValue? {
        guard let data = try? Data(contentsOf: URL(filePath: path)), let value = try? JSONValue(parsing: [UInt8](data)),
            value.objectValue != nil
        else { return nil }
        return value
    }

    /// Writes a file that its owner alone can read, in one step: nobody ever sees half of it.
    ///
    /// - Parameters:
    ///   - value: What is to be in it.
    ///   - path: The file; it exists already.
    /// - Returns: Whether it was written. The keys are good without: the next run then renews once more.
    package func write(_ value: JSONValue, to path: String) -> Bool {
        let temporary = "\(path).\(UUID().uuidString).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        var rest = value.serialized()[...]
        var isWritten = true
        while !rest.isEmpty, isWritten {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0) }
            if count > 0 { rest = rest.dropFirst(count) } else { isWritten = false }
        }
        isWritten = isWritten && fsync(descriptor) == 0
        isWritten = close(descriptor) == 0 && isWritten
        if isWritten, rename(temporary, path) == 0 { return true }
        _ = unlink(temporary)
        return false
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
