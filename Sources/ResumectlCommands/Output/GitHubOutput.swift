// SPDX-License-Identifier: Apache-2.0

/// The outputs of a step, as the file `GITHUB_OUTPUT` takes them.
///
/// GitHub: "Workflow commands for GitHub Actions", "Setting an output parameter".
struct GitHubOutput: Equatable {
    /// Whether something was changed, or would be by a deploy; `nil` for commands that do not look.
    var isChanged: Bool?
    var exitCode: Int32
    /// Where the site is, or each of several sites.
    var urls: [String] = []
    /// The plan as Markdown.
    var plan: String?

    /// The lines to be appended to the file.
    ///
    /// - Parameter delimiter: Ends values of several lines; one that nobody can guess.
    /// - Returns: The lines, the last one ended.
    func lines(delimiter: String) -> String {
        var values = [("exitcode", "\(exitCode)")]
        if let isChanged { values.append(("changed", isChanged ? "true" : "false")) }
        if !urls.isEmpty { values.append(("url", urls.joined(separator: "\n"))) }
        if let plan { values.append(("plan", plan)) }
        return values.map { name, value in
            guard value.contains(where: \.isNewline) else { return "\(name)=\(value)\n" }
            var end = delimiter
            while value.contains(end) { end += "-" }
            return "\(name)<<\(end)\n\(value)\n\(end)\n"
        }.joined()
    }

    /// A delimiter of 128 random bits.
    static func delimiter(using generator: inout some RandomNumberGenerator) -> String {
        let bits = [generator.next(), generator.next()].map { (number: UInt64) in
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        return "resumectl-\(bits.joined())"
    }
}
