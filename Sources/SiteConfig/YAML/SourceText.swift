// SPDX-License-Identifier: Apache-2.0

/// The text of a file with the way from line and column to its characters.
struct SourceText {
    let file: String
    private(set) var scalars: [Unicode.Scalar]
    /// Where each line starts; a last line without a break counts.
    private let lineStarts: [Int]

    /// Splits a text by the line breaks that YAML knows.
    init(_ text: String, file: String) {
        self.file = file
        scalars = Array(text.unicodeScalars)
        var starts = [0]
        for (index, scalar) in scalars.enumerated() {
            let next = index + 1 < scalars.count ? scalars[index + 1] : nil
            switch scalar {
            case "\r" where next == "\n": continue
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": starts.append(index + 1)
            default: continue
            }
        }
        lineStarts = starts
    }

    /// The text as it is now.
    var string: String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    /// The place of a character by its index.
    func position(at index: Int) -> SourcePosition {
        let line = lineStarts.lastIndex { $0 <= index } ?? 0
        return SourcePosition(file: file, line: line + 1, column: index - lineStarts[line] + 1)
    }

    /// The index of the character at a place, `nil` past the end.
    func index(at position: SourcePosition) -> Int? {
        guard lineStarts.indices.contains(position.line - 1) else { return nil }
        let index = lineStarts[position.line - 1] + position.column - 1
        return scalars.indices.contains(index) ? index : nil
    }

    /// The character at a place, `nil` past the end.
    func scalar(at position: SourcePosition) -> Unicode.Scalar? {
        index(at: position).map { scalars[$0] }
    }

    /// Puts another character at an index, which moves nothing.
    mutating func replace(at index: Int, with scalar: Unicode.Scalar) {
        scalars[index] = scalar
    }
}
