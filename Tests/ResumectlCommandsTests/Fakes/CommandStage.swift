// SPDX-License-Identifier: Apache-2.0

import AWSServices
import ArgumentParser
import SiteDeploy
import Synchronization
import Testing

@testable import ResumectlCommands

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A folder with a site, and a terminal in front of it.
final class CommandStage: Sendable {
    private struct Written {
        var output = ""
        var error = ""
    }

    let folder: String
    /// What is typed, line by line; the end of the input after that.
    private let typed: Mutex<[String]>
    private let written = Mutex(Written())
    private let launched = Mutex<[[String]]>([])
    /// Whether a program can be run.
    private let canLaunch: @Sendable ([String]) -> Bool

    init(
        config: String = "name: resume\nregion: eu-west-1\nsite:\n  path: site\n", typed: [String] = [],
        canLaunch: @escaping @Sendable ([String]) -> Bool = { _ in false }
    ) throws {
        self.canLaunch = canLaunch
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("commands-\(UUID().uuidString)").path
        self.typed = Mutex(typed)
        try write("site/index.html", "<h1>Home</h1>")
        try write("site/style.css", "body {}")
        try write("resume.yaml", config)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The programs that a command ran, or tried to.
    var launches: [[String]] { launched.withLock { $0 } }

    func write(_ name: String, _ text: String) throws {
        let file = "\(folder)/\(name)"
        let parent = file[..<(file.lastIndex(of: "/") ?? file.endIndex)]
        try FileManager.default.createDirectory(atPath: String(parent), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: file))
    }

    func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: "\(folder)/\(name)")), as: UTF8.self)
    }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(folder)/\(name)") }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }

    /// What a command wrote to standard output, with the folder's path as `<folder>`.
    var output: String { written.withLock { $0.output }.replacing(folder, with: "<folder>") }

    /// What a command wrote to standard error, with the folder's path as `<folder>`.
    var error: String { written.withLock { $0.error }.replacing(folder, with: "<folder>") }

    /// Runs a command line, `-c` added unless told otherwise, through the real parser; without an account the network
    /// must not be touched.
    func run(
        _ arguments: [String], account: ScriptedAccount? = nil, isInteractive: Bool = false,
        hasKeys: Bool = true, namesConfig: Bool = true, variables: [String: String] = [:]
    ) async throws -> ResumectlCommands.ExitStatus {
        let parsed = try Root.parseAsRoot(arguments + (namesConfig ? ["-c", "\(folder)/resume.yaml"] : []))
        let command = try #require(parsed as? any ResumectlCommand)
        let keys = hasKeys ? ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMIsecret"] : [:]
        let alone = ["AWS_EC2_METADATA_DISABLED": "true"]
        let start = ContinuousClock.now
        let time = Slept()
        var context = CommandContext(
            console: Console(
                style: TextStyle.choose(environment: variables, isTerminal: false, noColor: command.global.noColor)
            ) { text, stream in
                self.written.withLock { written in
                    if stream == .output { written.output += text } else { written.error += text }
                }
            },
            usesJSON: command.global.json, isInteractive: isInteractive,
            environment: AWSEnvironment(
                variables: alone.merging(keys) { $1 }.merging(variables) { $1 }, homeDirectory: "\(folder)/home",
                sleep: { time.add($0) }),
            makeTransport: { _ in
                guard let account else {
                    Issue.record("the network is not expected to be used")
                    return ScriptedAccount()
                }
                return account
            },
            readLine: { self.typed.withLock { $0.isEmpty ? nil : $0.removeFirst() } },
            now: { start + time.total }, interrupt: Interrupt(), workingDirectory: folder,
            patience: Patience(now: { start + time.total }, sleep: { time.add($0) }),
            repeated: RepeatedOptions(command.global))
        context.launch = { words in
            self.launched.withLock { $0.append(words) }
            return self.canLaunch(words)
        }
        return await command.run(reportingTo: context)
    }
}

/// Sleeping that costs no time.
private final class Slept: Sendable {
    private let sum = Mutex(Duration.zero)

    var total: Duration { sum.withLock { $0 } }

    func add(_ pause: Duration) { sum.withLock { $0 += pause } }
}

extension CommandContext {
    /// A world in which nothing can be seen, typed or sent.
    static var silent: CommandContext {
        CommandContext(
            console: Console(style: TextStyle(isColored: false)) { _, _ in }, usesJSON: false, isInteractive: false,
            environment: AWSEnvironment(variables: [:], homeDirectory: "/nowhere"),
            makeTransport: { _ in ScriptedAccount() }, readLine: { nil }, now: { ContinuousClock.now },
            interrupt: Interrupt(), workingDirectory: "/nowhere")
    }
}
