// SPDX-License-Identifier: Apache-2.0

/// What to tell the user when STS does not give a role for a token: the token's claims beside the condition that the
/// role's trust policy needs. Never the token.
struct WebIdentityRefusal {
    /// What AWS answered.
    let error: AWSError
    /// The role.
    let role: String
    /// What the token says.
    let token: WebIdentityToken
    /// Where the token came from, for people: `GitHub Actions`, `the file /x`.
    let origin: String
    /// What makes role and trust policy right, `nil` when no command does.
    let remedy: String?

    /// The error for the user; `nil` when the network failed, which explains itself.
    var explained: CredentialsError? {
        guard error.transport == nil else { return nil }
        let said =
            "AWS said \(error.code): \(ShownText.line(error.message))"
            + (error.requestID.map { " (request \($0))." } ?? ".")
        let message = "\(origin): the role \(role) could not be taken on. \(said)\n" + claims
        return CredentialsError(.unavailable, message, hint: hint)
    }

    private var claims: String {
        let audience = token.audiences.joined(separator: ", ")
        return """
            The token says
                sub: \(token.subject ?? "nothing")
                aud: \(audience.isEmpty ? "nothing" : audience)
                iss: \(token.issuer ?? "nothing")
            """
    }

    private var hint: String {
        let way = remedy.map { "Run this once, with credentials that may change the role:\n    \($0)" }
        switch error.code {
        case "AccessDenied", "AccessDeniedException":
            let condition = token.condition(audience: token.audiences.first ?? "sts.amazonaws.com")
                .split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
            return "The role does not exist, or its trust policy does not let this token in. "
                + "The policy has to allow sts:AssumeRoleWithWebIdentity with\n\(condition)"
                + (way.map { "\n\($0)" } ?? "")
        case "InvalidIdentityToken", "InvalidIdentityTokenException":
            return "The account may have no identity provider for \(token.issuer ?? "the issuer"), "
                + "or the provider does not list the token's audience."
                + (way.map { "\n\($0)" } ?? "\nAdd it in the IAM console, Identity providers.")
        case "ExpiredTokenException", "ExpiredToken":
            return "The token is too old. Get a new one, then run the same command again."
        default:
            return "Check the role's ARN and its trust policy, then run the same command again."
        }
    }
}
