// SPDX-License-Identifier: Apache-2.0

extension CommandContext {
    /// Runs something in the real world.
    ///
    /// - Parameters:
    ///   - options: What the user chose.
    ///   - body: What to do; given the world.
    /// - Returns: What `body` returns, or the status of a record file that cannot be written.
    static func withLive(
        options: GlobalOptions, _ body: (CommandContext) async -> ExitStatus
    ) async -> ExitStatus {
        var context = CommandContext.live(options: options)
        do {
            context.recordFile = try options.jsonInto.map { try RecordFile(path: $0) }
        } catch {
            return ErrorReport(error).show(on: context)
        }
        return await body(context)
    }

    /// Runs a command, and tells all who want to know how it ended; errors end as text on standard error and a status.
    ///
    /// - Parameters:
    ///   - name: The command as it is typed behind `resumectl`.
    ///   - body: The command.
    /// - Returns: The exit status.
    func reporting(_ name: String, _ body: () async throws -> ExitStatus) async -> ExitStatus {
        if writesRecords { json.start(command: name) }
        let status = await progress.whileShowing {
            do {
                return try await body()
            } catch {
                progress.settleAll()
                return ErrorReport(error).show(on: self)
            }
        }
        requests.finish()
        github?.finish(status, command: repeated.added(to: name.isEmpty ? "resumectl" : "resumectl \(name)"))
        return status
    }
}
