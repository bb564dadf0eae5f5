// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Asks the system's name servers, which ask the world.
///
/// A stub resolver (RFC 1035): UDP first, TCP when the answer did not fit; a server that says nothing is asked again, then
/// the next one. A lookup takes six seconds at most. When nobody answers, the next lookups do not try for a while: a
/// network that blocks DNS must not cost a deploy more than that once.
package final class DNSClient: DNSResolving {
    /// How often servers are asked, in turn, and how long each time.
    private static let tries = 4
    private static let timeout: Duration = .milliseconds(1500)
    /// How long nobody is asked after nobody answered.
    private static let rest: Duration = .seconds(30)

    private let servers: [DNSServer]
    private let transport: any DNSTransport
    private let now: @Sendable () -> ContinuousClock.Instant
    private let makeID: @Sendable () -> UInt16
    private let silence = Mutex<(until: ContinuousClock.Instant, reason: String)?>(nil)

    /// - Parameters:
    ///   - servers: Whom to ask, the first one first.
    ///   - transport: The way there.
    ///   - now: The clock.
    ///   - makeID: A number that nobody can guess, for each question.
    package init(
        servers: [DNSServer], transport: any DNSTransport = NIODNSTransport(),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now },
        makeID: @escaping @Sendable () -> UInt16 = { UInt16.random(in: .min ... .max) }
    ) {
        self.servers = servers
        self.transport = transport
        self.now = now
        self.makeID = makeID
    }

    /// The resolver that a process should use.
    ///
    /// | There is | Asked is |
    /// |---|---|
    /// | `RESUMECTL_DNS_SERVER=host:port` | that server |
    /// | an endpoint on this machine, as in tests | nobody: public DNS knows nothing of that account |
    /// | `/etc/resolv.conf` with name servers | those |
    /// | nothing | 1.1.1.1 and 8.8.8.8 |
    ///
    /// - Parameters:
    ///   - variables: The environment.
    ///   - endpoint: The address that takes the place of AWS's, if the user gave one.
    ///   - resolvConf: The text of `/etc/resolv.conf`, `nil` when there is none.
    /// - Returns: A resolver.
    package static func standard(
        environment variables: [String: String], endpoint: String?, resolvConf: String? = DNSClient.resolvConf()
    ) -> any DNSResolving {
        if let text = variables[DNSServer.variable], !text.isEmpty {
            guard let server = DNSServer(text) else {
                return UnknownDNS(reason: "\(DNSServer.variable) is not of the form ADDRESS:PORT: \(text)")
            }
            return DNSClient(servers: [server])
        }
        if let endpoint, ["://127.", "://localhost", "://[::1]"].contains(where: endpoint.contains) {
            return UnknownDNS(reason: "the account is on this machine")
        }
        let servers = resolvConf.map(DNSServer.servers(ofResolvConf:)) ?? []
        return DNSClient(servers: servers.isEmpty ? DNSServer.fallback : servers)
    }

    /// The text of `/etc/resolv.conf`, `nil` when it cannot be read.
    package static func resolvConf() -> String? {
        guard let bytes = FileManager.default.contents(atPath: "/etc/resolv.conf") else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    package func lookup(_ name: String, _ type: DNSRecordType) async -> DNSLookup {
        if let silence = silence.withLock({ $0 }), now() < silence.until { return .unknown(silence.reason) }
        guard !servers.isEmpty else { return .unknown("there is no name server to ask") }
        var reason = ""
        var wasAnswered = false
        for attempt in 0..<max(Self.tries, servers.count) {
            let server = servers[attempt % servers.count]
            do {
                let answer = try await ask(server, name, type)
                wasAnswered = true
                switch answer.code {
                case .success:
                    return answer.answers.contains { $0.type == type || $0.type == .cname }
                        ? .records(answer.answers) : .noRecords
                case .noSuchName:
                    // An alias that leads to a name that is not there is an alias all the same.
                    return answer.answers.contains { $0.type == .cname } ? .records(answer.answers) : .noSuchName
                default:
                    reason = "\(server) answers \(answer.code)"
                    // Another try would get the same answer from the same server.
                    if attempt + 1 >= servers.count { return .unknown(reason) }
                }
            } catch let error as DNSMessageError {
                return .unknown("\(name) cannot be asked for (\(error))")
            } catch is CancellationError {
                return .unknown("the run was stopped")
            } catch DNSTransportError.timedOut {
                reason = "\(server) does not answer"
            } catch DNSTransportError.unreachable(let why) {
                reason = "\(server) cannot be reached: \(why)"
                // Nobody listens there, or there is no network: it will not be otherwise in a second.
                if attempt + 1 >= servers.count { break }
            } catch {
                reason = "\(server): \(error)"
            }
        }
        if !wasAnswered {
            let told = reason
            silence.withLock { $0 = (now() + Self.rest, told) }
        }
        return .unknown(reason)
    }

    private func ask(_ server: DNSServer, _ name: String, _ type: DNSRecordType) async throws -> DNSMessage {
        let id = makeID()
        let question = try DNSMessage.question(name, type, id: id)
        let asked = try DNSMessage(parsing: question).name
        let isAnswer: @Sendable ([UInt8]) -> Bool = { bytes in
            guard let message = try? DNSMessage(parsing: bytes) else { return false }
            return message.isResponse && message.id == id && message.name == asked && message.type == type
        }
        let bytes = try await transport.exchange(
            question, with: server, overTCP: false, timeout: Self.timeout, isAnswer: isAnswer)
        let answer = try DNSMessage(parsing: bytes)
        guard answer.isTruncated else { return answer }
        return try DNSMessage(
            parsing: await transport.exchange(
                question, with: server, overTCP: true, timeout: Self.timeout, isAnswer: isAnswer))
    }
}
