// SPDX-License-Identifier: Apache-2.0

/// Reads the parts of a date and time from text, byte by byte.
struct TimestampScanner {
    static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ text: String) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        rest = rest.dropFirst(text.utf8.count)
        return true
    }

    /// A number of just so many digits.
    mutating func number(digits count: Int) -> Int? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy(Self.isDigit) else { return nil }
        rest = rest.dropFirst(count)
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// `hh:mm:ss` as seconds since midnight.
    mutating func time() -> Int? {
        guard let hour = number(digits: 2), skip(":"), let minute = number(digits: 2), skip(":"),
            let second = number(digits: 2), hour <= 23, minute <= 59, second <= 60
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// The digits after a decimal point, at least one.
    mutating func decimals() -> Double? {
        let digits = rest.prefix(while: Self.isDigit)
        guard !digits.isEmpty else { return nil }
        rest = rest.dropFirst(digits.count)
        var value = 0
        var divisor = 1
        for digit in digits.prefix(9) {
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
            divisor *= 10
        }
        return Double(value) / Double(divisor)
    }

    /// `Z`, `+hh:mm` or `+hhmm` as seconds east of UTC.
    mutating func offset() -> Int? {
        if skip("Z") || skip("z") { return 0 }
        let sign = skip("+") ? 1 : skip("-") ? -1 : 0
        guard sign != 0, let hours = number(digits: 2) else { return nil }
        _ = skip(":")
        guard let minutes = number(digits: 2), hours <= 23, minutes <= 59 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }

    /// The three forms of RFC 7231, section 7.1.1.1.
    static func httpDate(_ text: String) -> (year: Int, month: Int, day: Int, time: Int)? {
        var scanner = TimestampScanner(text)
        guard scanner.skipWeekday() else { return nil }
        if scanner.skip(", ") {
            guard let day = scanner.number(digits: 2) else { return nil }
            let isObsolete = scanner.skip("-")
            guard isObsolete || scanner.skip(" "), let month = scanner.month(),
                scanner.skip(isObsolete ? "-" : " "),
                let year = isObsolete ? scanner.twoDigitYear() : scanner.number(digits: 4), scanner.skip(" "),
                let time = scanner.time(), scanner.skip(" GMT"), scanner.isAtEnd
            else { return nil }
            return (year, month, day, time)
        }
        guard scanner.skip(" "), let month = scanner.month(), scanner.skip(" "),
            let day = scanner.skip(" ") ? scanner.number(digits: 1) : scanner.number(digits: 2), scanner.skip(" "),
            let time = scanner.time(), scanner.skip(" "), let year = scanner.number(digits: 4), scanner.isAtEnd
        else { return nil }
        return (year, month, day, time)
    }

    private mutating func skipWeekday() -> Bool {
        guard Self.weekdays.contains(where: { skip($0) }) else { return false }
        // The older form has the whole name.
        rest = rest.drop { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        return true
    }

    private mutating func month() -> Int? {
        guard let index = Self.months.firstIndex(where: { skip($0) }) else { return nil }
        return index + 1
    }

    private mutating func twoDigitYear() -> Int? {
        number(digits: 2).map { $0 >= 70 ? 1900 + $0 : 2000 + $0 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
