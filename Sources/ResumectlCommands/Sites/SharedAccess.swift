// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import Synchronization

/// What the sites of one run have in common: connections, credentials, and the pace that AWS allows an account.
final class SharedAccess: Sendable {
    private let clients = Mutex<[String?: AWSClients]>([:])

    /// The clients for a site.
    ///
    /// - Parameters:
    ///   - role: The role that the site's configuration names; sites with another one are other callers to AWS.
    ///   - configuration: The site's own settings.
    ///   - make: Makes the clients of the first site of a role.
    /// - Returns: The clients of the first site, with this site's settings.
    func clients(
        role: String?, configuration: AWSConfiguration, make: () throws -> AWSClients
    ) rethrows -> AWSClients {
        try clients.withLock { clients in
            if let first = clients[role] { return first.with(configuration) }
            let made = try make()
            clients[role] = made
            return made
        }
    }
}
