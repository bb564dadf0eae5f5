// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Foundation
import Testing

/// Our XML reader and Python's, over every form of answer that the test AWS gave in a site's life, and over damaged ones.
///
/// `Tests/AWS/wire/record_answers.py` records the answers anew; `XML_SEED` and `XML_MUTATIONS` choose other damage.
struct XMLOracleTests {
    /// The numbers that Python gives its errors, where ours accepts on purpose.
    private enum PythonError {
        /// `&#1;`, as S3 writes control characters in keys.
        static let badReference = 14
        /// White space before the declaration, as S3 sends it to keep a connection open.
        static let lateDeclaration = 17
        /// A prefix that is declared nowhere; ours does not resolve prefixes. 28 and 29 are about prefixes as well.
        static let prefixes = 27...29
    }

    @Test(.timeLimit(.minutes(5)))
    func everyAnswerIsReadAsPythonReadsIt() throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["XML_SEED"].flatMap { Int($0) } ?? 20_261_121
        let mutations = environment["XML_MUTATIONS"].flatMap { Int($0) } ?? 30
        var counts: [String: Int] = [:]
        for line in try oracle(seed: seed, mutations: mutations) {
            let document = Array(try #require(Data(base64Encoded: line["document"]?.stringValue ?? "-")))
            let tree: JSONValue = try #require(line["tree"])
            let expected: JSONValue? = tree.isNull ? .none : .some(tree)
            let found = Result { () throws(XMLError) -> XMLTree in try XMLTree(parsing: document) }
            let verdict = compare(found, with: expected, error: line["error"]?.intValue, document: document)
            counts[verdict ?? "agree", default: 0] += 1
            if verdict == "differ", counts["differ", default: 0] <= 5 {
                Issue.record("ours: \(found), Python's: \(line), of \(String(decoding: document, as: UTF8.self))")
            }
        }
        #expect(counts["differ"] == nil)
        let total = counts.values.reduce(0, +)
        #expect(total > 1000, "there are few answers; record them again")
        // What is let off must stay rare.
        #expect(counts["agree", default: 0] * 100 >= total * 90, "\(counts)")
    }

    /// `nil` when both agree, the reason when they may differ, else `differ`.
    private func compare(
        _ found: Result<XMLTree, XMLError>, with expected: JSONValue?, error: Int?, document: [UInt8]
    ) -> String? {
        switch (found, expected) {
        case (.success(let tree), let expected?):
            return Self.value(of: tree) == expected ? nil : "differ"
        case (.failure, nil):
            return nil
        case (.failure(let reason), .some):
            switch reason.reason {
            case .doctype: return "document type refused"
            case .tooDeep: return "depth refused"
            case .badReference: return "long reference refused"
            default: return "differ"
            }
        case (.success, nil):
            switch error {
            case PythonError.badReference?: return "control character by reference"
            case PythonError.lateDeclaration? where document.first.map { $0 < 60 } ?? false: return "space in front"
            case .some(let number) where PythonError.prefixes.contains(number): return "prefix"
            default: return "differ"
            }
        }
    }

    private static func value(of tree: XMLTree) -> JSONValue {
        .array([
            .string(tree.qualifiedName),
            .array(tree.attributes.map { .array([.string($0.name), .string($0.value)]) }),
            .string(tree.text), .array(tree.children.map { value(of: $0) }),
        ])
    }

    private func oracle(seed: Int, mutations: Int) throws -> [JSONValue] {
        let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let root = here.deletingLastPathComponent().deletingLastPathComponent()
        let process = Process()
        process.executableURL = root.appendingPathComponent(".venv/bin/python")
        process.arguments = [
            root.appendingPathComponent("Tests/AWS/wire/xml_oracle.py").path, "--seed", "\(seed)",
            "--mutations", "\(mutations)",
        ]
        process.standardInput = try FileHandle(
            forReadingFrom: here.appendingPathComponent("Fixtures/answers.json"))
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "xml_oracle.py failed; run `make setup` first")
        return try text.split(separator: UInt8(ascii: "\n")).map { try JSONValue(parsing: Array($0)) }
    }
}
