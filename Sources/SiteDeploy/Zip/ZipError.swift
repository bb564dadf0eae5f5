// SPDX-License-Identifier: Apache-2.0

/// Why files cannot be packed.
package enum ZipError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no file.
    case empty
    /// There are more files than an archive can hold.
    case tooManyFiles(Int)
    /// The archive would be larger than Lambda takes.
    case tooLarge(byteCount: Int64)
    /// Two files have the same name.
    case duplicateName(ObjectKey)

    package var description: String {
        switch self {
        case .empty: "There is no file to pack."
        case .tooManyFiles(let count): "There are \(count) files; an archive holds \(ZipArchive.maximumEntryCount)."
        case .tooLarge(let byteCount):
            "The archive would be \(byteCount) bytes large; Lambda allows \(ZipArchive.maximumByteCount)."
        case .duplicateName(let name): "There are two files named \(name)."
        }
    }
}
