// SPDX-License-Identifier: Apache-2.0

package import AWSServices
internal import Synchronization

/// What public DNS says about a site. Nothing in here fails: what is not known is `nil`, and the reason is told once.
package final class PublicDNS: Sendable {
    private let resolver: any DNSResolving
    private let doubt = Mutex<(reason: String?, isTold: Bool)>((nil, false))

    /// - Parameter resolver: Whom to ask.
    package init(_ resolver: any DNSResolving) {
        self.resolver = resolver
    }

    /// Why something could not be found out, the first time that this is asked for; `nil` when all was found out.
    package func takeDoubt() -> String? {
        doubt.withLock { doubt in
            guard let reason = doubt.reason, !doubt.isTold else { return nil }
            doubt.isTold = true
            return "Public DNS could not be asked (\(reason)), so what it says is not known."
        }
    }

    /// Whether something could not be found out so far.
    package var hasDoubt: Bool { doubt.withLock { $0.reason != nil } }

    private func lookup(_ name: String, _ type: DNSRecordType) async -> DNSLookup {
        let answer = await resolver.lookup(name, type)
        if case .unknown(let reason) = answer {
            doubt.withLock { if $0.reason == nil { $0.reason = reason } }
        }
        return answer
    }

    /// The name servers of a zone, sorted; empty when there is no delegation, `nil` when it is not known.
    package func nameServers(of zone: String) async -> [String]? {
        let answer = await lookup(zone, .ns)
        return answer.records(.ns)?.filter { $0.name == zone }.compactMap(\.target).sorted()
    }

    /// Whether the parent of a zone says that the zone is signed (a DS record), and the zone is not.
    package func isSignatureMissing(of zone: String) async -> Bool {
        guard let signed = await lookup(zone, .ds).records(.ds), !signed.isEmpty else { return false }
        return await lookup(zone, .dnskey).records(.dnskey)?.isEmpty == true
    }

    /// The CAA records that keep Amazon from issuing a certificate for a name.
    ///
    /// - Parameter name: The name.
    /// - Returns: Where they are, and what they say; `nil` when there are none, or it is not known.
    package func forbiddingCAA(of name: String) async -> (place: String, records: [String])? {
        for place in CAAPolicy.places(for: name) {
            guard let records = await lookup(place, .caa).records(.caa) else { return nil }
            guard !records.isEmpty else { continue }
            return CAAPolicy.allowsAmazon(records) ? nil : (place, records.map(\.text))
        }
        return nil
    }

    /// How a record that ACM wants to see looks from outside.
    package enum Sighting: Sendable, Equatable {
        case there
        case missing
        /// The name has another value.
        case other(String)
        case unknown
    }

    /// Looks for a validation record.
    package func sighting(of record: CertificateValidationRecord) async -> Sighting {
        let name = DNSName.normalized(record.name)
        guard let targets = await lookup(name, .cname).records(.cname)?.filter({ $0.name == name }) else {
            return .unknown
        }
        guard let target = targets.first?.target else { return .missing }
        return target == DNSName.normalized(record.value) ? .there : .other(target)
    }

    /// The distribution that CNAME records lead a name to; `nil` when they do not, or it is not known.
    package func distribution(of name: String) async -> String? {
        await lookup(name, .a).targets(.cname)?.last { $0.hasSuffix(".cloudfront.net") }
    }

    /// Where a name of the site leads.
    package enum Destination: Sendable, Equatable {
        /// To the site's distribution, or to CloudFront, which looks at the name alone.
        case site
        /// Somewhere else: names or addresses.
        case elsewhere(String)
        case nowhere
        case unknown
    }

    /// Finds out where a name leads.
    ///
    /// A provider that flattens an ALIAS gives addresses of CloudFront that may be others than those seen from here; they
    /// are known by the names that addresses of CloudFront have.
    ///
    /// - Parameters:
    ///   - name: A name of the site.
    ///   - target: The distribution's own name.
    /// - Returns: Where it leads.
    package func destination(of name: String, target: String) async -> Destination {
        let answer = await lookup(name, .a)
        guard let aliases = answer.targets(.cname), let addresses = answer.records(.a) else { return .unknown }
        if aliases.contains(DNSName.normalized(target)) { return .site }
        if let alias = aliases.last { return .elsewhere(alias) }
        guard let first = addresses.first, case .address(let bytes) = first.content else { return .nowhere }
        let own = await lookup(target, .a).records(.a) ?? []
        if own.contains(where: { $0.content == first.content }) { return .site }
        guard let reverse = DNSAddress.reverseName(bytes), let names = await lookup(reverse, .ptr).targets(.ptr) else {
            return .unknown
        }
        return names.contains { $0.hasSuffix(".cloudfront.net") }
            ? .site : .elsewhere(addresses.map(\.text).joined(separator: ", "))
    }
}
