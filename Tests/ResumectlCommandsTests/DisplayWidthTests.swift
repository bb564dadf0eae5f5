// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ResumectlCommands

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("日本語.html", 11), ("e\u{301}te\u{301}", 3), ("\u{1B}[31mred\u{1B}[0m", 3), ("→ …", 3),
        ("👍", 2), ("한글", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("a\u{200B}b", 2), ("カ", 2), ("ｶ", 1), ("ﬀ", 1),
    ])
    func widthIsWhatATerminalShows(_ text: String, _ width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("abcdef", 1, "…"), ("abcdef", 0, ""),
        ("日本語", 6, "日本語"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"), ("日本語", 2, "…"),
        ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
        ("\u{1B}[31mabcdef\u{1B}[0m", 4, "\u{1B}[31mabc…\u{1B}[0m"),
        ("\u{1B}[31mab\u{1B}[0mcdef\u{1B}[2mgh\u{1B}[0m", 5, "\u{1B}[31mab\u{1B}[0mcd…"),
    ])
    func clippingKeepsWhatFits(_ text: String, _ limit: Int, _ expected: String) {
        #expect(DisplayWidth.clip(text, to: limit) == expected)
        #expect(DisplayWidth.of(DisplayWidth.clip(text, to: limit)) <= limit)
    }
}
