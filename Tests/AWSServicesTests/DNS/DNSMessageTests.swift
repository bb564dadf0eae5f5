// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Testing

@Suite struct DNSMessageTests {
    /// An answer's head: id 7, a response, the counts; then the question `example.com` of a type.
    private static func head(_ type: UInt8 = 5, flags: [UInt8] = [0x81, 0x80], answers: UInt8 = 1) -> [UInt8] {
        [0, 7] + flags + [0, 1, 0, answers, 0, 0, 0, 0, 7] + Array("example".utf8) + [3] + Array("com".utf8)
            + [0, 0, type, 0, 1]
    }

    /// The start of a record at the question's name.
    private static func record(_ type: UInt8, _ data: [UInt8], high: UInt8 = 0) -> [UInt8] {
        [0xC0, 12, high, type, 0, 1, 0, 0, 0, 60, 0, UInt8(data.count)] + data
    }

    @Test func aQuestionIsReadBackAsItWasAsked() throws {
        let message = try DNSMessage(parsing: try DNSMessage.question("WWW.Example.com.", .caa, id: 513))
        #expect(message == DNSMessage(id: 513, name: "www.example.com", type: .caa))
    }

    @Test(arguments: ["a..b", ".a", "ä.example", "a b.example"])
    func aNameThatIsNoneIsNotAsked(name: String) {
        #expect(throws: DNSMessageError.invalidName) { try DNSMessage.question(name, .a, id: 1) }
    }

    @Test func tooLongNamesAreNotAsked() {
        let long = String(repeating: "a", count: 64)
        #expect(throws: DNSMessageError.nameTooLong) { try DNSMessage.question(long, .a, id: 1) }
        let many = Array(repeating: String(repeating: "a", count: 60), count: 5).joined(separator: ".")
        #expect(throws: DNSMessageError.nameTooLong) { try DNSMessage.question(many, .a, id: 1) }
    }

    /// A record's type and data, and what it says.
    @Test(arguments: [
        (UInt8(5), UInt8(0), [UInt8]([3, 0x57, 0x77, 0x57, 0xC0, 12]), "www.example.com"),
        (2, 0, [2, 110, 115, 0xC0, 20], "ns.com"),
        (1, 0, [192, 0, 2, 1], "192.0.2.1"),
        (28, 0, [0x20, 1, 0x0D, 0xB8] + Array(repeating: 0, count: 11) + [1], "2001:db8::1"),
        (1, 1, [0, 5] + Array("ISSUE".utf8) + Array("amazon.com".utf8), "0 issue \"amazon.com\""),
        (1, 1, [128, 1, 0x78, 0x1B], "128 x \"?\""),
        (43, 0, [1, 2, 3], "(3 bytes)"),
    ])
    func aRecordIsRead(type: UInt8, high: UInt8, data: [UInt8], text: String) throws {
        let message = try DNSMessage(parsing: Self.head() + Self.record(type, data, high: high))
        #expect(message.answers.map(\.text) == [text])
        #expect(message.answers.first?.secondsToLive == 60)
    }

    /// What no server sends, and what a hostile one might.
    @Test(arguments: [
        ("nothing", [UInt8](), DNSMessageError.truncated),
        ("a name that points to itself", head(5) + [0xC0, 29, 0, 5], .compressionLoop),
        ("a name that points forward", head(5) + [0xC0, 60, 0, 5], .compressionLoop),
        ("two pointers at each other", head(5) + record(5, [0xC0, 43, 0xC0, 41]), .compressionLoop),
        ("a label that runs out of the message", head(5) + [63, 1, 2], .truncated),
        ("a kind of label that nobody uses", head(5) + [0x80, 1], .unknownLabel),
        ("data longer than the message", head(5) + [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 255, 255, 1], .truncated),
        ("an address of three bytes", head(1) + record(1, [1, 2, 3]), .malformedRecord),
        ("a name shorter than its data", head(5) + record(5, [0, 1]), .malformedRecord),
        ("a CAA tag beyond its record", head(5) + record(1, [0, 9, 65], high: 1), .malformedRecord),
        ("no question", [0, 7, 0x81, 0x80, 0, 0, 0, 0, 0, 0, 0, 0], .malformedRecord),
        ("fewer records than announced", head(5, answers: 9) + record(5, [0]), .truncated),
    ])
    func aBrokenMessageIsRefused(_: String, bytes: [UInt8], error: DNSMessageError) {
        #expect(throws: error) { try DNSMessage(parsing: bytes) }
    }

    @Test func ofACutOffAnswerTheWholeRecordsAreRead() throws {
        let message = try DNSMessage(
            parsing: Self.head(1, flags: [0x83, 0x80], answers: 2) + Self.record(1, [192, 0, 2, 1]) + [0xC0])
        #expect(message.isTruncated && message.answers.count == 1)
    }

    /// Whatever comes, it is a message or an error, never a trap or an endless loop.
    @Test func mutatedMessagesNeverTrap() {
        var generator = SystemRandomNumberGenerator()
        let seed =
            Self.head(5, answers: 3) + Self.record(5, [3, 0x57, 0x77, 0x57, 0xC0, 12])
            + Self.record(1, [0, 5] + Array("issueamazon.com".utf8), high: 1) + Self.record(2, [0xC0, 12])
        for _ in 0..<20_000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            bytes.removeLast(Int.random(in: 0...8, using: &generator))
            _ = try? DNSMessage(parsing: bytes)
        }
    }

    @Test(arguments: [
        ([UInt8](repeating: 0, count: 16), "::"), ([UInt8](repeating: 1, count: 16), "101:101:101:101:101:101:101:101"),
        ([0, 1] + [UInt8](repeating: 0, count: 14), "1::"), ([192, 0, 2, 7], "192.0.2.7"),
    ])
    func addressesAreWrittenAsPeopleDo(bytes: [UInt8], text: String) {
        #expect(DNSAddress.text(bytes) == text)
    }
}
