// SPDX-License-Identifier: Apache-2.0

/// Decides how many requests are under way at once: as many as still make the whole faster.
///
/// | What is seen | What follows |
/// |---|---|
/// | the first request took long | a wide start: its time hides that many requests |
/// | a round of answers came a seventh faster than the best round before | twice as many |
/// | it did not | as many as in that best round; every 16th round a few more are tried |
/// | S3 asked to slow down, or did not answer in time | half as many, then an eighth more in each round |
///
/// A round is as many answers as there are requests at once, and at least 32. It decides; the caller counts and sends.
struct RequestWindow: Sendable, Equatable {
    /// The most requests at once.
    static let widest = 256
    /// The fewest.
    static let narrowest = 4
    /// Fewer answers than this tell nothing of the throughput.
    private static let shortestRound = 32

    /// How many requests may be under way.
    private(set) var limit: Int

    /// How many may be under way after a round that was faster.
    var nextLimit: Int { phase == .growing ? min(Self.widest, limit * 2) : limit }

    private enum Phase: Sendable, Equatable {
        case growing
        case steady(rounds: Int)
        case recovering
    }

    private var phase = Phase.growing
    private var bestLimit: Int
    private var bestRate = 0.0
    private var roundStart: Duration
    private var answers = 0
    /// Answers that belong to requests of a narrower window, or to connections that had to be opened.
    private var passedOver = 0
    private var slowDownCount: Int
    /// Answers of requests from before the last cut that are still to come, at most.
    private var underWayAtCut = 0

    /// The window before the first request.
    ///
    /// - Parameters:
    ///   - latency: How long a small request takes, `nil` when that is not known.
    ///   - now: The time, on a clock that only goes forward.
    ///   - slowDownCount: How often S3 has asked to slow down so far.
    init(latency: Duration?, now: Duration, slowDownCount: Int = 0) {
        let milliseconds = (latency ?? .milliseconds(10)) / .milliseconds(1)
        limit = Int(min(128, max(8, milliseconds * 1.6)))
        bestLimit = limit
        roundStart = now
        self.slowDownCount = slowDownCount
    }

    /// Takes note of an answer.
    ///
    /// - Parameters:
    ///   - now: The time.
    ///   - slowDownCount: How often S3 has asked to slow down by now.
    mutating func answered(at now: Duration, slowDownCount: Int) {
        underWayAtCut = max(0, underWayAtCut - 1)
        if slowDownCount > self.slowDownCount {
            self.slowDownCount = slowDownCount
            // The requests that were under way at the last cut meet the same refusal; they count once.
            if underWayAtCut == 0 {
                underWayAtCut = limit
                limit = max(Self.narrowest, limit / 2)
                phase = .recovering
                begin(at: now, passingOver: 0)
            }
            return
        }
        if passedOver > 0 {
            passedOver -= 1
            if passedOver == 0 { roundStart = now }
            return
        }
        answers += 1
        guard answers >= max(limit, Self.shortestRound) else { return }
        let rate = Double(answers) / max(1e-6, (now - roundStart) / .seconds(1))
        end(round: rate, at: now)
    }

    private mutating func end(round rate: Double, at now: Duration) {
        switch phase {
        case .growing where rate > bestRate * 8 / 7:
            bestLimit = limit
            bestRate = rate
            widen(to: limit * 2, at: now)
        case .growing:
            limit = bestLimit
            phase = .steady(rounds: 0)
            begin(at: now, passingOver: 0)
        case .steady(let rounds) where rounds >= 16:
            bestLimit = limit
            // Not this round's alone: rounds differ by chance, and a slow one would make the next look like a gain.
            bestRate = max(bestRate, rate)
            phase = .growing
            widen(to: limit + max(2, limit / 4), at: now)
        case .steady(let rounds):
            phase = .steady(rounds: rounds + 1)
            begin(at: now, passingOver: 0)
        case .recovering:
            limit = min(Self.widest, limit + max(1, limit / 8))
            if limit >= bestLimit { phase = .steady(rounds: 0) }
            begin(at: now, passingOver: 0)
        }
    }

    private mutating func widen(to wider: Int, at now: Duration) {
        let before = limit
        limit = min(Self.widest, wider)
        if limit == before { phase = .steady(rounds: Int.min) }
        begin(at: now, passingOver: limit == before ? 0 : limit)
    }

    private mutating func begin(at now: Duration, passingOver count: Int) {
        roundStart = now
        answers = 0
        passedOver = count
    }
}
