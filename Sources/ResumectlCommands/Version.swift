// SPDX-License-Identifier: Apache-2.0

/// The version of this build.
package enum Version {
    package static let current = "0.1.0"

    /// Whether a command line asks for the version and nothing else. The answer then needs no parser, which takes longer
    /// to set up than everything else.
    ///
    /// - Parameter arguments: The command line, the program's name first.
    /// - Returns: `true` for `resumectl --version`.
    package static func isAllThatIsAsked(by arguments: [String]) -> Bool {
        arguments.dropFirst().elementsEqual(["--version"])
    }
}
