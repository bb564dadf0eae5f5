// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

/// The options by which the user chose the site and the account. A command that the user is told to run must have them
/// too, or it would work on another site.
package struct RepeatedOptions: Sendable, Equatable {
    private let given: [(name: String, value: String)]

    package init() {
        given = []
    }

    /// - Parameter options: What the user gave.
    package init(_ options: GlobalOptions) {
        let all: [(String, String?)] = [
            ("-c", options.config), ("--env", options.environment), ("--profile", options.profile),
            ("--region", options.region), ("--endpoint-url", options.endpointURL),
        ]
        given = all.compactMap { name, value in value.map { (name, $0) } }
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.given.elementsEqual(right.given) { $0 == $1 }
    }

    /// A text in which each line that is a command of resumectl has the options; one that it names itself wins.
    ///
    /// - Parameter hint: Lines of text; a command stands alone on its line.
    /// - Returns: The same lines.
    package func added(to hint: String) -> String {
        hint.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let words = line.split(separator: " ")
            guard words.first == "resumectl" else { return String(line) }
            return given.filter { !words.contains($0.name[...]) }
                .reduce(String(line)) { "\($0) \($1.name) \(ShownText.word($1.value))" }
        }.joined(separator: "\n")
    }
}
