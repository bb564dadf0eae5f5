// SPDX-License-Identifier: Apache-2.0

import Yams

extension YAMLReader {
    /// A mistake for an error of the YAML parser. The hint goes by the characters at the place, not by the text of
    /// the error, which belongs to the parser.
    static func diagnostic(for error: any Error, in source: SourceText) -> Diagnostic {
        guard let error = error as? YamlError else {
            return Diagnostic(
                .syntax, position: .wholeFile(source.file), message: "the file is not valid YAML: \(error)")
        }
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let position = SourcePosition(file: source.file, line: mark.line, column: mark.column)
            let start = context.map { SourcePosition(file: source.file, line: $0.mark.line, column: $0.mark.column) }
            if source.scalar(at: position) == "\t" {
                return Diagnostic(
                    .syntax, position: position, message: "a tab cannot indent a line of YAML", hint: "Use spaces.")
            }
            let details = [problem, context?.text].compactMap { $0?.trimmingSpaces }.filter { !$0.isEmpty }
            return Diagnostic(
                .syntax, position: position,
                message: "the file is not valid YAML: \(details.joined(separator: " "))",
                hint: hint(at: position, start: start, in: source))
        case .reader(let problem, _, _, _):
            return Diagnostic(
                .syntax, position: .wholeFile(source.file), message: "the file cannot be read as YAML: \(problem)")
        case .memory, .no, .writer, .emitter, .representer, .dataCouldNotBeDecoded, .duplicatedKeysInMapping:
            return Diagnostic(
                .syntax, position: .wholeFile(source.file), message: "the file is not valid YAML: \(error)")
        }
    }

    private static func hint(at position: SourcePosition, start: SourcePosition?, in source: SourceText) -> String? {
        let characters = [source.scalar(at: position), start.flatMap(source.scalar(at:))]
        if characters.contains("*") {
            return "A value that starts with * needs quotes: \"*.html\"."
        }
        if characters.contains("@") || characters.contains("`") || characters.contains("%") {
            return "A value that starts with this character needs quotes."
        }
        if source.scalar(at: position) == ":" {
            return "A value with a colon and a space in it needs quotes; a key needs the same indent as its neighbours."
        }
        if let start, let opening = source.scalar(at: start), "\"'[{".unicodeScalars.contains(opening) {
            return "The \(opening) on line \(start.line) is not closed."
        }
        return "Check the indent of this line and of the line above."
    }
}

extension String {
    /// The text without white space at both ends.
    fileprivate var trimmingSpaces: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
