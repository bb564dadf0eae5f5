// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

import AWSWire

extension LogsClient {
    /// Reads the events of a log group from a moment on, those of all streams in the order of their times.
    ///
    /// AWS looks through a part of the group for each page, so pages may be empty. An event can be found some seconds
    /// after others that happened later.
    ///
    /// - Parameters:
    ///   - name: The log group.
    ///   - since: The earliest time, to the millisecond.
    ///   - pattern: What AWS shall look for in the events, in its own language; `nil` for all events.
    /// - Returns: The events, fetched page by page, up to 10,000 or 1 MB each. To walk over them throws `AWSError`, with
    ///   `ResourceNotFoundException` when there is no such group, with `InvalidParameterException` for a pattern that is
    ///   none.
    ///
    /// AWS reference: Amazon CloudWatch Logs API Reference, "FilterLogEvents".
    package func filterLogEvents(of name: String, since: Date, pattern: String? = nil) -> PagedSequence<LogEvent> {
        let start = Int((since.timeIntervalSince1970 * 1000).rounded(.down))
        return PagedSequence("FilterLogEvents", of: caller.service) { (token: String?) in
            let answer = try await json(
                request(
                    "FilterLogEvents",
                    [
                        "logGroupName": .string(name), "startTime": .int(start),
                        "filterPattern": pattern.map { .string($0) }, "nextToken": token.map { .string($0) },
                    ], subject: subject(name)))
            return (try answer.objects("events").map(LogEvent.init(json:)), try answer.textIfPresent("nextToken"))
        }
    }
}
