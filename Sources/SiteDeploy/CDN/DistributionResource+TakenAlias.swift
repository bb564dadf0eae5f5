// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import Reconcile
internal import SiteConfig

extension DistributionResource {
    /// Names the distribution that holds a name of the site, as far as this account can see it.
    func aliasTaken(_ error: AWSError) async -> DeployError {
        let names = Set(config.siteNames)
        let all = (try? await cloudFront.listDistributions().all()) ?? []
        let holders = all.compactMap { summary -> String? in
            let held = summary.aliases.map { $0.lowercased() }.filter { alias in
                names.contains { $0 == alias || alias.hasPrefix("*.") && $0.hasSuffix(alias.dropFirst()) }
            }
            guard summary.comment != context.mark, !held.isEmpty else { return nil }
            return "\(summary.id) (\(summary.domainName)) of this account holds \(held.joined(separator: ", "))."
        }
        let holder =
            holders.isEmpty
            ? "No distribution of this account holds one of \(config.siteNames.joined(separator: ", ")): it is another "
                + "account's." : holders.joined(separator: "\n")
        return DeployError(
            code: .aliasTaken, summary: "Another distribution holds a name of the site",
            detail: error.message + "\n" + holder,
            hint: "A name can belong to one distribution in the whole of AWS. "
                + (holders.isEmpty
                    ? "Sign in to the other account and remove it there;\nif you cannot reach that account, open a case "
                        + "with AWS Support. Then run the same command again."
                    : "Remove it from the other one, or delete\nthat one, then run the same command again."),
            cause: "CloudFront \(error.operation): \(error.code)" + (error.requestID.map { ", request \($0)" } ?? ""),
            kind: .refused)
    }
}
