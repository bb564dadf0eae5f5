// SPDX-License-Identifier: Apache-2.0

internal import AWSWire

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// What a token says about whom it was made for, as far as a trust policy looks at it. The token is not kept, and its
/// signature is not checked: that is AWS's part.
struct WebIdentityToken: Sendable, Equatable {
    /// Who issued it, without `https://`: `token.actions.githubusercontent.com`.
    var issuer: String?
    /// Whom it is about.
    var subject: String?
    /// Whom it was made for.
    var audiences: [String] = []
    /// GitHub's `OWNER/NAME` and the numbers of both.
    var repository: String?
    var ownerID: String?
    var repositoryID: String?

    /// Reads the claims of a JWT.
    ///
    /// - Parameter token: The token; one that is no JWT has no claims.
    init(_ token: String) {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return }
        var encoded = parts[1].replacing("-", with: "+").replacing("_", with: "/")
        while encoded.utf8.count % 4 != 0 { encoded += "=" }
        guard let data = Data(base64Encoded: String(encoded)), let claims = try? JSONValue(parsing: Array(data)) else {
            return
        }
        func text(_ name: String) -> String? {
            claims[name]?.stringValue.map { ShownText.line($0, length: 300) }
        }
        issuer = text("iss").map { $0.hasPrefix("https://") ? String($0.dropFirst(8)) : $0 }
        subject = text("sub")
        audiences =
            text("aud").map { [$0] }
            ?? claims["aud"]?.arrayValue?.compactMap { $0.stringValue.map { ShownText.line($0, length: 300) } } ?? []
        repository = text("repository")
        ownerID = text("repository_owner_id")
        repositoryID = text("repository_id")
    }

    /// Both forms of a GitHub subject: `repo:OWNER/REPO:…`, and the one with the numbers of owner and repository that
    /// newer repositories send. The subject alone when it cannot be told apart.
    var subjectForms: [String] {
        guard let subject else { return [] }
        let parts = subject.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "repo", let repository, let ownerID, let repositoryID else {
            return [subject]
        }
        let names = repository.split(separator: "/")
        guard names.count == 2 else { return [subject] }
        let plain = "repo:\(repository):\(parts[2])"
        let numbered = "repo:\(names[0])@\(ownerID)/\(names[1])@\(repositoryID):\(parts[2])"
        return [plain, numbered].contains(subject) ? [plain, numbered] : [subject]
    }

    /// The condition of a trust policy that lets this token in, as JSON in lines.
    func condition(audience: String) -> String {
        let issuer = issuer ?? "ISSUER"
        let subjects = subjectForms.map { "\"\($0)\"" }
        return """
            "Condition": {"StringEquals": {
              "\(issuer):aud": "\(audience)",
              "\(issuer):sub": [\(subjects.joined(separator: ",\n    "))]
            }}
            """
    }
}
