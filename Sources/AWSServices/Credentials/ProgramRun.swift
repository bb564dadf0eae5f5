// SPDX-License-Identifier: Apache-2.0

internal import Subprocess

/// One run of a program whose output is read: no shell, nothing on its standard input, and never for ever.
struct ProgramRun {
    /// The program and its arguments. A name without `/` is looked for in `PATH`.
    let words: [String]
    /// The program's environment variables.
    let variables: [String: String]

    /// How a run ended.
    struct Outcome: Sendable {
        /// Whether the program ended with status 0.
        var isSuccess: Bool
        /// How it ended, for people: `exit status 1`.
        var status: String
        /// What it wrote to standard output.
        var output: [UInt8]
        /// The end of what it wrote to standard error, in one line.
        var errorText: String
    }

    /// Why there was no outcome, to follow the program's name: `was not found`.
    struct Failure: Error {
        var reason: String
    }

    /// The most bytes of standard output; credentials are far smaller.
    static let outputLimit = 256 * 1024
    /// The most bytes of standard error.
    static let errorLimit = 4 * 1024 * 1024

    /// Runs the program to its end.
    ///
    /// - Parameters:
    ///   - timeout: How long it may run; then it is told to end, and killed when it does not.
    ///   - sleep: Waits.
    /// - Returns: How it ended.
    /// - Throws: `Failure` when it could not be run to its end; `CancellationError`.
    func outcome(
        within timeout: Duration, sleep: @escaping @Sendable (Duration) async throws -> Void
    ) async throws -> Outcome {
        try await withThrowingTaskGroup(of: Outcome?.self) { group in
            group.addTask { try await run() }
            group.addTask {
                try await sleep(timeout)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            guard let outcome = first else {
                throw Failure(reason: "did not end within \(timeout.inWords)")
            }
            return outcome
        }
    }

    private func run() async throws -> Outcome {
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(1))]
        let program = words.first ?? ""
        var environment: [Environment.Key: String] = [:]
        for (name, value) in variables {
            if let key = Environment.Key(rawValue: name) { environment[key] = value }
        }
        do {
            let result = try await Subprocess.run(
                program.contains("/") ? .path(Self.literal(program)) : .name(program),
                arguments: Arguments(Array(words.dropFirst())), environment: .custom(environment),
                platformOptions: options, input: .none, output: .bytes(limit: Self.outputLimit),
                error: .bytes(limit: Self.errorLimit))
            try Task.checkCancellation()
            return Outcome(
                isSuccess: result.terminationStatus.isSuccess, status: Self.words(for: result.terminationStatus),
                output: result.standardOutput,
                errorText: ShownText.line(String(decoding: result.standardError, as: UTF8.self)))
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw Failure(reason: Self.reason(error))
        }
    }

    /// A path for the library, whose own type comes from a module that differs between systems; it can be written as a
    /// literal on all of them.
    private static func literal<Path: ExpressibleByStringLiteral>(_ text: String) -> Path
    where Path.StringLiteralType == String {
        Path(stringLiteral: text)
    }

    private static func reason(_ error: SubprocessError) -> String {
        switch error.code {
        case .executableNotFound: "was not found"
        case .spawnFailed: "could not be started: there is no such program, or it may not be run"
        case .outputLimitExceeded: "wrote too much"
        default: "could not be run: \(error.code)"
        }
    }

    private static func words(for status: TerminationStatus) -> String {
        switch status {
        case .exited(let code): "exit status \(code)"
        case .signaled(let signal): "signal \(signal)"
        }
    }
}
