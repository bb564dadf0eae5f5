// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
package import ArgumentParser
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

/// Opens the site in a browser.
package struct OpenCommand: ResumectlCommand {
    package static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open the site in a browser.",
        discussion: """
            A site with a domain is opened without asking AWS. The variable BROWSER names the program that opens it; \
            without it that is open on macOS and xdg-open elsewhere. Where there is no browser, the address is printed.

            Examples:
              resumectl open
              BROWSER=w3m resumectl open
            """)

    @OptionGroup package var global: GlobalOptions

    package init() {}

    package func run(in context: CommandContext) async throws -> ExitStatus {
        let url = try await address(in: context)
        let commands = Browser.commands(for: url, variables: context.environment.variables)
        let isOpened = commands.contains(where: context.launch)
        context.record(OpenedRecord(url: url, opened: isOpened))
        guard !context.usesJSON else { return .done }
        if isOpened {
            context.console.info("Opened \(url)")
        } else {
            context.console.info("There is no browser to open it with:")
            context.console.result(url)
        }
        return .done
    }

    private func address(in context: CommandContext) async throws -> String {
        let config = try Session.loadConfig(global, in: context)
        if let domain = config.domain { return "https://\(domain)/" }
        let session = try await SessionStart.open(global, config, in: context, needsFiles: false).identify()
        let outputs = try await session.deployer(needsFiles: false).observe(.site, files: false).liveOutputs
        guard let url = SiteAddress(outputs: outputs, config: config, counter: nil).url else {
            throw DeployError.notDeployed("It has no distribution yet.")
        }
        return url
    }
}

/// Which programs may open an address.
enum Browser {
    /// The command lines to try, in order; empty where there is nothing to see a browser with.
    ///
    /// - Parameters:
    ///   - url: The address.
    ///   - variables: The environment. `BROWSER` holds commands between colons; `%s` stands for the address.
    /// - Returns: The command lines.
    static func commands(for url: String, variables: [String: String]) -> [[String]] {
        let chosen = (variables["BROWSER"] ?? "").split(separator: ":").map { command in
            let words = command.split(separator: " ").map(String.init)
            return words.contains { $0.contains("%s") }
                ? words.map { $0.replacing("%s", with: url) } : words + [url]
        }
        guard chosen.isEmpty else { return chosen }
        #if os(macOS)
            return [["open", url]]
        #else
            if ["DISPLAY", "WAYLAND_DISPLAY"].contains(where: { !(variables[$0] ?? "").isEmpty }) {
                return [["xdg-open", url]]
            }
            // Windows' own browser, seen from the Linux in it.
            return (variables["WSL_DISTRO_NAME"] ?? "").isEmpty ? [] : [["wslview", url]]
        #endif
    }
}

private struct OpenedRecord: Encodable {
    let type = "open"
    let url: String
    let opened: Bool
}
