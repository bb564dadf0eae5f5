// SPDX-License-Identifier: Apache-2.0

internal import BuildInfo

/// The version of this build.
package enum Version {
    package static let current = "0.1.0"

    /// The commit that the build was made from, 40 hexadecimal digits; `nil` when the build was not told.
    package static var commit: String? {
        let text = String(cString: resumectl_build_commit())
        return text.isEmpty ? nil : text
    }

    /// The system and processor that the build is for, as the release files are named: `linux-x86_64`.
    package static var platform: String { "\(system)-\(processor)" }

    private static var system: String {
        #if os(Linux)
            "linux"
        #elseif os(macOS)
            "macos"
        #else
            "unknown"
        #endif
    }

    private static var processor: String {
        #if arch(x86_64)
            "x86_64"
        #elseif arch(arm64)
            "arm64"
        #else
            "unknown"
        #endif
    }

    /// Whether a command line asks for the version and nothing else. The answer then needs no parser, which takes longer
    /// to set up than everything else.
    ///
    /// - Parameter arguments: The command line, the program's name first.
    /// - Returns: `true` for `resumectl --version`.
    package static func isAllThatIsAsked(by arguments: [String]) -> Bool {
        arguments.dropFirst().elementsEqual(["--version"])
    }
}
