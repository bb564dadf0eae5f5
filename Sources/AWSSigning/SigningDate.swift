// SPDX-License-Identifier: Apache-2.0

/// A moment as Signature Version 4 writes it, in UTC and whole seconds.
package struct SigningDate: Sendable, Hashable, Comparable {
    /// Seconds since 1970-01-01T00:00:00Z, within the years 1 to 9999.
    package let secondsSinceEpoch: Int64

    /// Makes a date. A moment outside the years 1 to 9999 becomes the nearest one inside.
    ///
    /// - Parameter secondsSinceEpoch: Seconds since 1970 in UTC.
    package init(secondsSinceEpoch: Int64) {
        self.secondsSinceEpoch = min(max(secondsSinceEpoch, -62_135_596_800), 253_402_300_799)
    }

    /// Makes a date from the value of `Date.timeIntervalSince1970`, cut down to whole seconds.
    ///
    /// - Parameter timeIntervalSince1970: Seconds since 1970 in UTC; not a number counts as 0.
    package init(timeIntervalSince1970: Double) {
        let limit = 1.0e12
        let seconds = timeIntervalSince1970.isNaN ? 0 : min(max(timeIntervalSince1970, -limit), limit)
        self.init(secondsSinceEpoch: Int64(seconds.rounded(.down)))
    }

    /// The day, counted from 1970-01-01.
    package var day: Int64 {
        (secondsSinceEpoch - (secondsSinceEpoch % 86400 + 86400) % 86400) / 86400
    }

    /// The day as `yyyymmdd`.
    package var dateStamp: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8)
        appendDateStamp(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The second as `yyyymmddThhmmssZ`, the value of `x-amz-date`.
    package var timestamp: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16)
        appendTimestamp(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    func appendDateStamp(to bytes: inout [UInt8]) {
        let (year, month, dayOfMonth) = civilDate
        appendDigits(year, count: 4, to: &bytes)
        appendDigits(month, count: 2, to: &bytes)
        appendDigits(dayOfMonth, count: 2, to: &bytes)
    }

    func appendTimestamp(to bytes: inout [UInt8]) {
        appendDateStamp(to: &bytes)
        let second = secondsSinceEpoch - day * 86400
        bytes.append(UInt8(ascii: "T"))
        appendDigits(second / 3600, count: 2, to: &bytes)
        appendDigits(second / 60 % 60, count: 2, to: &bytes)
        appendDigits(second % 60, count: 2, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    /// Year, month and day of the Gregorian calendar. Years are counted from March, so that the leap day comes last;
    /// 719,468 is the number of days from 0000-03-01 to 1970-01-01, 146,097 that of 400 years.
    private var civilDate: (year: Int64, month: Int64, day: Int64) {
        let days = day + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfMonth)
    }

    private func appendDigits(_ number: Int64, count: Int, to bytes: inout [UInt8]) {
        var divisor: Int64 = count == 4 ? 1000 : 10
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
    }

    /// Whether one date is before another.
    ///
    /// - Parameters:
    ///   - lhs: A date.
    ///   - rhs: Another date.
    /// - Returns: `true` if the first is the earlier one.
    package static func < (lhs: SigningDate, rhs: SigningDate) -> Bool {
        lhs.secondsSinceEpoch < rhs.secondsSinceEpoch
    }
}
