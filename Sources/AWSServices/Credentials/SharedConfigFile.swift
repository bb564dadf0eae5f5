// SPDX-License-Identifier: Apache-2.0

/// One of the files that AWS's tools share, `~/.aws/config` or `~/.aws/credentials`, as sections of keys and values.
///
/// | Line | Meaning |
/// |---|---|
/// | `[profile dev]`, `[profile "my dev"]`, `[default]` | a section begins; the same one may come again and is continued |
/// | `region = eu-west-1` | a key, in any case, and its value up to the end of the line |
/// | `  endpoint_url = …` below a key without value | a key one level down: `s3` → `endpoint_url` |
/// | `  more` below a key with a value | the value goes on, after a line feed |
/// | `# …`, `; …` | a comment, on a line of its own |
///
/// AWS reference: AWS SDKs and Tools Reference Guide, "Using shared config and credentials files".
package struct SharedConfigFile: Sendable, Equatable {
    /// One section.
    package struct Section: Sendable, Equatable {
        /// The keys in lower case and their values.
        package var values: [String: String] = [:]
        /// Keys one level down, by the key above them.
        package var nested: [String: [String: String]] = [:]

        /// The value of a key, `nil` when it is missing or empty.
        ///
        /// - Parameter key: The key in lower case.
        package subscript(key: String) -> String? {
            guard let value = values[key], !value.isEmpty else { return nil }
            return value
        }
    }

    /// What stands in the brackets of a section: `profile dev` has a type and a name, `default` a name alone.
    package struct Title: Sendable, Hashable {
        /// `profile`, `sso-session`, `services`; `nil` when the brackets hold one word.
        package var type: String?
        /// The name without quotes.
        package var name: String

        /// Makes a title.
        package init(type: String? = nil, name: String) {
            self.type = type
            self.name = name
        }
    }

    /// The sections.
    package var sections: [Title: Section] = [:]

    /// A file without sections, which stands for a missing one, too.
    package init() {}

    /// Reads a file's text.
    ///
    /// - Parameters:
    ///   - text: The whole text.
    ///   - path: The file's path, for errors.
    /// - Throws: `SharedConfigError` with file and line. The text of the line is not in it: it may be a secret.
    package init(parsing text: String, path: String) throws(SharedConfigError) {
        var reader = SharedConfigReader(path: path)
        var number = 0
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            try reader.read(line, number: number)
        }
        sections = reader.sections
    }
}

extension SharedConfigFile.Section: CustomStringConvertible, CustomReflectable {
    /// The names of the keys; their values may be secret.
    package var description: String { "Section(\(values.keys.sorted().joined(separator: ", ")))" }

    /// The parts of `description`.
    package var customMirror: Mirror { Mirror(self, children: ["keys": values.keys.sorted()]) }
}

/// A line of a shared file that cannot be understood.
package struct SharedConfigError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file.
    package var path: String
    /// The line, from 1; `nil` when the file as a whole is at fault.
    package var line: Int?
    /// What is wrong with it.
    package var reason: String

    /// Makes an error.
    package init(path: String, line: Int?, reason: String) {
        self.path = path
        self.line = line
        self.reason = reason
    }

    /// `~/.aws/config:12: expected "key = value"`
    package var description: String {
        line.map { "\(path):\($0): \(reason)" } ?? "\(path): \(reason)"
    }
}
