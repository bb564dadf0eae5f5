// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser

/// Prints what a shell needs to complete command lines.
package struct CompletionCommand: ParsableCommand {
    /// The shells that there is a script for.
    enum Shell: String, ExpressibleByArgument, CaseIterable, Sendable {
        case bash, zsh, fish
    }

    package static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Print a script that lets your shell complete commands and options.",
        discussion: """
            `make install` and the packages put the scripts in place. By hand, once:

            Examples:
              resumectl completion bash > ~/.local/share/bash-completion/completions/resumectl
              resumectl completion zsh > ~/.zfunc/_resumectl      with ~/.zfunc in fpath
              resumectl completion fish > ~/.config/fish/completions/resumectl.fish
            """)

    @Argument(help: ArgumentHelp("The shell: bash, zsh or fish.", valueName: "shell"))
    var shell: Shell

    package init() {}

    package func run() {
        let known: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        Console(style: TextStyle(isColored: false), write: Console.streams()).record(Root.completionScript(for: known))
    }
}
