// SPDX-License-Identifier: Apache-2.0

/// A place in a configuration file.
///
/// Lines and columns start at 1; columns count Unicode scalars, not bytes. Line 0 stands for the file as a whole
/// (it cannot be read, it is empty), and then column is 0 too.
package struct SourcePosition: Sendable, Equatable, Hashable {
    /// The file's path as the user wrote it.
    package let file: String
    /// The line, from 1; 0 for the whole file.
    package let line: Int
    /// The column, from 1; 0 for the whole file.
    package let column: Int

    /// Makes a position from its parts.
    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// The position of a mistake that belongs to no line.
    package static func wholeFile(_ file: String) -> SourcePosition {
        SourcePosition(file: file, line: 0, column: 0)
    }
}

extension SourcePosition: Comparable {
    /// Orders positions of one file from top to bottom.
    package static func < (lhs: SourcePosition, rhs: SourcePosition) -> Bool {
        (lhs.line, lhs.column) < (rhs.line, rhs.column)
    }
}

extension SourcePosition: CustomStringConvertible {
    /// `file:line:column`, or just the file when no line is meant.
    package var description: String {
        line == 0 ? file : "\(file):\(line):\(column)"
    }
}
