// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Foundation
import Testing

struct AWSTimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0),
        ("2026-09-01T08:09:10Z", 1_788_250_150),
        ("2026-09-01T08:09:10.000Z", 1_788_250_150),
        ("2026-09-01T08:09:10.25Z", 1_788_250_150.25),
        ("2026-09-01T08:09:10.123456789123Z", 1_788_250_150.123456789),
        ("2026-09-01T10:09:10+02:00", 1_788_250_150),
        ("2026-09-01T02:39:10-0530", 1_788_250_150),
        ("2026-09-01t08:09:10z", 1_788_250_150),
        ("2024-02-29T00:00:00Z", 1_709_164_800),
        ("2016-12-31T23:59:60Z", 1_483_228_800),
        ("1969-12-31T23:59:59.5Z", -0.5),
    ])
    func readsISO8601(text: String, seconds: Double) {
        #expect(AWSTimestamp.parseISO8601(text)?.timeIntervalSince1970 == seconds)
    }

    @Test(arguments: [
        "", "2026", "2026-09-01", "2026-09-01T08:09:10", "2026-09-01 08:09:10Z", "2026-9-1T08:09:10Z",
        "2026-13-01T08:09:10Z", "2026-00-01T08:09:10Z", "2026-02-29T08:09:10Z", "2026-04-31T08:09:10Z",
        "2026-09-01T24:00:00Z", "2026-09-01T08:60:10Z", "2026-09-01T08:09:61Z", "2026-09-01T08:09:10.Z",
        "2026-09-01T08:09:10ZZ", "2026-09-01T08:09:10+2", "2026-09-01T08:09:10+25:00", "2026-09-01T08:09:1٠Z",
        "+026-09-01T08:09:10Z", "1788250150",
    ])
    func refusesWhatIsNoISO8601(text: String) {
        #expect(AWSTimestamp.parseISO8601(text) == nil)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
        (1_788_250_150.25, "2026-09-01T08:09:10Z", "2026-09-01T08:09:10.250Z", "Tue, 01 Sep 2026 08:09:10 GMT"),
        (1_788_250_150.123, "2026-09-01T08:09:10Z", "2026-09-01T08:09:10.123Z", "Tue, 01 Sep 2026 08:09:10 GMT"),
        (-0.5, "1969-12-31T23:59:59Z", "1969-12-31T23:59:59.500Z", "Wed, 31 Dec 1969 23:59:59 GMT"),
        (-62_167_219_200, "0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z", "Sat, 01 Jan 0000 00:00:00 GMT"),
        (1e300, "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000Z", "Fri, 31 Dec 9999 23:59:59 GMT"),
    ])
    func writes(seconds: Double, iso: String, milliseconds: String, http: String) {
        let date = Date(timeIntervalSince1970: seconds)
        #expect(AWSTimestamp.formatISO8601(date) == iso)
        #expect(AWSTimestamp.formatISO8601(date, milliseconds: true) == milliseconds)
        #expect(AWSTimestamp.formatHTTPDate(date) == http)
    }

    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
        ("Sun Nov  6 08:49:37 1994", 784_111_777),
        ("Sun Nov 16 08:49:37 1994", 784_975_777),
        ("Wednesday, 02-Sep-26 08:09:10 GMT", 1_788_336_550),
    ])
    func readsHTTPDates(text: String, seconds: Double) {
        #expect(AWSTimestamp.parseHTTPDate(text)?.timeIntervalSince1970 == seconds)
    }

    @Test(arguments: [
        "", "Sun", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 6 Nov 1994 08:49:37 GMT",
        "Son, 06 Nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 06-Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT x",
    ])
    func refusesWhatIsNoHTTPDate(text: String) {
        #expect(AWSTimestamp.parseHTTPDate(text) == nil)
    }

    @Test func everyMillisecondComesBack() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<2000 {
            let milliseconds = Int64.random(in: -2_000_000_000_000...4_102_444_800_000, using: &generator)
            let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
            let text = AWSTimestamp.formatISO8601(date, milliseconds: true)
            #expect(AWSTimestamp.parseISO8601(text).map { abs($0.timeIntervalSince(date)) < 0.0005 } == true, "\(text)")
            let whole = Date(timeIntervalSince1970: Double(milliseconds / 1000))
            #expect(AWSTimestamp.parseHTTPDate(AWSTimestamp.formatHTTPDate(whole)) == whole)
        }
    }

    @Test func epochNumbers() throws {
        #expect(AWSTimestamp.parseEpochSeconds(1_788_250_150)?.timeIntervalSince1970 == 1_788_250_150)
        #expect(
            AWSTimestamp.parseEpochSeconds(try JSONValue(parsing: "1.78825015025E9"))?.timeIntervalSince1970
                == 1_788_250_150.25)
        #expect(AWSTimestamp.parseEpochMilliseconds(1_788_250_150_250)?.timeIntervalSince1970 == 1_788_250_150.25)
        #expect(AWSTimestamp.parseEpochSeconds("1788250150") == nil)
        #expect(AWSTimestamp.parseEpochSeconds(nil) == nil)
    }
}
