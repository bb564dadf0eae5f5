// SPDX-License-Identifier: Apache-2.0

import SiteConfig
import Testing

/// A configuration with mistakes and the exact report of them.
struct ConfigCase: Sendable, CustomTestStringConvertible {
    let name: String
    let yaml: String
    let environment: String?
    /// One text for each mistake: `line:column: message | hint`; without a position for the whole file.
    let report: [String]

    init(_ name: String, _ yaml: String, env environment: String? = nil, _ report: String...) {
        self.name = name
        self.yaml = yaml
        self.environment = environment
        self.report = report
    }

    var testDescription: String { name }

    /// Loads the text and compares what is reported.
    func check() {
        do throws(ConfigError) {
            _ = try ConfigLoader.load(text: yaml, file: "/c/r.yaml", environment: environment)
            #expect(report == [], "it loads")
        } catch {
            #expect(error.diagnostics.map(Self.line) == report)
        }
    }

    private static func line(_ diagnostic: Diagnostic) -> String {
        let position = diagnostic.position
        let place = position.line == 0 ? "" : "\(position.line):\(position.column): "
        return place + diagnostic.message + (diagnostic.hint.map { " | \($0)" } ?? "")
    }
}

/// The shortest configuration with further lines below it, which start on line 3.
func minimal(_ lines: String) -> String {
    "name: resume\nsite: {path: site}\n\(lines)\n"
}
