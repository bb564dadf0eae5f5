// SPDX-License-Identifier: Apache-2.0

/// How fast requests may follow each other where AWS's limit is so low that a single deploy could meet it.
///
/// | Service | AWS's limit | Ours |
/// |---|---|---|
/// | API Gateway | 10 calls per second, 40 at once, per account | 8 per second, 20 at once |
/// | Route 53 | 5 calls per second per account, the old rule | 5 per second, 5 at once |
///
/// Ours is lower where the account's other tools need their share, too. Requests beyond it wait before they are sent: a
/// refused one would cost more, and it would count against the limit as well.
///
/// AWS reference: API Gateway Developer Guide, "Quotas"; Route 53 Developer Guide, "Quotas".
package struct RequestPace: Sendable, Equatable {
    /// How many requests can follow each other at once after a pause.
    package var burst: Int
    /// The time from one request to the next when the burst is used up.
    package var interval: Duration

    /// Makes a pace.
    ///
    /// - Parameters:
    ///   - burst: How many requests can follow each other at once; at least 1.
    ///   - perSecond: How many there can be in each second after that; at least 1.
    package init(burst: Int, perSecond: Int) {
        self.burst = max(1, burst)
        interval = .seconds(1) / max(1, perSecond)
    }

    /// The pace of a service.
    ///
    /// - Parameter service: The service.
    /// - Returns: The pace, `nil` when the service's limit is out of reach.
    package static func of(_ service: AWSService) -> RequestPace? {
        switch service {
        case .apiGateway: RequestPace(burst: 20, perSecond: 8)
        case .route53: RequestPace(burst: 5, perSecond: 5)
        default: nil
        }
    }
}

/// Keeps a pace: tells each request how long to wait. It decides; the caller waits.
package struct RequestPacer: Sendable, Equatable {
    private let pace: RequestPace
    /// When the request after the last one would be due, were there no bursts.
    private var due: Duration = .zero

    /// Makes a pacer with the whole burst unused.
    ///
    /// - Parameter pace: The pace to keep.
    package init(_ pace: RequestPace) {
        self.pace = pace
    }

    /// Gives the next request its place.
    ///
    /// - Parameter now: The time, on a clock that only goes forward and starts at zero or later.
    /// - Returns: How long the request has to wait; zero within the burst.
    package mutating func delay(at now: Duration) -> Duration {
        due = max(due, now) + pace.interval
        return max(.zero, due - pace.interval * pace.burst - now)
    }
}
