// SPDX-License-Identifier: Apache-2.0

/// What public DNS says to one question.
package enum DNSLookup: Sendable, Equatable {
    /// The records of the answer: those of the type that was asked for, and the aliases (CNAME) that led to them.
    case records([DNSRecord])
    /// The name exists, but has no record of the type.
    case noRecords
    /// There is no such name.
    case noSuchName
    /// Nobody could be asked, or the answer was of no use. It says nothing about the name.
    case unknown(String)

    /// The records of a type; empty when there are none.
    ///
    /// - Returns: `nil` when it is not known.
    package func records(_ type: DNSRecordType) -> [DNSRecord]? {
        switch self {
        case .records(let records): records.filter { $0.type == type }
        case .noRecords, .noSuchName: []
        case .unknown: nil
        }
    }

    /// The targets of the records of a type, in their order; `nil` when it is not known.
    package func targets(_ type: DNSRecordType) -> [String]? {
        records(type).map { $0.compactMap(\.target) }
    }
}

/// Asks public DNS.
package protocol DNSResolving: Sendable {
    /// Looks a name up. It never fails: what cannot be found out is `unknown`.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - type: What is asked for.
    /// - Returns: What public DNS says, within seconds.
    func lookup(_ name: String, _ type: DNSRecordType) async -> DNSLookup
}

/// No DNS at all: everything is unknown.
package struct UnknownDNS: DNSResolving {
    private let reason: String

    /// - Parameter reason: Why nobody is asked, in words.
    package init(reason: String) {
        self.reason = reason
    }

    package func lookup(_ name: String, _ type: DNSRecordType) async -> DNSLookup { .unknown(reason) }
}
