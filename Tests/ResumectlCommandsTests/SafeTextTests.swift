// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ResumectlCommands

@Suite struct SafeTextTests {
    @Test(arguments: [
        ("plain", "plain"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("é 日本 🚀", "é 日本 🚀"),
        ("\u{1B}[2J", "\\u{1B}[2J"),
        ("\u{1B}]0;title\u{7}", "\\u{1B}]0;title\\u{7}"),
        ("\u{1B}[31mred\u{1B}[0m", "\u{1B}[31mred\u{1B}[0m"),
        ("\u{1B}[31;5mred", "\\u{1B}[31;5mred"),
        ("a\rb\u{8}", "a\\u{D}b\\u{8}"),
        ("\u{9B}2J", "\\u{9B}2J"),
        ("a\u{202E}fdp.exe", "a\\u{202E}fdp.exe"),
        ("\u{2066}x\u{2069}\u{2028}", "\\u{2066}x\\u{2069}\\u{2028}"),
    ])
    func `what moves the cursor or turns the writing is made visible`(_ text: String, _ expected: String) {
        #expect(SafeText.of(text) == expected)
    }

    @Test func `every decoration of our own comes through`() {
        let style = TextStyle(isColored: true)
        for text in [
            style.bold("x"), style.dim("x"), style.red("x"), style.green("x"), style.yellow("x"), style.cyan("x"),
        ] {
            #expect(SafeText.of(text) == text)
        }
    }
}
