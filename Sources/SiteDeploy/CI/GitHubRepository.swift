// SPDX-License-Identifier: Apache-2.0

/// A repository at GitHub.
package struct GitHubRepository: Sendable, Equatable, CustomStringConvertible {
    /// The account's name, as GitHub writes it: tokens have it in that case.
    package let owner: String
    package let name: String
    /// GitHub's number of the account; `nil` when it is not known.
    package let ownerID: Int?
    /// GitHub's number of the repository; `nil` when it is not known.
    package let repositoryID: Int?

    /// Reads a repository. It is `nil` unless the text is what GitHub takes: letters, digits and hyphens for the owner;
    /// letters, digits, `-`, `_` and `.` for the repository.
    ///
    /// - Parameters:
    ///   - text: `OWNER/NAME`.
    ///   - ownerID: GitHub's number of the account.
    ///   - repositoryID: GitHub's number of the repository.
    package init?(_ text: String, ownerID: Int? = nil, repositoryID: Int? = nil) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, (1...39).contains(parts[0].utf8.count), (1...100).contains(parts[1].utf8.count),
            parts[0].utf8.allSatisfy({ Self.isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }),
            parts[1].utf8.allSatisfy({ Self.isLetterOrDigit($0) || "-_.".utf8.contains($0) }),
            ![".", ".."].contains(parts[1]), ownerID.map({ $0 > 0 }) ?? true, repositoryID.map({ $0 > 0 }) ?? true
        else { return nil }
        owner = parts[0]
        name = parts[1]
        self.ownerID = ownerID
        self.repositoryID = repositoryID
    }

    /// `OWNER/NAME`.
    package var description: String { "\(owner)/\(name)" }

    /// Whether both numbers are known.
    package var hasIDs: Bool { ownerID != nil && repositoryID != nil }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
