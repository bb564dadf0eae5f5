// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser

/// The `resumectl` command.
package struct Root: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "resumectl",
        abstract: "Takes a personal site from a folder to HTTPS on your own AWS account, and keeps it there.",
        discussion: """
            A YAML file describes the site: a private bucket behind CloudFront, its certificate and DNS, and a visitor \
            counter on API Gateway, Lambda and DynamoDB. There is no state file: every command compares the file with the \
            live account, and a run that was interrupted is finished by running it again.

            Examples:
              resumectl init                     write a configuration, and a sample site
              resumectl whoami                   show the account and identity in use
              resumectl validate                 check the configuration, without AWS
              resumectl dev                      preview the site on this machine
              resumectl plan                     show what a deploy would change
              resumectl deploy                   make the account match the configuration
              resumectl invalidate               make CloudFront forget what changed
              resumectl status                   show what is live
              resumectl outputs url              print one value, for scripts
              resumectl open                     open the site in a browser
              resumectl logs -f                  follow what the counter's function logs
              resumectl counter get              print how many visitors were counted
              resumectl graph                    draw the parts of the site
              resumectl doctor                   look for problems, and say how to fix them
              resumectl destroy                  remove everything
              resumectl policy                   print the permissions that a deploy needs
              resumectl ci setup                 let GitHub deploy, without stored keys

            Exit status:
              0 done   1 error   2 changes present (plan --detailed-exitcode)
              3 accepted, but pending in AWS   4 partly done, safe to run again
              5 refused, to be safe   64 usage or configuration
              77 credentials or permission   130 interrupted
            """,
        version: Version.current,
        subcommands: [
            InitCommand.self, ValidateCommand.self, DevCommand.self, PlanCommand.self, DeployCommand.self,
            InvalidateCommand.self, StatusCommand.self, OutputsCommand.self, OpenCommand.self, LogsCommand.self,
            CounterCommand.self, GraphCommand.self, DoctorCommand.self,
            DestroyCommand.self, WhoamiCommand.self, PolicyCommand.self, CICommand.self,
            CompletionCommand.self, VersionCommand.self,
        ])

    package init() {}
}
