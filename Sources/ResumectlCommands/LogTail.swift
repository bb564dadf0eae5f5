// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Which events of a log were shown, and from when on to look for more.
///
/// An event can be found some time after others that happened later, so each look goes back further than the last one
/// ended, and what was shown before is passed over by its id.
struct LogTail {
    /// So much later than it happened an event may be found.
    static let delay = 60.0

    /// From when on to look.
    private(set) var start: Date
    /// When the events happened that were shown and could be found again, by their ids.
    private var shown: [String: Date] = [:]
    /// Whether nothing was shown so far.
    private(set) var isEmpty = true

    /// - Parameter since: From when on events are shown.
    init(since: Date) {
        start = since
    }

    /// Whether an event is still to be shown; the second time it is not.
    mutating func isNew(_ event: LogEvent) -> Bool {
        isEmpty = false
        return shown.updateValue(event.date, forKey: event.id) == nil
    }

    /// Begins the next look.
    ///
    /// - Parameter now: The time of the last look.
    mutating func advance(to now: Date) {
        start = max(start, now - Self.delay)
        let start = start
        shown = shown.filter { $0.value >= start }
    }
}
