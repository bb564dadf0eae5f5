// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// One entry of a log.
package struct LogEvent: Sendable, Equatable {
    /// AWS's name of the event; no two events of a group have the same.
    package var id: String
    /// The stream that it is in: of a Lambda function one for each of its processes.
    package var stream: String
    /// When it happened, to the millisecond.
    package var date: Date
    /// What was logged, mostly with a line end.
    package var message: String

    package init(id: String, stream: String, date: Date, message: String) {
        self.id = id
        self.stream = stream
        self.date = date
        self.message = message
    }
}

extension LogEvent {
    /// Reads a `FilteredLogEvent`.
    init(json: JSONReader) throws {
        id = try json.text("eventId")
        stream = try json.textIfPresent("logStreamName") ?? ""
        date = Date(timeIntervalSince1970: Double(try json.int("timestamp")) / 1000)
        message = try json.textIfPresent("message") ?? ""
    }
}
