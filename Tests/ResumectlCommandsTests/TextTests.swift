// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ResumectlCommands

struct TextTests {
    @Test(
        arguments: [
            (0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (99_949, "99.9 kB"), (250_000, "250 kB"),
            (999_499, "999 kB"), (999_500, "1.0 MB"), (4_800_000, "4.8 MB"), (5_368_709_120, "5.4 GB"),
        ] as [(Int64, String)])
    func bytesAreShownInDecimalUnits(count: Int64, text: String) {
        #expect(ByteText(count).description == text)
    }

    @Test(
        arguments: [
            (.milliseconds(40), "0.0 s"), (.milliseconds(1_250), "1.3 s"), (.seconds(59), "59.0 s"),
            (.seconds(200), "3 min 20 s"),
        ] as [(Duration, String)])
    func durationsAreShownInSecondsAndMinutes(duration: Duration, text: String) {
        #expect(DurationText(duration).description == text)
    }

    @Test func colorsFollowTheConventions() {
        func style(_ environment: [String: String], terminal: Bool = true, noColor: Bool = false) -> Bool {
            TextStyle.choose(environment: environment, isTerminal: terminal, noColor: noColor).isColored
        }
        #expect(style([:]))
        #expect(!style([:], terminal: false))
        #expect(!style(["NO_COLOR": "1"]))
        #expect(style(["NO_COLOR": ""]))
        #expect(!style(["TERM": "dumb"]))
        #expect(style(["FORCE_COLOR": "1"], terminal: false))
        #expect(!style(["FORCE_COLOR": "0"], terminal: false))
        #expect(!style(["FORCE_COLOR": "1"], noColor: true))
    }
}
