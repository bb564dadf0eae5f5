// SPDX-License-Identifier: Apache-2.0

import AWSSigning
import Foundation
import Testing

struct SigningDateTests {
    @Test(arguments: [
        (0, "19700101T000000Z"),
        (-1, "19691231T235959Z"),
        (951_782_399, "20000228T235959Z"),
        (951_782_400, "20000229T000000Z"),
        (951_868_800, "20000301T000000Z"),
        (1_440_938_160, "20150830T123600Z"),
        (4_107_542_399, "21000228T235959Z"),
        (4_107_542_400, "21000301T000000Z"),
        (253_402_300_799, "99991231T235959Z"),
        (253_402_300_800, "99991231T235959Z"),
        (Int64.max, "99991231T235959Z"),
        (Int64.min, "00010101T000000Z"),
    ])
    func timestamp(seconds: Int64, expected: String) {
        let date = SigningDate(secondsSinceEpoch: seconds)
        #expect(date.timestamp == expected)
        #expect(date.dateStamp == expected.prefix(8))
    }

    @Test(
        arguments: [
            (0.999, 0), (-0.001, -1), (1_440_938_160.5, 1_440_938_160), (Double.nan, 0),
            (Double.infinity, 253_402_300_799), (-Double.infinity, -62_135_596_800),
        ] as [(Double, Int64)])
    func fractionsAreCutOff(interval: Double, expected: Int64) {
        #expect(SigningDate(timeIntervalSince1970: interval).secondsSinceEpoch == expected)
    }

    @Test func daysAreThoseOfTheCalendar() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        // Every 41st day of two centuries, a second before and at midnight.
        for day in stride(from: Int64(-10_000), to: 65_000, by: 41) {
            for seconds in [day * 86400 - 1, day * 86400] {
                let parts = calendar.dateComponents(
                    [.year, .month, .day, .hour, .minute, .second],
                    from: Date(timeIntervalSince1970: Double(seconds)))
                let expected = String(
                    format: "%04d%02d%02dT%02d%02d%02dZ", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0,
                    parts.hour ?? 0, parts.minute ?? 0, parts.second ?? 0)
                #expect(SigningDate(secondsSinceEpoch: seconds).timestamp == expected)
            }
        }
    }
}
