// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile
internal import SiteConfig

extension StackContext {
    /// Sends one batch of record changes, which Route 53 applies as a whole or not at all.
    ///
    /// - Parameters:
    ///   - zone: The zone.
    ///   - changes: What to change.
    ///   - step: Told about the wait for another change of the same zone.
    /// - Throws: `AWSError` with code `InvalidChangeBatch` when a change does not fit what is there.
    package func changeRecords(in zone: HostedZoneID, _ changes: [RecordChange], step: StepReporter) async throws {
        _ = try await whileZoneIsBusy(step) {
            try await clients.route53.changeResourceRecordSets(in: zone, changes, comment: mark)
        }
    }

    /// Tries a change of a hosted zone again as long as Route 53 is busy: it takes one after the other, and few in a second.
    ///
    /// - Parameters:
    ///   - step: Told about the wait for another change of the same zone.
    ///   - passing: Codes of further errors that pass by themselves.
    ///   - change: What to try.
    /// - Returns: What `change` returns.
    /// - Throws: The last error, after a minute.
    func whileZoneIsBusy<Answer: Sendable>(
        _ step: StepReporter, orMeets passing: Set<String> = [], _ change: () async throws -> Answer
    ) async throws -> Answer {
        let codes = passing.union(["PriorRequestNotComplete", "Throttling", "ThrottlingException"])
        return try await patience.retry(
            while: { ($0 as? AWSError).map { codes.contains($0.code) } ?? false },
            waitingFor: "an earlier change of the hosted zone", upTo: .seconds(60), first: .seconds(1), step: step,
            change)
    }

    /// A record for somebody to enter at the provider of the domain's DNS.
    func manualRecord(_ type: String, _ name: String, value: String, live: String?) -> ManualRecord {
        let apex = DomainName.apex(of: name)
        let relative = name == apex ? "@" : String(name.dropLast(apex.utf8.count + 1))
        return ManualRecord(type: type, name: name, relativeName: relative, value: value, live: live)
    }

    /// A record for ACM that somebody has to enter elsewhere.
    func manualRecord(_ record: CertificateValidationRecord, live: String?) -> ManualRecord {
        manualRecord(
            record.type, DNSName.normalized(record.name), value: DNSName.normalized(record.value), live: live)
    }

    /// Names that the site has or had: those of the distribution, and those of certificates that were replaced.
    ///
    /// The distribution gives up a name before its records go; should the run end in between, the old certificate, which
    /// goes last, still tells it.
    func formerNames(_ others: LiveOutputs) async throws -> Set<String> {
        let served = try await others.value(DistributionResource.aliases) ?? []
        let retired = try await others.value(CertificateResource.retired) ?? []
        return Set(served + retired.flatMap(\.names))
    }

    /// Deletes records, of which some may be gone already or be other ones by now.
    ///
    /// - Parameters:
    ///   - records: The records as they were read.
    ///   - zone: The zone.
    ///   - step: Told about the wait for another change of the same zone.
    /// - Throws: `AWSError`.
    package func deleteRecords(_ records: [RecordSet], in zone: HostedZoneID, step: StepReporter) async throws {
        guard !records.isEmpty else { return }
        do {
            try await changeRecords(in: zone, records.map { RecordChange(.delete, $0) }, step: step)
        } catch let error as AWSError where error.code == "InvalidChangeBatch" {
            // A batch whose answer got lost, or a change by somebody else: delete just what is still there as it was.
            let there = try await clients.route53.listResourceRecordSets(in: zone).all()
            let left = records.filter(there.contains)
            guard left.count < records.count else { throw error }
            guard !left.isEmpty else { return }
            try await changeRecords(in: zone, left.map { RecordChange(.delete, $0) }, step: step)
        }
    }
}
