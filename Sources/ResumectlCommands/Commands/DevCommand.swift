// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
internal import AWSServices
internal import SiteConfig
internal import SiteDeploy
internal import SitePreview

/// Serves the site on this machine.
package struct DevCommand: ResumectlCommand {
    package static let configuration = CommandConfiguration(
        commandName: "dev", abstract: "Serve the site on this machine as CloudFront would, with the counter.",
        discussion: """
            The site's folder is served with its clean URLs, 404 page, headers and redirects. Files are read when they are \
            asked for, and open pages load again when one changes. The counter's paths are answered by the function in \
            your folder, run by Python as Lambda runs it, with a DynamoDB table on this machine that begins at 0 each \
            time. Nothing is sent to AWS and no credentials are needed, unless you ask for the table in your account.

            The function needs Python with the packages of lambda/requirements-dev.txt:
              python3 -m venv .venv && .venv/bin/pip install -r lambda/requirements-dev.txt
            Without them the site is served, but the counter answers 503. Ctrl-C ends the preview.

            Examples:
              resumectl dev
              resumectl dev --port 3000 --env staging
              resumectl dev --no-reload          just what CloudFront sends
              resumectl dev --live-table         count in the table of your AWS account
            """)

    @OptionGroup package var global: GlobalOptions

    @Option(
        help: ArgumentHelp(
            "The port. Without it: 8000, or the next that is free; 0 takes any.", valueName: "port"))
    package var port: Int?

    @Option(
        help: ArgumentHelp(
            "The address to listen on. With 0.0.0.0 others in your network can see the site.", valueName: "address"))
    package var host = "127.0.0.1"

    @Option(
        help: ArgumentHelp(
            "The Python for the function. Without it: .venv of the project, else python3.", valueName: "program"))
    package var python: String?

    @Flag(help: "Leave pages as they are: no live reload, and headers that let browsers keep files.")
    package var noReload = false

    @Flag(help: "Count in the real table, with your AWS credentials. Every visit to the preview counts.")
    package var liveTable = false

    package init() {}

    package func validate() throws {
        if let port, !(0...65535).contains(port) { throw ValidationError("--port must be between 0 and 65535.") }
        if host.isEmpty { throw ValidationError("--host must not be empty.") }
    }

    package func run(in context: CommandContext) async throws -> ExitStatus {
        let config = try Session.loadConfig(global, in: context)
        let missing = config.checkFiles()
        guard missing.isEmpty else { throw ConfigError(diagnostics: missing) }
        let output = DevOutput(context: context)
        let chosen = try await DevCounter(global: global, python: python, config: config, context: context)
            .choose(inAccount: liveTable)
        let server = try await PreviewServer(host: host, port: port)
        if port == nil, server.port != PreviewServer.usualPort {
            output.note("Port \(PreviewServer.usualPort) is taken, so this is another one.")
        }
        let preview = Preview(
            config: config, region: chosen.region, environment: context.environment, counter: chosen.counter,
            reloads: !noReload, event: output.show)
        output.begin(config, address: address(server.port), counter: chosen)
        if host != "127.0.0.1", host != "localhost", host != "::1" {
            output.note("Others can reach this address: the site, the counter, and files that are not deployed yet.")
        }
        for problem in try problems(preview) { output.note("A deploy would refuse this. \(problem)") }
        let environment = context.environment
        await context.interrupt.whileServing {
            await preview.serve(on: server) {
                while !context.interrupt.isRequested, (try? await environment.sleep(.milliseconds(100))) != nil {}
            }
        }
        return .done
    }

    private func problems(_ preview: Preview) throws -> [String] {
        try preview.folder.look().problems.map { "\($0)" }
    }

    /// What a browser opens.
    private func address(_ port: Int) -> String {
        let name = host == "0.0.0.0" || host == "::" ? "localhost" : host.contains(":") ? "[\(host)]" : host
        return "http://\(name):\(port)/"
    }
}
