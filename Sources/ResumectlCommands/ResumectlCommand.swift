// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser

/// A command of resumectl: parses, calls the core, shows the result.
///
/// Conforming types implement `run(in:)`; `run()` builds the real context and turns every error into text and an exit
/// status.
package protocol ResumectlCommand: AsyncParsableCommand {
    var global: GlobalOptions { get }

    /// Does the work.
    ///
    /// - Parameter context: The outside world: files, terminal, network, time.
    /// - Returns: The exit status.
    /// - Throws: Anything; it is shown and mapped to an exit status.
    func run(in context: CommandContext) async throws -> ExitStatus
}

extension ResumectlCommand {
    /// Runs the command against the real world and exits with its status.
    package func run() async throws {
        var context = CommandContext.live(options: global)
        do {
            context.recordFile = try global.jsonInto.map { try RecordFile(path: $0) }
        } catch {
            throw ExitCode(ErrorReport(error).show(on: context).rawValue)
        }
        let status = await run(reportingTo: context)
        if status != .done { throw ExitCode(status.rawValue) }
    }

    /// Runs the command; errors end as text on standard error and a status.
    ///
    /// - Parameter context: The outside world.
    /// - Returns: The exit status.
    package func run(reportingTo context: CommandContext) async -> ExitStatus {
        if context.writesRecords { context.json.start(command: CommandName.of(Self.self)) }
        let status = await context.progress.whileShowing {
            do {
                return try await run(in: context)
            } catch {
                context.progress.settleAll()
                return ErrorReport(error).show(on: context)
            }
        }
        context.requests.finish()
        context.github?.finish(status, command: context.repeated.added(to: "resumectl \(CommandName.of(Self.self))"))
        return status
    }
}
