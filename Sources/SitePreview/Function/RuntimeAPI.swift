// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The runtime API of Lambda, for one process: events go in, and what the function made of them comes out.
///
/// AWS reference: AWS Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes".
final class RuntimeAPI: Sendable {
    /// What the process is given to do.
    struct Event: Sendable, Equatable {
        let requestID: String
        let payload: [UInt8]
        /// Until when the function has to be done.
        let deadline: Date
        let functionARN: String
    }

    /// What the process says.
    enum Report: Sendable, Equatable {
        /// The function is loaded and waits for an event.
        case ready
        case response(requestID: String, [UInt8])
        case error(requestID: String, [UInt8])
        /// The function could not be loaded.
        case initError([UInt8])
        /// The process has ended.
        case ended(String)
    }

    private static let prefix = ["2018-06-01", "runtime"]

    let events = Mailbox<Event>()
    let reports = Mailbox<Report>()

    /// Answers a request of the process; waits for an event when it asks for the next one.
    func answer(_ request: PreviewRequest) async -> PreviewResponse {
        let parts = request.path.split(separator: "/").map(String.init)
        guard parts.prefix(2).elementsEqual(Self.prefix) else { return Self.unknown }
        let rest = Array(parts.dropFirst(2))
        switch (request.method, rest.count) {
        case ("GET", 2) where rest == ["invocation", "next"]:
            reports.send(.ready)
            guard let event = try? await events.next() else { return Self.unknown }
            return PreviewResponse(
                status: 200,
                headers: [
                    "Content-Type": "application/json",
                    "Lambda-Runtime-Aws-Request-Id": event.requestID,
                    "Lambda-Runtime-Deadline-Ms": "\(Int(event.deadline.timeIntervalSince1970 * 1000))",
                    "Lambda-Runtime-Invoked-Function-Arn": event.functionARN,
                    "Lambda-Runtime-Trace-Id": "Root=\(event.requestID);Sampled=0",
                ],
                body: .bytes(event.payload))
        case ("POST", 2) where rest == ["init", "error"]:
            reports.send(.initError(request.body))
        case ("POST", 3) where rest[0] == "invocation" && rest[2] == "response":
            reports.send(.response(requestID: rest[1], request.body))
        case ("POST", 3) where rest[0] == "invocation" && rest[2] == "error":
            reports.send(.error(requestID: rest[1], request.body))
        default: return Self.unknown
        }
        return PreviewResponse(status: 202, type: "application/json", text: #"{"status":"OK"}"#)
    }

    private static let unknown = PreviewResponse(status: 404, type: "application/json", text: "{}")
}
