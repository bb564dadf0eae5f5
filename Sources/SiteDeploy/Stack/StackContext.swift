// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile
package import SiteConfig

/// What every resource of a stack needs to know.
package struct StackContext: Sendable {
    package let config: SiteConfig
    package var account: AWSAccount
    package var clients: SiteClients
    /// The foreign resources that the user wants to be taken over.
    package let adopted: Set<ResourceAddress>
    /// How to wait.
    package let patience: Patience
    /// The foreign DNS records that the user wants to be replaced.
    package let replaced: Set<RecordReference>
    /// What the world sees.
    package let publicDNS: PublicDNS

    package init(
        config: SiteConfig, account: AWSAccount, clients: SiteClients, adopted: Set<ResourceAddress> = [],
        patience: Patience = Patience(), replaced: Set<RecordReference> = [],
        dns: any DNSResolving = UnknownDNS(reason: "there is no name server to ask")
    ) {
        self.replaced = replaced
        self.publicDNS = PublicDNS(dns)
        self.config = config
        self.account = account
        self.clients = clients
        self.adopted = adopted
        self.patience = patience
    }

    /// The tags that every taggable resource carries.
    package var tags: [String: String] {
        config.tags.merging([Ownership.tagKey: config.name]) { _, ours in ours }
    }

    /// An ARN in the site's account and region.
    package func arn(_ service: String, _ resource: String) -> ARN {
        ARN(
            partition: account.partition, service: service, region: account.region, account: account.id,
            resource: resource)
    }
}

/// The AWS account and region that a site lives in.
package struct AWSAccount: Sendable, Equatable {
    /// Twelve digits.
    package var id: String
    /// `aws`, `aws-cn` or `aws-us-gov`.
    package var partition: String
    package var region: String

    package init(id: String, partition: String, region: String) {
        self.id = id
        self.partition = partition
        self.region = region
    }
}
