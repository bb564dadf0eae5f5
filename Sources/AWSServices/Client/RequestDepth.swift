// SPDX-License-Identifier: Apache-2.0

/// How many requests a run sent, and how many of them had to follow one another.
///
/// The depth is what a run costs on a slow line: it takes at least the depth times the round trip, however many requests
/// go out at once. A request that begins while another is under way cannot need its answer; one that begins after its end
/// may, and is taken to. The depth is the longest chain in which each began after the end of the one before:
///
/// | Requests from–to | Depth |
/// |---|---|
/// | none | 0 |
/// | 0–2, 1–3 | 1 |
/// | 0–2, 1–3, 3–4 | 2 |
/// | 0–1, 0–5, 1–2, 2–3 | 3 |
package struct RequestDepth: Sendable, Equatable {
    /// One request: when it was sent and when its answer had arrived.
    package struct Span: Sendable, Equatable {
        package var start: Duration
        package var end: Duration

        package init(start: Duration, end: Duration) {
            self.start = start
            self.end = end
        }
    }

    /// The requests to the account's services.
    package var requests: Int
    /// Of those, the longest chain.
    package var depth: Int
    /// The requests that got the credentials, which come before everything else.
    package var credentialRequests: Int

    /// Counts the attempts of a run.
    ///
    /// - Parameter events: Every attempt, in any order; one that was sent again is a request of its own.
    package init(_ events: some Sequence<AWSCallEvent>) {
        var spans: [Span] = []
        credentialRequests = 0
        for event in events {
            if event.isForCredentials {
                credentialRequests += 1
            } else {
                spans.append(Span(start: event.startedAt, end: event.startedAt + event.duration))
            }
        }
        requests = spans.count
        depth = Self.depth(of: spans)
    }

    /// The length of the longest chain in which each request began when the one before had ended, or later.
    ///
    /// - Parameter spans: The requests in any order.
    /// - Returns: 0 without requests; 1 when all of them overlap.
    package static func depth(of spans: [Span]) -> Int {
        var depth = 0
        var end: Duration?
        // The one that ends first leaves the most room for the rest of the chain.
        for span in spans.sorted(by: { ($0.end, $0.start) < ($1.end, $1.start) })
        where end.map({ $0 <= span.start }) ?? true {
            depth += 1
            end = span.end
        }
        return depth
    }
}

extension RequestDepth: CustomStringConvertible {
    /// `34 requests, 2 deep`, with `after 1 for the credentials` where there were any.
    package var description: String {
        "\(requests) request\(requests == 1 ? "" : "s"), \(depth) deep"
            + (credentialRequests > 0 ? ", after \(credentialRequests) for the credentials" : "")
    }
}

extension AWSCallEvent {
    /// Whether it gets credentials instead of using them: a sign-in, or taking on a role.
    package var isForCredentials: Bool {
        switch service {
        case .sso, .ssoOIDC, .signIn: true
        case .sts: operation != "GetCallerIdentity"
        default: false
        }
    }
}
