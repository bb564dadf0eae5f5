// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The ways in which AWS writes a moment.
///
/// `Date` counts in `Double` seconds: moments of this century keep microseconds.
package enum AWSTimestamp {
    /// Reads an ISO 8601 date and time, as the XML protocols and API Gateway write them.
    ///
    /// - Parameter text: `2026-11-20T08:09:10Z`, with any number of decimals of the second, and `Z` or an offset such
    ///   as `+00:00` or `+0000`.
    /// - Returns: The moment; decimals beyond the ninth are cut off. `nil` if the text is something else. A leap second
    ///   counts as the second after it.
    package static func parseISO8601(_ text: String) -> Date? {
        var scanner = TimestampScanner(text)
        guard let year = scanner.number(digits: 4), scanner.skip("-"), let month = scanner.number(digits: 2),
            scanner.skip("-"), let day = scanner.number(digits: 2), scanner.skip("T") || scanner.skip("t"),
            let time = scanner.time()
        else { return nil }
        let fraction: Double
        if scanner.skip(".") {
            guard let decimals = scanner.decimals() else { return nil }
            fraction = decimals
        } else {
            fraction = 0
        }
        guard let offset = scanner.offset(), scanner.isAtEnd,
            let days = CivilDate(year: year, month: month, day: day)?.daysSinceEpoch
        else { return nil }
        return Date(timeIntervalSince1970: Double(days * 86400 + time - offset) + fraction)
    }

    /// Writes an ISO 8601 date and time in UTC.
    ///
    /// - Parameters:
    ///   - date: The moment, in the years 0 to 9999.
    ///   - milliseconds: Whether to write three decimals. What is finer is cut off.
    /// - Returns: `2026-11-20T08:09:10Z` or `2026-11-20T08:09:10.250Z`.
    package static func formatISO8601(_ date: Date, milliseconds: Bool = false) -> String {
        let parts = TimestampParts(date)
        let fraction = milliseconds ? "." + TimestampParts.pad(parts.millisecond, 3) : ""
        return "\(parts.dateText)T\(parts.timeText)\(fraction)Z"
    }

    /// Reads the date of an HTTP header, such as `Date` or `Last-Modified`.
    ///
    /// - Parameter text: `Fri, 20 Nov 2026 08:09:10 GMT` or one of the two older forms of RFC 7231,
    ///   `Friday, 20-Nov-26 08:09:10 GMT` (years 70 to 99 are of the last century) and `Fri Nov 20 08:09:10 2026`.
    ///   The day of the week is not checked.
    /// - Returns: The moment in whole seconds; `nil` if the text is something else.
    package static func parseHTTPDate(_ text: String) -> Date? {
        guard let parts = TimestampScanner.httpDate(text),
            let days = CivilDate(year: parts.year, month: parts.month, day: parts.day)?.daysSinceEpoch
        else { return nil }
        return Date(timeIntervalSince1970: Double(days * 86400 + parts.time))
    }

    /// Writes a date for an HTTP header.
    ///
    /// - Parameter date: The moment, in the years 0 to 9999; a fraction of the second is cut off.
    /// - Returns: `Fri, 20 Nov 2026 08:09:10 GMT`.
    package static func formatHTTPDate(_ date: Date) -> String {
        let parts = TimestampParts(date)
        let weekday = TimestampScanner.weekdays[parts.weekday]
        let month = TimestampScanner.months[parts.civil.month - 1]
        let day = TimestampParts.pad(parts.civil.day, 2)
        return "\(weekday), \(day) \(month) \(TimestampParts.pad(parts.civil.year, 4)) \(parts.timeText) GMT"
    }

    /// Reads seconds since 1970 as the JSON protocols write them, with a fraction or an exponent.
    ///
    /// - Parameter value: A number.
    /// - Returns: The moment; `nil` if the value is no number.
    package static func parseEpochSeconds(_ value: JSONValue?) -> Date? {
        value?.doubleValue.map { Date(timeIntervalSince1970: $0) }
    }

    /// Reads milliseconds since 1970, as CloudWatch Logs writes them.
    ///
    /// - Parameter value: A number.
    /// - Returns: The moment; `nil` if the value is no number.
    package static func parseEpochMilliseconds(_ value: JSONValue?) -> Date? {
        value?.doubleValue.map { Date(timeIntervalSince1970: $0 / 1000) }
    }
}
