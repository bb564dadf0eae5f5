// SPDX-License-Identifier: Apache-2.0

internal import AWSWire

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// When AWS stops to look after the Lambda runtimes: from that day on they get no security updates, some weeks or months
/// later no function can be made with them, and then none changed.
///
/// AWS moves these dates, always to later ones. As of November 2026; AWS reference: AWS Lambda Developer Guide, "Lambda
/// runtimes", column "Deprecation date".
enum RuntimeEnd {
    /// The last day, by runtime.
    static let days: [String: String] = [
        "python3.10": "2026-10-31",
        "python3.11": "2027-06-30",
        "python3.12": "2028-10-31",
        "python3.13": "2029-06-30",
        "python3.14": "2029-06-30",
        "nodejs22.x": "2027-04-30",
        "nodejs24.x": "2028-04-30",
        "provided.al2023": "2029-06-30",
    ]

    /// So long before the day it is worth a word.
    static let notice = 180

    /// What there is to say about a runtime.
    ///
    /// - Parameters:
    ///   - runtime: The runtime.
    ///   - now: The time of day.
    ///   - place: Where the runtime is chosen.
    /// - Returns: A finding.
    static func finding(_ runtime: String, at now: Date, place: String) -> Finding {
        guard let day = days[runtime] else {
            return .unknown(.runtime, "\(runtime): when AWS stops to look after it is not known to this version.")
        }
        func text(_ date: Date) -> String { String(AWSTimestamp.formatISO8601(date).prefix(10)) }
        let fix = "Set counter.runtime to \(newest(of: runtime)), and try the function with it first."
        if text(now) > day {
            return .error(
                .runtime, "runtime-ended",
                "AWS supported \(runtime) until \(day): there are no security updates any more.",
                at: place, fix: fix)
        }
        if text(now + Double(notice) * 86400) > day {
            return .warning(
                .runtime, "runtime-ends-soon", "AWS supports \(runtime) until \(day) only.", at: place, fix: fix)
        }
        return .fine(.runtime, "\(runtime), supported until \(day)")
    }

    /// The runtime of the same language with the latest day.
    private static func newest(of runtime: String) -> String {
        func language(_ name: String) -> Substring { name.prefix { $0.isLetter } }
        return days.filter { language($0.key) == language(runtime) }
            .max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? "python3.13"
    }
}
