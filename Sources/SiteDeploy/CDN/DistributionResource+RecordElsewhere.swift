// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import Reconcile
internal import SiteConfig

/// CloudFront takes a name only while no CNAME leads it to another distribution, also to one that is gone.
///
/// AWS reference: Amazon CloudFront Developer Guide, "Restrictions on using alternate domain names".
extension DistributionResource {
    /// CloudFront's code for a name that another distribution holds is also the one for a name whose DNS leads to another
    /// distribution: the message alone tells them apart.
    static func isRecordElsewhere(_ error: any Error) -> Bool {
        guard let error = error as? AWSError, error.code == "CNAMEAlreadyExists" else { return false }
        return error.message.lowercased().contains("dns record")
    }

    /// Creates or updates the distribution. Where a CNAME keeps it from a name, and the user allows that CNAME to be
    /// replaced, alias records take its place first.
    ///
    /// They lead where the CNAME leads, so visitors get what they got. Public DNS gives addresses alone for them, by which
    /// CloudFront goes. The records of the site are put in their place later, by the step for that.
    ///
    /// - Parameters:
    ///   - own: The domain name of the site's distribution, `nil` before it exists.
    ///   - inputs: The hosted zones.
    ///   - step: Told about what is done and waited for.
    ///   - operation: The create or update.
    /// - Returns: What `operation` returns.
    /// - Throws: `DeployError` with code `alias-taken` or `alias-record-elsewhere`; what `operation` throws.
    func takingNames(
        from own: String?, inputs: Outputs, step: StepReporter, _ operation: () async throws -> LiveDistribution
    ) async throws -> LiveDistribution {
        do {
            return try await operation()
        } catch let error as AWSError where Self.isRecordElsewhere(error) {
            let zones = config.hasExternalDNS ? [] : inputs[HostedZoneResource.zones] ?? []
            let elsewhere = zones.map { zone in (zone: zone, records: recordsElsewhere(zone, own: own)) }
            let all = elsewhere.flatMap(\.records)
            let allowed = all.filter { record in context.replaced.contains { $0.covers(record) } }
            guard !allowed.isEmpty, allowed.count == all.count else {
                throw await recordElsewhere(error, all, isUnderWay: false)
            }
            for (zone, records) in elsewhere {
                for record in records where record.type == "CNAME" {
                    try await putStandIns(for: record, in: zone.id, step: step)
                }
            }
            let memory = Duration.seconds(min(allowed.compactMap(\.ttl).max() ?? 60, Self.longestMemory))
            do {
                return try await context.patience.retry(
                    while: Self.isRecordElsewhere,
                    waitingFor: "CloudFront to forget where \(Self.names(of: allowed)) led",
                    upTo: memory + .seconds(60), first: .seconds(2), step: step, operation)
            } catch let error as AWSError where Self.isRecordElsewhere(error) {
                throw await recordElsewhere(error, allowed, isUnderWay: true)
            } catch let error as AWSError where error.code == "CNAMEAlreadyExists" {
                throw await aliasTaken(error)
            }
        } catch let error as AWSError where error.code == "CNAMEAlreadyExists" {
            throw await aliasTaken(error)
        }
    }

    /// Longer than this, in seconds, nobody waits for a record to be forgotten: the next run goes on.
    private static var longestMemory: Int { 600 }

    private static func names(of records: [RecordSet]) -> String {
        Set(records.map(\.name)).sorted().joined(separator: ", ")
    }

    /// The records at names of the site that lead to another distribution: a CNAME, or what stands in for one since an
    /// earlier run.
    private func recordsElsewhere(_ zone: HostedZoneResource.Zone, own: String?) -> [RecordSet] {
        zone.records.filter { record in
            guard let target = record.distributionName, config.siteNames.contains(record.name) else { return false }
            return target != own.map(DNSName.normalized)
        }
    }

    /// Puts alias records into the place of a CNAME, in one batch; what they lead to stays.
    private func putStandIns(for record: RecordSet, in zone: HostedZoneID, step: StepReporter) async throws {
        guard let target = record.distributionName else { return }
        let standIns = ["A", "AAAA"].map { type in
            RecordSet(name: record.name, type: type, alias: RecordAlias(hostedZoneID: .cloudFront, dnsName: target))
        }
        do {
            try await context.changeRecords(
                in: zone, [RecordChange(.delete, record)] + standIns.map { RecordChange(.create, $0) }, step: step)
            step.note(
                "The CNAME of \(record.name) gave way to alias records that lead to \(target) as it did: CloudFront takes\n"
                    + "no name that a CNAME leads to another distribution. The site's own records come last.")
        } catch let error as AWSError where error.code == "InvalidChangeBatch" {
            // Route 53 makes no alias of a distribution that is gone, which serves nobody; or the answer got lost.
            try await context.deleteRecords([record], in: zone, step: step)
        }
    }

    /// Says which record is in the way, and how it goes.
    ///
    /// - Parameters:
    ///   - error: What CloudFront said.
    ///   - records: The records of the zones in hand that lead to another distribution.
    ///   - isUnderWay: Whether they are out of the way, and CloudFront only has to notice.
    /// - Returns: The error.
    private func recordElsewhere(_ error: AWSError, _ records: [RecordSet], isUnderWay: Bool) async -> DeployError {
        var detail = records.map { "\($0.type) \($0.name) leads to \($0.distributionName ?? "")" }
        if records.isEmpty {
            for name in config.siteNames {
                guard let target = await context.publicDNS.distribution(of: name) else { continue }
                detail.append("CNAME \(name) leads to \(target), says public DNS")
            }
        }
        let cause =
            "CloudFront \(error.operation): \(error.code)" + (error.requestID.map { ", request \($0)" } ?? "")
        if isUnderWay {
            return DeployError(
                code: .aliasRecordElsewhere,
                summary: "CloudFront still remembers where a name of the site led",
                detail: detail.joined(separator: "\n"),
                hint:
                    "The record is out of the way. Run the same command again in some minutes; the old record's TTL says\n"
                    + "how long it may be remembered.",
                cause: cause, kind: .pending)
        }
        let way =
            config.hasExternalDNS
            ? "Delete the CNAME where the domain's DNS is kept, wait as long as its TTL says, and run the same command\n"
                + "again. It shows the record to enter when the site is ready."
            : records.isEmpty
                ? "Delete or change the record that leads there, wait as long as its TTL says, and run the same command\n"
                    + "again."
                : "If the name shall lead to this site from now on, run:\n" + RecordReference.command(for: records)
        return DeployError(
            code: .aliasRecordElsewhere,
            summary: "A name of the site still leads to another CloudFront distribution",
            detail: detail.isEmpty ? error.message : detail.joined(separator: "\n"),
            hint: "CloudFront takes a name only while no CNAME leads it to another distribution, be it deleted or in\n"
                + "another account.\n" + way,
            cause: cause, kind: .refused)
    }
}

extension RecordSet {
    /// The distribution that a CNAME or an alias record leads to; `nil` when it leads to something else.
    var distributionName: String? {
        let target = type == "CNAME" ? values.first.map(DNSName.normalized) : alias?.dnsName
        return target.flatMap { $0.hasSuffix(".cloudfront.net") ? $0 : nil }
    }
}
