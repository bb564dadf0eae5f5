// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Reconcile
import Synchronization
import Testing

@testable import ResumectlCommands

@Suite struct RefusedCommandLineTests {
    private static func refused(_ arguments: [String]) throws -> RefusedCommandLine? {
        do {
            _ = try Root.parseAsRoot(arguments)
        } catch {
            return RefusedCommandLine(arguments, because: error)
        }
        Issue.record("\(arguments) was taken")
        return nil
    }

    @Test func theParsersWordsAreDetailAndHint() throws {
        let error = try #require(try Self.refused(["deploy", "--jsn"])?.error)
        #expect(error.code == "wrong-usage" && error.kind == .configuration)
        #expect(error.summary == "The command line cannot be understood")
        #expect(error.detail == "Unknown option '--jsn'. Did you mean '--json'?")
        #expect(
            error.hint == "Usage: resumectl deploy <options>\nSee 'resumectl deploy --help' for more information.")
    }

    @Test(arguments: [["--help"], ["deploy", "--help"], ["--version"]])
    func whoAsksForHelpIsNotRefused(arguments: [String]) {
        do {
            var command = try Root.parseAsRoot(arguments)
            try command.run()
            Issue.record("\(arguments) was taken")
        } catch {
            #expect(RefusedCommandLine(arguments, because: error) == nil)
        }
    }

    @Test(arguments: [
        (["nope"], ""), (["deploy", "nope"], "deploy"), (["--nope", "ci", "setup", "x"], "ci setup"),
        (["ci", "--nope", "nope"], "ci"), (["--nope"], ""),
    ])
    func theCommandIsTheOneThatTheWordsName(arguments: [String], command: String) throws {
        #expect(try Self.refused(arguments)?.command == command)
    }

    @Test(arguments: [
        (["plan", "--nope"], false, nil), (["plan", "--nope", "--json"], true, nil), (["--json"], true, nil),
        (["plan", "--json", "--env"], true, nil), (["plan", "--nope", "--", "--json"], false, nil),
        (["plan", "--nope", "--json-into", "run.json"], false, "run.json"),
        (["plan", "--nope", "--json-into=run.json", "--json"], true, "run.json"),
        (["plan", "--json-into", "--json"], true, nil), (["plan", "--json-into"], false, nil),
    ])
    func whereItIsToldIsFoundInTheWords(arguments: [String], json: Bool, file: String?) throws {
        let options = try #require(try Self.refused(arguments)?.options)
        #expect(options.json == json)
        #expect(options.jsonInto == file)
    }

    @Test(arguments: [false, true])
    func itIsToldAsTextOrAsRecordsAndTheStatusIs64(usesJSON: Bool) async throws {
        let written = Mutex((output: "", error: ""))
        var context = CommandContext.silent
        context.console = Console(style: TextStyle(isColored: false)) { text, stream in
            written.withLock { if stream == .output { $0.output += text } else { $0.error += text } }
        }
        context.usesJSON = usesJSON
        let refused = try #require(try Self.refused(["ci", "setup"]))
        let status = await refused.report(on: context)
        #expect(status == .usage)
        let (output, error) = written.withLock { ($0.output, $0.error) }
        if usesJSON {
            let lines = output.split(separator: "\n")
            #expect(error.isEmpty && lines.count == 2)
            #expect(lines.first?.contains(#""command":"ci setup""#) == true)
            #expect(lines.last?.contains(#""code":"wrong-usage""#) == true)
        } else {
            #expect(output.isEmpty)
            #expect(error.hasPrefix("error: The command line cannot be understood [wrong-usage]\n  Missing expected"))
            #expect(error.contains("--repo"))
        }
    }
}
