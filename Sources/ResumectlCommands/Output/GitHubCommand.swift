// SPDX-License-Identifier: Apache-2.0

/// A line by which a step talks to the runner of GitHub Actions.
///
/// GitHub: "Workflow commands for GitHub Actions"; what is escaped is what the runner turns back.
struct GitHubCommand: Equatable {
    /// The level of an annotation.
    enum Level: String {
        case error, warning, notice
    }

    /// The line, without its end.
    let line: String

    /// A message that is shown at the run, and at a place of a file when it has one.
    ///
    /// - Parameters:
    ///   - level: How bad it is.
    ///   - title: A few words above the message.
    ///   - message: The message; may have several lines.
    ///   - file: The file's path from the root of the repository.
    ///   - row: The line, from 1; 0 for the whole file.
    ///   - column: The column, from 1; 0 for the whole line.
    /// - Returns: The command.
    static func annotation(
        _ level: Level, title: String, message: String, file: String? = nil, row: Int = 0, column: Int = 0
    ) -> GitHubCommand {
        var properties: [(String, String)] = []
        if let file {
            properties.append(("file", file))
            if row > 0 { properties.append(("line", "\(row)")) }
            if row > 0, column > 0 { properties.append(("col", "\(column)")) }
        }
        properties.append(("title", title))
        let list = properties.map { "\($0)=\(property($1))" }.joined(separator: ",")
        return GitHubCommand(line: "::\(level.rawValue) \(list)::\(data(message))")
    }

    /// The lines until `endGroup` are folded under a title.
    static func group(_ title: String) -> GitHubCommand { GitHubCommand(line: "::group::\(data(title))") }

    static let endGroup = GitHubCommand(line: "::endgroup::")

    /// Text after the last `::`.
    static func data(_ text: String) -> String {
        SafeText.of(text).replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    /// A property's value.
    static func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }

    /// Text from elsewhere such that the runner takes no part of it for a command: names of files and what a server says
    /// are shown in the log, where `::add-mask::` at the begin of a line, or `##[` anywhere, would be obeyed.
    ///
    /// - Parameter text: Lines for people, or a JSON record.
    /// - Returns: The same text; of a record, the same JSON value.
    static func harmless(_ text: String) -> String {
        guard text.utf8.contains(0x23) || text.utf8.contains(0x3A) else { return text }
        let bracket = text.hasPrefix("{\"") ? "##\\u005b" : "## ["
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let start = line.drop { $0.isWhitespace }
            return start.hasPrefix("::") ? "\(line[..<start.startIndex]): :\(start.dropFirst(2))" : String(line)
        }
        return lines.joined(separator: "\n").replacing("##[", with: bracket)
    }
}
