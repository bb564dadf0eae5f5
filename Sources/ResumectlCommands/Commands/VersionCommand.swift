// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser

/// Prints the version, and with `--json` what else is known of the build.
package struct VersionCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print the version; with --json also the commit and the platform.",
        discussion: """
            Examples:
              resumectl version
              resumectl version --json
            """)

    @Flag(name: .customLong("json"), help: "Write newline-delimited JSON to standard output.")
    var json = false

    package init() {}

    package func run() {
        let console = Console(style: TextStyle(isColored: false), write: Console.streams())
        guard json else { return console.record(Version.current) }
        let records = JSONLines(consoles: [console])
        records.start(command: "version")
        records.write(BuildRecord())
    }
}

/// What is known of the build as a JSON record.
struct BuildRecord: Encodable {
    let type = "build"
    let version = Version.current
    /// The commit that a release was made from; missing in other builds.
    let commit = Version.commit
    /// Such as `linux-x86_64`.
    let platform = Version.platform
}
