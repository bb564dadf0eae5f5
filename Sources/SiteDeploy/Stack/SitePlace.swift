// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
package import Reconcile

/// What is known of a site as soon as its account is: reads that began before can ask for it.
package enum SitePlace {
    package static let address: ResourceAddress = "account"
    /// The site's bucket.
    package static let store = OutputKey<any SiteObjectStore>(address, "store")
    /// The host that CloudFront fetches from.
    package static let bucketDomainName = OutputKey<String>(address, "bucketDomainName")
}

extension AWSAccount {
    private static let unknownID = "000000000000"

    /// Whether its number is known.
    var isKnown: Bool { id != Self.unknownID }

    /// An account whose number is not known yet. Reads that begin with it must not depend on the number.
    ///
    /// - Parameters:
    ///   - partition: The partition.
    ///   - region: The site's region.
    /// - Returns: An account with a number that no account has.
    package static func unknown(partition: String, region: String) -> AWSAccount {
        AWSAccount(id: unknownID, partition: partition, region: region)
    }
}

extension SiteClients {
    /// The same clients, whose buckets must belong to an account.
    ///
    /// - Parameter account: The account; as long as its number is not known, S3 does not check it.
    /// - Returns: The clients.
    func owned(by account: AWSAccount) -> SiteClients {
        var clients = self
        clients.s3 = S3Client(caller: s3.caller, expectedOwner: account.isKnown ? account.id : nil)
        return clients
    }
}
