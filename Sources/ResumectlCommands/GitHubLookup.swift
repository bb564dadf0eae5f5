// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import AWSWire
internal import SiteDeploy

/// Asks GitHub for the numbers of a repository, which its tokens carry.
struct GitHubLookup {
    let transport: any HTTPTransport
    /// `https://api.github.com` unless `GITHUB_API_URL` says otherwise.
    let endpoint: EndpointURL?

    /// - Parameters:
    ///   - transport: The way to the network.
    ///   - environment: The variables.
    init(transport: any HTTPTransport, environment: AWSEnvironment) {
        self.transport = transport
        endpoint = EndpointURL(environment["GITHUB_API_URL"] ?? "https://api.github.com")
    }

    /// Looks a public repository up.
    ///
    /// - Parameter repository: What the user wrote.
    /// - Returns: The repository as GitHub writes it, with its numbers; `nil` when GitHub does not tell: it is private, it
    ///   moved, there is no way to GitHub, or it has been asked too often.
    func find(_ repository: GitHubRepository) async -> GitHubRepository? {
        guard let endpoint else { return nil }
        let request = HTTPRequest(
            method: "GET", scheme: endpoint.scheme, host: endpoint.host, port: endpoint.port,
            target: "\(endpoint.path)/repos/\(repository)",
            headers: [
                ("Host", endpoint.port.map { "\(endpoint.host):\($0)" } ?? endpoint.host),
                ("User-Agent", "resumectl/\(Version.current)"), ("Accept", "application/vnd.github+json"),
            ], body: [])
        guard let answer = try? await transport.send(request, timeout: .seconds(10)), answer.status == 200,
            let json = try? JSONValue(parsing: answer.body),
            case .int(let id)? = json["id"], case .int(let ownerID)? = json["owner"]?["id"],
            let name = json["name"]?.stringValue, let owner = json["owner"]?["login"]?.stringValue
        else { return nil }
        let found = GitHubRepository("\(owner)/\(name)", ownerID: Int(ownerID), repositoryID: Int(id))
        // Anything else than another case would be another repository.
        return found?.description.lowercased() == repository.description.lowercased() ? found : nil
    }
}
