// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser

/// What lets a repository's workflows deploy.
package struct CICommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "ci", abstract: "Let a GitHub repository deploy the site, without stored keys.",
        discussion: """
            Examples:
              resumectl ci setup --repo jane/resume
              resumectl ci remove
            """,
        subcommands: [CISetupCommand.self, CIRemoveCommand.self])

    package init() {}
}
