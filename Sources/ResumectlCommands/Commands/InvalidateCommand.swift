// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
internal import Reconcile
internal import SiteDeploy

/// Makes CloudFront forget paths.
package struct InvalidateCommand: ResumectlCommand {
    package static let configuration = CommandConfiguration(
        commandName: "invalidate",
        abstract: "Make CloudFront forget paths, so that visitors get what is in the bucket.",
        discussion: """
            CloudFront keeps copies of the site's files near its visitors; an invalidation makes it drop them. Without \
            paths the command finds what changed in the bucket since the last invalidation, whoever changed it. Where it \
            cannot find that out, it invalidates everything.

            Examples:
              resumectl invalidate
              resumectl invalidate /index.html '/blog/*'
              resumectl invalidate --all
            """)

    @OptionGroup package var global: GlobalOptions
    @Argument(help: "Paths of the site, such as /index.html; a * at the end stands for everything that follows.")
    var paths: [String] = []
    @Flag(help: "Everything, which counts as one path.")
    var all = false
    @Flag(help: "Wait until CloudFront is done everywhere.")
    var wait = false

    package init() {}

    package func validate() throws {
        if all && !paths.isEmpty { throw ValidationError("Give paths or --all, not both.") }
        for path in paths where InvalidationPath.parse(path) == nil {
            throw ValidationError(
                "\"\(path)\" is not a path that CloudFront allows: up to \(InvalidationPath.maximumLength) characters, "
                    + "with * only as the last one.")
        }
        if paths.count > 3000 {
            throw ValidationError("CloudFront allows 3,000 paths at once; use a wildcard or --all.")
        }
    }

    package func run(in context: CommandContext) async throws -> ExitStatus {
        let session = try await Session.open(global, in: context, needsFiles: false)
        let deployer = try session.deployer(needsFiles: false)
        let done = try await context.interrupt.whileChanging {
            try await deployer.invalidate(all ? ["/*"] : paths.compactMap(InvalidationPath.parse), waits: wait)
        }
        context.progress.settle(nil)
        context.record(InvalidationRecord(id: done.id, paths: done.paths))
        guard !context.usesJSON else { return .done }
        if let id = done.id {
            for path in done.paths { context.console.info("  ~ \(path)") }
            let count =
                done.paths == ["/*"] ? "everything" : "\(done.paths.count) path\(done.paths.count == 1 ? "" : "s")"
            context.console.result(
                "Invalidation \(id): \(count). "
                    + (wait ? "Done everywhere." : "CloudFront usually needs a minute or two."))
        } else {
            context.console.result("Nothing changed in the bucket since the last invalidation.")
        }
        return .done
    }
}

private struct InvalidationRecord: Encodable {
    let type = "invalidation"
    let id: String?
    let paths: [String]
}
