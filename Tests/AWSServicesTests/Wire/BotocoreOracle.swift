// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Foundation

/// Asks `Tests/AWS/wire/oracle.py` what botocore sends for an operation and what AWS answers.
///
/// The script runs once for all tests and ends with them, when its standard input closes.
actor BotocoreOracle {
    static let shared = BotocoreOracle()

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private struct Script {
        let process: Process
        let input: FileHandle
        let output: FileHandle
    }

    private var script: Script?
    /// What the script has written beyond the last line.
    private var rest: [UInt8] = []

    /// Asks one question.
    func ask(_ question: JSONValue) throws -> JSONValue {
        let script = try started()
        try script.input.write(contentsOf: Data(question.serialized() + [UInt8(ascii: "\n")]))
        let answer = try JSONValue(parsing: line(from: script.output))
        if let error = answer["error"]?.stringValue {
            throw Failure(description: "\(question["operation"]?.stringValue ?? "?"): \(error)")
        }
        return answer
    }

    private func started() throws -> Script {
        if let script { return script }
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let python = root.appendingPathComponent(".venv/bin/python")
        guard FileManager.default.isExecutableFile(atPath: python.path) else {
            throw Failure(description: "\(python.path) is missing: run `make setup` first.")
        }
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = python
        process.arguments = [root.appendingPathComponent("Tests/AWS/wire/oracle.py").path]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let script = Script(
            process: process, input: input.fileHandleForWriting, output: output.fileHandleForReading)
        self.script = script
        return script
    }

    private func line(from output: FileHandle) throws -> [UInt8] {
        while true {
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                defer { rest.removeSubrange(...end) }
                return Array(rest[..<end])
            }
            let more = output.availableData
            guard !more.isEmpty else {
                throw Failure(description: "oracle.py has ended; is botocore installed? Run `make setup`.")
            }
            rest.append(contentsOf: more)
        }
    }
}
