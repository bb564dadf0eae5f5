// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Synchronization
import Testing

/// Answers each exchange as a list says; notes who was asked how.
private final class ScriptedDNS: DNSTransport {
    enum Step: Sendable {
        case answer(DNSMessage.ResponseCode, [DNSRecord])
        case cutOff
        case silence
        case unreachable
    }

    private let state: Mutex<(steps: [Step], asked: [String])>

    init(_ steps: [Step]) {
        state = Mutex((steps, []))
    }

    var asked: [String] { state.withLock { $0.asked } }

    func exchange(
        _ question: [UInt8], with server: DNSServer, overTCP: Bool, timeout: Duration,
        isAnswer: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws -> [UInt8] {
        let step = state.withLock { state -> Step in
            state.asked.append("\(server.host) \(overTCP ? "TCP" : "UDP")")
            return state.steps.isEmpty ? .silence : state.steps.removeFirst()
        }
        var bytes = question
        switch step {
        case .silence: throw DNSTransportError.timedOut
        case .unreachable: throw DNSTransportError.unreachable("no network")
        case .cutOff:
            bytes[2] |= 0x82
        case .answer(let code, let records):
            bytes[2] |= 0x80
            bytes[3] = code.rawValue
            bytes[7] = UInt8(records.count)
            for record in records {
                bytes += [0xC0, 12, 0, UInt8(record.type.rawValue), 0, 1, 0, 0, 0, 0]
                if case .address(let address) = record.content { bytes += [0, UInt8(address.count)] + address }
                if case .name = record.content { bytes += [0, 2, 0xC0, 12] }
            }
        }
        #expect(isAnswer(bytes))
        var other = bytes
        other[0] ^= 1
        #expect(!isAnswer(other), "an answer with another id")
        #expect(!isAnswer(question), "a question")
        return bytes
    }
}

@Suite struct DNSClientTests {
    private static let address = DNSRecord(name: "example.com", type: .a, content: .address([192, 0, 2, 1]))
    private static let alias = DNSRecord(name: "example.com", type: .cname, content: .name("example.com"))

    private func client(_ transport: ScriptedDNS) -> DNSClient {
        DNSClient(
            servers: [DNSServer(host: "192.0.2.53"), DNSServer(host: "192.0.2.54")], transport: transport,
            now: { [start = ContinuousClock.now] in start })
    }

    private static let cases: [(String, [ScriptedDNS.Step], DNSLookup, Int)] = [
        ("an answer", [.answer(.success, [address])], .records([address]), 1),
        ("an alias", [.answer(.success, [alias])], .records([alias]), 1),
        ("an alias into nothing", [.answer(.noSuchName, [alias])], .records([alias]), 1),
        ("no record of the type", [.answer(.success, [])], .noRecords, 1),
        ("no such name", [.answer(.noSuchName, [])], .noSuchName, 1),
        ("cut off", [.cutOff, .answer(.success, [address])], .records([address]), 2),
        ("silence, then an answer", [.silence, .answer(.success, [address])], .records([address]), 2),
        ("a refusal, then an answer", [.answer(.refused, []), .answer(.success, [address])], .records([address]), 2),
        (
            "both refuse", [.answer(.serverFailure, []), .answer(.serverFailure, [])],
            .unknown("192.0.2.54:53 answers SERVFAIL"), 2
        ),
        ("nobody", [], .unknown("192.0.2.54:53 does not answer"), 4),
        (
            "no network", [.unreachable, .unreachable], .unknown("192.0.2.54:53 cannot be reached: no network"), 2
        ),
    ]

    @Test(arguments: cases.indices)
    func aLookupAlwaysEnds(index: Int) async {
        let (_, steps, expected, count) = Self.cases[index]
        let transport = ScriptedDNS(steps)
        #expect(await client(transport).lookup("example.com", .a) == expected)
        #expect(transport.asked.count == count)
    }

    @Test func whatIsCutOffIsAskedAgainOverTCP() async {
        let transport = ScriptedDNS([.cutOff, .answer(.success, [])])
        _ = await client(transport).lookup("example.com", .a)
        #expect(transport.asked == ["192.0.2.53 UDP", "192.0.2.53 TCP"])
    }

    @Test func whenNobodyAnswersNobodyIsAskedForAWhile() async {
        let transport = ScriptedDNS([])
        let client = client(transport)
        let first = await client.lookup("example.com", .a)
        #expect(await client.lookup("example.com", .ns) == first)
        #expect(transport.asked.count == 4)
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1:53"), ("192.0.2.1:5353", "192.0.2.1:5353"), ("[::1]:99", "[::1]:99"),
        ("::1", "[::1]:53"), ("localhost:7", "127.0.0.1:7"), ("", nil), ("dns.example", nil), ("192.0.2.1:0", nil),
        ("192.0.2:5", nil), ("192.0.2.1:x", nil), ("[::1", nil),
    ])
    func aServerIsAnAddressWithAPort(text: String, expected: String?) {
        #expect(DNSServer(text)?.description == expected)
    }

    @Test func theSystemsServersAreReadFromItsFile() {
        let text =
            "# c\nsearch lan\nnameserver 192.0.2.1\nnameserver\tfe80::1%eth0\nnameserver 2001:db8::1\noptions x\n"
        #expect(DNSServer.servers(ofResolvConf: text).map(\.host) == ["192.0.2.1", "2001:db8::1"])
    }

    @Test func anAccountOnThisMachineIsNotLookedUpInTheWorld() async {
        let resolver = DNSClient.standard(environment: [:], endpoint: "http://127.0.0.1:5566", resolvConf: nil)
        #expect(await resolver.lookup("example.com", .ns) == .unknown("the account is on this machine"))
    }
}
