// SPDX-License-Identifier: Apache-2.0

internal import AWSSigning
internal import Synchronization

/// What the callers of one account share: quotas, signing keys, the clock's correction, where buckets live.
final class CallerState: Sendable {
    private struct SignerKey: Hashable {
        let accessKeyID: String
        let region: String
        let service: String
    }

    private struct Values {
        var quotas: [String: RetryQuota] = [:]
        var pacers: [AWSService: RequestPacer] = [:]
        var signers: [SignerKey: SigV4Signer] = [:]
        var clockOffset = 0.0
        var bucketRegions: [String: String] = [:]
    }

    private let values = Mutex(Values())
    private let slowDowns = Atomic(0)

    /// How often AWS has asked to slow down, or has not answered in time.
    var slowDownCount: Int { slowDowns.load(ordering: .relaxed) }

    func countSlowDown() {
        slowDowns.add(1, ordering: .relaxed)
    }

    /// Seconds to add to the own clock to get AWS's.
    var clockOffset: Double {
        get { values.withLock { $0.clockOffset } }
        set { values.withLock { $0.clockOffset = newValue } }
    }

    /// Works on the quota of a client.
    func withQuota<Result: Sendable>(of client: String, _ body: (inout RetryQuota) -> Result) -> Result {
        values.withLock { body(&$0.quotas[client, default: RetryQuota()]) }
    }

    /// How long a request has to wait for its turn. The limits are the account's, so all regions share one pace.
    func delay(before service: AWSService, at now: Duration) -> Duration {
        guard let pace = RequestPace.of(service) else { return .zero }
        return values.withLock { $0.pacers[service, default: RequestPacer(pace)].delay(at: now) }
    }

    /// The region where a bucket was found, `nil` when it was not looked for elsewhere.
    func region(ofBucket bucket: String) -> String? {
        values.withLock { $0.bucketRegions[bucket] }
    }

    func remember(region: String, ofBucket bucket: String) {
        values.withLock { $0.bucketRegions[bucket] = region }
    }

    /// A signer that holds the day's key, kept for the next request.
    func signer(
        for credentials: AWSCredentials, region: String, service: String, at date: SigningDate
    ) -> SigV4Signer {
        let key = SignerKey(accessKeyID: credentials.accessKeyID, region: region, service: service)
        return values.withLock { values in
            if let signer = values.signers[key], signer.credentials == credentials, signer.isPrepared(for: date) {
                return signer
            }
            let signer = SigV4Signer(credentials: credentials, region: region, service: service).prepared(for: date)
            values.signers[key] = signer
            return signer
        }
    }
}
