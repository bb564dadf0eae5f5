// SPDX-License-Identifier: Apache-2.0

extension SiteConfig {
    /// What several sites of one account would both claim: their name, their domains, and what they are told to call
    /// their resources.
    ///
    /// - Parameter configs: The sites.
    /// - Returns: A mistake for each site that claims what one before it has claimed.
    package static func clashes(among configs: [SiteConfig]) -> [Diagnostic] {
        var owners: [Claim: SiteConfig] = [:]
        var diagnostics: [Diagnostic] = []
        for config in configs {
            let claims = config.claims
            for (key, claim) in claims {
                let position = config.closestPosition(of: key)
                guard let owner = owners[claim], diagnostics.last?.position != position else { continue }
                diagnostics.append(
                    Diagnostic(
                        .clash, position: position,
                        message: "\(claim.kind) \(shown(claim.name)) is that of \(owner.file) too",
                        hint: "Each site needs one of its own."))
                // What follows from the name is the same too, and needs no word of its own.
                if key == "name" { break }
            }
            for (_, claim) in claims where owners[claim] == nil { owners[claim] = config }
        }
        return diagnostics
    }

    /// Something that one site alone can have.
    private struct Claim: Hashable {
        let kind: String
        let name: String
        /// `nil` for what is one for all regions.
        var region: String?
    }

    /// What this site claims, and the key that says so.
    private var claims: [(key: String, claim: Claim)] {
        let place = region ?? ""
        var claims = [("name", Claim(kind: "the name", name: name))]
        if let domain { claims.append(("domain", Claim(kind: "the domain", name: domain))) }
        // Aliases that nobody wrote follow from the domain.
        let isWritten = position(of: "aliases") != nil
        claims += aliases.enumerated().map { index, host in
            (isWritten ? "aliases[\(index)]" : "domain", Claim(kind: "the domain", name: host))
        }
        if let bucket = names.bucket { claims.append(("names.bucket", Claim(kind: "the bucket", name: bucket))) }
        claims.append(("names.edgeFunction", Claim(kind: "the CloudFront function", name: edgeFunctionName)))
        claims.append(
            ("names.originAccessControl", Claim(kind: "the origin access control", name: originAccessControlName)))
        guard counter != nil else { return claims }
        claims.append(("names.role", Claim(kind: "the role", name: roleName)))
        claims.append(("names.table", Claim(kind: "the table", name: tableName, region: place)))
        claims.append(("names.function", Claim(kind: "the function", name: functionName, region: place)))
        claims.append(("names.api", Claim(kind: "the API", name: apiName, region: place)))
        claims.append(("names.logGroup", Claim(kind: "the log group", name: logGroupName, region: place)))
        return claims
    }
}
