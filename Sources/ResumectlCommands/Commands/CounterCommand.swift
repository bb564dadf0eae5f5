// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser

/// The commands about the number of visitors.
package struct CounterCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "counter", abstract: "Read or set how many visitors were counted.",
        discussion: """
            Examples:
              resumectl counter get
              resumectl counter set 0
            """,
        subcommands: [CounterGetCommand.self, CounterSetCommand.self])

    package init() {}
}
