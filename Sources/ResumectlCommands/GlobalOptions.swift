// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser

/// The options that every command takes.
package struct GlobalOptions: ParsableArguments {
    @Option(
        name: [.short, .customLong("config")],
        help: ArgumentHelp(
            "The configuration file. Without it: resume.yaml or config/resume.yaml of the current folder.",
            valueName: "file"), completion: .file(extensions: ["yaml", "yml"]))
    package var config: String?

    @Option(
        name: .customLong("env"),
        help: ArgumentHelp("The environment of the configuration to use, such as staging.", valueName: "name"))
    package var environment: String?

    @Option(help: ArgumentHelp("The profile of the AWS configuration files (~/.aws) to use.", valueName: "name"))
    package var profile: String?

    @Option(help: ArgumentHelp("The AWS region; overrides the configuration.", valueName: "region"))
    package var region: String?

    @Option(
        name: .customLong("endpoint-url"),
        help: ArgumentHelp("Send every request to this address instead of AWS.", valueName: "url"))
    package var endpointURL: String?

    @Flag(name: .customLong("json"), help: "Write JSON records, one per line, to standard output.")
    package var json = false

    @Option(
        name: .customLong("json-into"),
        help: ArgumentHelp("Write the same records into a file, beside the text.", valueName: "file"))
    package var jsonInto: String?

    @Flag(
        name: [.short, .customLong("quiet")],
        help: "Show no progress, and no plan before a deploy: only the result and what went wrong.")
    package var quiet = false

    @Flag(name: .customLong("no-color"), help: "No colors. NO_COLOR in the environment does the same.")
    package var noColor = false

    @Flag(name: [.short, .customLong("verbose")], help: "Show also what stays as it is.")
    package var verbose = false

    @Flag(help: "Show every request to AWS, without secrets, and how many there were.")
    package var debug = false

    package init() {}
}
