// SPDX-License-Identifier: Apache-2.0

internal import Reconcile

/// Something in public DNS that keeps ACM from issuing the certificate.
enum ValidationObstacle: Sendable, Equatable {
    /// The world does not find the zone.
    case delegation(zone: String, servers: [String], live: [String])
    /// The zone itself hands a name to other name servers, so its other records of that name are never asked for.
    case handedOn(name: String, zone: String, servers: [String])
    /// The parent says that the zone is signed, and it is not.
    case signature(zone: String)
    /// CAA records allow others only.
    case authority(name: String, place: String, records: [String])
    case recordMissing(String)
    case recordDiffers(String, live: String, value: String)

    /// Whether somebody has to do something: no wait helps.
    var needsHands: Bool {
        switch self {
        case .delegation, .handedOn, .signature, .authority: true
        case .recordMissing, .recordDiffers: false
        }
    }

    /// What stands in the way, in sentences and lists.
    var cause: String {
        switch self {
        case .delegation(let zone, _, let live):
            live.isEmpty
                ? "\(zone) leads nowhere yet: public DNS names no name servers for it."
                : "\(zone) is not answered by its hosted zone yet. Public DNS names these name servers now:"
                    + live.map { "\n    \($0)" }.joined()
        case .handedOn(let name, let zone, let servers):
            "The hosted zone \(zone) has NS records for \(name), which hand that name to these name servers:"
                + servers.map { "\n    \($0)" }.joined() + "\nSo nobody sees what else \(zone) has for it."
        case .signature(let zone):
            "\(zone) has a DS record at its registrar, which says that its DNS is signed (DNSSEC), and the hosted zone is "
                + "not signed. So nobody can trust its answers."
        case .authority(let name, let place, let records):
            "CAA records at \(place) do not let Amazon issue a certificate for \(name):"
                + records.map { "\n    \($0)" }.joined()
        case .recordMissing(let name):
            "Public DNS does not show the record \(name) yet."
        case .recordDiffers(let name, let live, let value):
            "Public DNS shows another value for the record \(name):\n    \(live)\nin place of:\n    \(value)"
        }
    }

    /// What to do about it.
    var remedy: String {
        switch self {
        case .delegation(let zone, let servers, _):
            Delegation.instructions(zone, servers: servers)
                + "\nDoes the domain serve mail or other sites already? Then copy their records into the zone first.\n"
                + "The world sees the change after some minutes, at most after two days."
        case .handedOn(let name, let zone, _):
            "Name the hosted zone of \(name) as dns.zone, or leave dns.zone out; if that name's DNS is kept elsewhere, "
                + "write dns: external.\nOr remove the NS records of \(name) from \(zone)."
        case .signature(let zone):
            "Remove the DS record (switch DNSSEC off) at the registrar of \(zone)."
        case .authority(_, let place, _):
            "Add a CAA record at \(place), or remove those that are there:\n    0 issue \"amazon.com\""
        case .recordMissing:
            "A new record is seen after some minutes; if the name was asked for before, after up to an hour."
        case .recordDiffers:
            "DNS servers remember an old value for a while, usually up to a day."
        }
    }

    /// The error that says so, without details.
    private var error: DeployError {
        switch self {
        case .delegation, .handedOn:
            DeployError(
                code: .delegationPending, summary: "The domain does not lead to its hosted zone yet", kind: .pending)
        case .signature:
            DeployError(
                code: .dnssecBroken, summary: "The domain is marked as signed (DNSSEC), but its DNS is not",
                kind: .pending)
        case .authority:
            DeployError(
                code: .caaForbids, summary: "The domain does not let Amazon issue its certificate", kind: .pending)
        case .recordMissing, .recordDiffers:
            DeployError(code: .certificatePending, summary: "The certificate is not issued yet", kind: .pending)
        }
    }

    /// The end of a run that cannot go on before this is settled.
    ///
    /// - Parameters:
    ///   - obstacles: What was found; the first one names the error. Empty when public DNS looks right or is not known.
    ///   - domain: The site's domain.
    ///   - servers: The name servers of its zone; empty when there is none.
    ///   - isKnown: Whether public DNS could be asked.
    /// - Returns: The error to end with.
    static func pending(_ obstacles: [ValidationObstacle], domain: String, servers: [String], isKnown: Bool)
        -> DeployError
    {
        guard let first = obstacles.first else {
            return DeployError(
                code: .certificatePending, summary: "The certificate is not issued yet",
                detail: isKnown
                    ? "Public DNS shows the validation records of \(domain); ACM has not looked yet."
                    : "ACM has not seen the validation records of \(domain) in the public DNS.",
                hint: isKnown
                    ? "That takes some minutes. Then run:\n    resumectl deploy"
                    : "Check that the registrar of \(domain) points to the name servers of its hosted zone:"
                        + servers.map { "\n    \($0)" }.joined() + "\nthen run:\n    resumectl deploy",
                kind: .pending)
        }
        let remedies = obstacles.map(\.remedy)
        let unique = remedies.indices.filter { remedies.firstIndex(of: remedies[$0]) == $0 }.map { remedies[$0] }
        var error = first.error
        error.detail = obstacles.map(\.cause).joined(separator: "\n")
        error.hint = unique.joined(separator: "\n") + "\nThen run:\n    resumectl deploy"
        return error
    }
}
