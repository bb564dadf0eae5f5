// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import Reconcile
internal import SiteConfig

extension DistributionResource {
    /// Refuses a run that works in another region than the one where the site lives.
    func otherRegion(_ distribution: LiveDistribution, tags: [String: String]) -> Change? {
        let origin = DistributionSettings(live: distribution.config).bucketDomainName
        guard let region = Self.region(ofBucketHost: origin), region != context.account.region,
            Ownership(tags: tags, site: config.name) == .ours
        else { return nil }
        return Change(
            .conflict,
            reason: "This site lives in \(region), and the region of this run is \(context.account.region).",
            hint: "A site cannot move: bucket, table and function would be new ones, and the count would start at 0.\n"
                + "Set region: \(region) in \(config.file); or, to start over elsewhere, first run:\n"
                + "    resumectl destroy --region \(region)")
    }

    /// Refuses what CloudFront refuses: our function beside a Lambda@Edge function that runs for viewers too.
    ///
    /// AWS reference: Amazon CloudFront Developer Guide, "Restrictions on all edge functions".
    func lambdaAtEdge(_ distribution: LiveDistribution) -> Change? {
        guard hasEdgeFunction, let lambda = DistributionSettings.viewerLambda(in: distribution.config) else {
            return nil
        }
        return Change(
            .conflict,
            reason: "The distribution \(distribution.id) runs \(lambda) for viewers (Lambda@Edge), and CloudFront takes"
                + " no other function for viewers beside it. This site needs one for clean URLs or redirects.",
            hint: "If the site does without it, take it off the default behavior in the CloudFront console (Behaviors,"
                + " Edit, Function associations), and run the same command again.")
    }

    /// The region in a bucket's regional host name, `nil` for any other host.
    static func region(ofBucketHost host: String) -> String? {
        let labels = host.split(separator: ".")
        guard let service = labels.firstIndex(of: "s3"), labels.indices.contains(service + 2),
            labels[service + 2] == "amazonaws"
        else { return nil }
        return String(labels[service + 1])
    }
}
