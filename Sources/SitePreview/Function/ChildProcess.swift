// SPDX-License-Identifier: Apache-2.0

internal import Subprocess

/// A program that runs beside the server, and ends with the task that runs it.
struct ChildProcess: Sendable {
    /// The program and its arguments. A name without `/` is looked for in `PATH`.
    let words: [String]
    let environment: [String: String]
    /// Where it runs; `nil` for the folder of resumectl itself.
    let folder: String?

    /// Runs it to its end; a cancelled task ends it.
    ///
    /// - Parameter line: Told each line that it writes, to either stream.
    /// - Returns: How it ended, for people: `exit status 1`.
    func run(line: @escaping @Sendable (String) -> Void) async -> String {
        var options = PlatformOptions()
        // A session of its own, so that Ctrl-C at the terminal is resumectl's to handle.
        options.createSession = true
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .milliseconds(500))]
        var variables: [Environment.Key: String] = [:]
        for (name, value) in environment {
            if let key = Environment.Key(rawValue: name) { variables[key] = value }
        }
        let program = words.first ?? ""
        do {
            let result = try await Subprocess.run(
                program.contains("/") ? .path(Self.literal(program)) : .name(program),
                arguments: Arguments(Array(words.dropFirst())), environment: .custom(variables),
                workingDirectory: folder.map { Self.literal($0) }, platformOptions: options, input: .none,
                output: .sequence, error: .combinedWithOutput
            ) { execution in
                var lines = LineSplitter()
                for try await buffer in execution.standardOutput {
                    for text in buffer.withUnsafeBytes({ lines.add($0) }) { line(text) }
                }
                if let last = lines.rest { line(last) }
            }
            switch result.terminationStatus {
            case .exited(let code): return "exit status \(code)"
            case .signaled(let signal): return "signal \(signal)"
            }
        } catch let error as SubprocessError {
            switch error.code {
            case .executableNotFound: return "\(program) was not found"
            case .spawnFailed: return "\(program) could not be started"
            default: return "\(error.code)"
            }
        } catch {
            return "\(error)"
        }
    }

    /// A path for the library, whose own type comes from a module that differs between systems.
    private static func literal<Path: ExpressibleByStringLiteral>(_ text: String) -> Path
    where Path.StringLiteralType == String {
        Path(stringLiteral: text)
    }
}
