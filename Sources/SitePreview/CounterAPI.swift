// SPDX-License-Identifier: Apache-2.0

internal import AWSWire
package import SiteConfig

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The site's HTTP API, in front of the counter's function.
package struct CounterAPI: Sendable {
    /// What answers events.
    package enum Backend: Sendable {
        case function(FunctionHost)
        /// Nothing does; the text says why and what to do.
        case missing(String)
    }

    private let gateway: GatewayEvent
    private let backend: Backend
    private let now: @Sendable () -> Date
    private let failed: @Sendable (String) -> Void

    /// - Parameters:
    ///   - counter: The counter.
    ///   - region: The region that the API would be in.
    ///   - backend: What answers events.
    ///   - now: The time of day.
    ///   - failed: Told why the function failed.
    package init(
        counter: SiteConfig.Counter, region: String, backend: Backend, now: @escaping @Sendable () -> Date,
        failed: @escaping @Sendable (String) -> Void
    ) {
        gateway = GatewayEvent(route: counter.route, region: region)
        self.backend = backend
        self.now = now
        self.failed = failed
    }

    /// Answers a request to one of the API's paths.
    package func answer(_ request: PreviewRequest) async -> PreviewResponse {
        guard gateway.matches(request.path) else { return GatewayAnswer.noRoute }
        switch backend {
        case .missing(let reason): return Self.unavailable(reason)
        case .function(let host):
            let requestID = UUID().uuidString.lowercased()
            let event = gateway.event(request, requestID: requestID, now: now())
            switch await host.invoke(event.serialized(), requestID: requestID) {
            case .returned(let result):
                do {
                    return try GatewayAnswer.response(result)
                } catch {
                    tell(error.reason)
                    return GatewayAnswer.failure
                }
            case .failed(let reason):
                tell(reason)
                return GatewayAnswer.failure
            case .unavailable(let reason):
                tell(reason)
                return Self.unavailable(reason)
            }
        }
    }

    /// Tells why the function failed, unless the preview ends and interrupts it.
    private func tell(_ reason: String) {
        if !Task.isCancelled { failed(reason) }
    }

    /// An answer that AWS never gives: the preview itself cannot.
    private static func unavailable(_ reason: String) -> PreviewResponse {
        let body: JSONValue = ["message": .string(reason)]
        var response = PreviewResponse(status: 503, type: "application/json", text: body.serializedText() + "\n")
        response.headers["Cache-Control"] = "no-store"
        return response
    }
}
