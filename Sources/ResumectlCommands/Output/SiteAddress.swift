// SPDX-License-Identifier: Apache-2.0

internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

/// Where the site is to be found, the result of a deploy.
struct SiteAddress {
    let url: String?
    let cloudFrontDomain: String?
    let distribution: String?
    let counter: String?
    let isRollingOut: Bool

    init(outputs: Outputs, config: SiteConfig, counter: String?) {
        cloudFrontDomain = outputs[DistributionResource.domainName]
        distribution = outputs[DistributionResource.id]
        url = (config.domain ?? cloudFrontDomain).map { "https://\($0)/" }
        self.counter = counter
        isRollingOut = outputs[DistributionResource.isInProgress] ?? false
    }

    func show(on context: CommandContext) {
        context.github?.found(url, in: context)
        context.record(
            OutputsRecord(
                url: url, cloudFrontDomain: cloudFrontDomain, distribution: distribution, counter: counter,
                rollingOut: isRollingOut))
        guard !context.usesJSON else { return }
        let console = context.console
        if isRollingOut {
            console.info(
                "CloudFront is rolling this out to its locations; that takes 3 to 8 minutes"
                    + " (--wait deployed waits for it).")
        }
        if let counter { console.info("Counter: \(counter)") }
        if let url { console.result(url) }
    }
}

private struct OutputsRecord: Encodable {
    let type = "outputs"
    let url: String?
    let cloudFrontDomain: String?
    let distribution: String?
    let counter: String?
    let rollingOut: Bool
}
