// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

/// What an account tells about a site that is not configured yet. Nothing in here fails: what cannot be found out is
/// told in a sentence, and the project is made without it.
struct AccountGlance: Sendable {
    /// The account's number; `nil` when nobody could be asked.
    var account: String?
    /// The region that would be used, and where that comes from; `nil` when nobody could be asked.
    var region: String?
    /// The names of the public hosted zones, sorted; `nil` when they could not be listed.
    var zones: [String]?
    /// Why something is not known; empty when all is.
    var doubts: [String] = []
    private var way: AccountWay?

    /// How long the account may take to answer.
    private static let patience = Duration.seconds(15)
    /// How many zones are looked at.
    private static let mostZones = 200

    /// Nothing is known.
    init() {}

    /// Looks at the account, for a few seconds at most.
    ///
    /// - Parameters:
    ///   - global: What the user chose.
    ///   - context: The outside world.
    /// - Returns: What was found.
    static func look(_ global: GlobalOptions, in context: CommandContext) async -> AccountGlance {
        await within { await looked(global, in: context) }
            ?? AccountGlance(doubt: "AWS did not answer within \(patience.components.seconds) seconds.")
    }

    private init(doubt: String) {
        doubts = [doubt]
    }

    private static func looked(_ global: GlobalOptions, in context: CommandContext) async -> AccountGlance {
        var glance = AccountGlance()
        let way: AccountWay
        do {
            way = try await AccountWay.open(global, configured: nil, in: context)
        } catch let error as CredentialsError {
            return AccountGlance(doubt: "There are no AWS credentials to use: \(error.message)")
        } catch {
            return AccountGlance(doubt: DeployError(describing: error).text)
        }
        glance.way = way
        glance.region = way.region
        do {
            glance.account = try await way.identify().identity.account
        } catch {
            return AccountGlance(doubt: DeployError(describing: error).text)
        }
        do {
            let route53 = Route53Client(caller: way.clients.caller(for: .route53, region: way.partition.mainRegion))
            var names: Set<String> = []
            for try await zone in route53.listHostedZonesByName(from: nil) where !zone.isPrivate {
                names.insert(zone.name)
                if names.count == mostZones { break }
            }
            glance.zones = names.sorted()
        } catch {
            glance.doubts.append("The hosted zones could not be listed: \(DeployError(describing: error).text)")
        }
        return glance
    }

    /// The zone that would hold a domain.
    ///
    /// - Parameter domain: The domain.
    /// - Returns: The zone with the longest name, and whether the zones are known at all.
    func zone(of domain: String) -> NewConfig.Zone {
        guard let zones else { return .unknown }
        let holding = zones.filter { DomainName.isName(domain, inZone: $0) }
        return holding.max { $0.utf8.count < $1.utf8.count }.map { .found($0) } ?? .missing
    }

    /// The bucket of a site of this name, should it be there already.
    ///
    /// - Parameter config: The site.
    /// - Returns: The bucket's name; `nil` when there is none of this account, or nobody could be asked.
    func bucket(of config: SiteConfig) async -> String? {
        guard let way, let account else { return nil }
        let region = config.region ?? way.region
        let name = config.bucketName(account: account, region: region)
        guard let bucket = BucketName(rawValue: name) else { return nil }
        let s3 = S3Client(caller: way.clients.caller(for: .s3, region: region), expectedOwner: account)
        let found = await Self.within { try? await s3.headBucket(bucket) }
        guard case .present?? = found else { return nil }
        return name
    }

    /// Does something that may take too long.
    private static func within<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async -> Value? {
        await withTaskGroup(of: Value?.self) { group in
            group.addTask { await body() }
            group.addTask {
                try? await Task.sleep(for: patience)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }
}

extension DeployError {
    /// All of it that matters in one line.
    fileprivate var text: String {
        let line = [summary, detail].compactMap { $0 }.joined(separator: ": ")
        return line.split(separator: "\n").joined(separator: " ")
    }
}
