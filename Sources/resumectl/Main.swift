// SPDX-License-Identifier: Apache-2.0

internal import ResumectlCommands

@main
struct Main {
    static func main() async {
        if Version.isAllThatIsAsked(by: CommandLine.arguments) {
            print(Version.current)
            return
        }
        await Root.start(Array(CommandLine.arguments.dropFirst()))
    }
}
