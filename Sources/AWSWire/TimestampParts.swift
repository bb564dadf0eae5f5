// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A moment in UTC, taken apart to be written.
struct TimestampParts {
    let civil: CivilDate
    /// Seconds since midnight.
    let second: Int
    let millisecond: Int
    /// 0 for Sunday.
    let weekday: Int

    /// A moment outside the years 0 to 9999 becomes the nearest one inside.
    init(_ date: Date) {
        let interval = min(max(date.timeIntervalSince1970, -62_167_219_200), 253_402_300_799)
        // A millisecond that was read must come back: half a microsecond makes up for what binary fractions lose.
        let milliseconds = Int(((interval.isNaN ? 0 : interval) * 1000 + 0.0005).rounded(.down))
        let seconds = Self.floorDivide(milliseconds, 1000)
        let days = Self.floorDivide(seconds, 86400)
        civil = CivilDate(daysSinceEpoch: days)
        second = seconds - days * 86400
        millisecond = milliseconds - seconds * 1000
        weekday = days + 4 - Self.floorDivide(days + 4, 7) * 7
    }

    var dateText: String {
        "\(Self.pad(civil.year, 4))-\(Self.pad(civil.month, 2))-\(Self.pad(civil.day, 2))"
    }

    var timeText: String {
        "\(Self.pad(second / 3600, 2)):\(Self.pad(second / 60 % 60, 2)):\(Self.pad(second % 60, 2))"
    }

    static func pad(_ number: Int, _ count: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
    }

    private static func floorDivide(_ dividend: Int, _ divisor: Int) -> Int {
        let quotient = dividend / divisor
        return dividend % divisor < 0 ? quotient - 1 : quotient
    }
}
