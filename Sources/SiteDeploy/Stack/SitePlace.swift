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
    /// An account whose number is not known yet. Reads that begin with it must not depend on the number.
    ///
    /// - Parameters:
    ///   - partition: The partition.
    ///   - region: The site's region.
    package static func unknown(partition: String, region: String) -> AWSAccount {
        AWSAccount(id: "000000000000", partition: partition, region: region)
    }
}

extension SiteClients {
    /// The same clients, whose buckets must belong to an account.
    ///
    /// - Parameter account: Its twelve digits.
    /// - Returns: The clients.
    func owned(by account: String) -> SiteClients {
        var clients = self
        clients.s3 = S3Client(caller: s3.caller, expectedOwner: account)
        return clients
    }
}
