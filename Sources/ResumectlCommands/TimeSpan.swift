// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// A time to look back or to wait, as it is typed: a number and `s`, `m`, `h`, `d` or `w`.
struct TimeSpan: Sendable, Equatable, ExpressibleByArgument {
    /// Above 0, at most ten years.
    let seconds: Int

    /// - Parameter seconds: Above 0.
    init(seconds: Int) {
        self.seconds = seconds
    }

    /// - Parameter argument: Such as `90s`, `15m`, `1h`, `2d` or `1w`.
    init?(argument: String) {
        let units = ["s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400]
        guard let last = argument.last, let unit = units[String(last)], let number = Int(argument.dropLast()),
            number > 0, number <= 3650 * 86400 / unit
        else { return nil }
        seconds = number * unit
    }

    var defaultValueDescription: String { seconds % 3600 == 0 ? "\(seconds / 3600)h" : "\(seconds)s" }
}
