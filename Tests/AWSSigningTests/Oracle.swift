// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Runs `oracle.py` with the repository's own Python.
enum Oracle {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static func cases(seed: Int, count: Int) throws -> [OracleCase] {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let python = root.appendingPathComponent(".venv/bin/python")
        guard FileManager.default.isExecutableFile(atPath: python.path) else {
            throw Failure(description: "\(python.path) is missing: run `make setup` first.")
        }
        let process = Process()
        process.executableURL = python
        process.arguments = [
            root.appendingPathComponent("Tests/AWS/signing/oracle.py").path, "--seed", "\(seed)", "--count", "\(count)",
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let lines = output.fileHandleForReading.readDataToEndOfFile().split(separator: UInt8(ascii: "\n"))
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "oracle.py ended with status \(process.terminationStatus).")
        }
        let decoder = JSONDecoder()
        return try lines.map { try decoder.decode(OracleCase.self, from: Data($0)) }
    }
}
