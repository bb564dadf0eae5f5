// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import AWSWire
internal import Synchronization

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Compares the own clock with the one that answers of AWS carry.
final class ClockWatch: Sendable {
    private let now: @Sendable () -> Date
    private let least = Mutex<Double?>(nil)

    /// - Parameter now: The own clock.
    init(now: @escaping @Sendable () -> Date) {
        self.now = now
    }

    /// By how many seconds the own clock is ahead; `nil` before there is an answer. An answer tells whole seconds and
    /// takes its time, so of all of them the one that comes nearest counts.
    var seconds: Double? { least.withLock { $0 } }

    /// The same transport, whose answers are looked at.
    func watching(_ base: any HTTPTransport) -> any HTTPTransport { Watched(base: base, watch: self) }

    private func note(_ answer: HTTPResponse) {
        guard let text = answer.headers["Date"], let date = AWSTimestamp.parseHTTPDate(text) else { return }
        let seconds = now().timeIntervalSince(date)
        least.withLock { least in
            if abs(seconds) < abs(least ?? .infinity) { least = seconds }
        }
    }

    private struct Watched: HTTPTransport {
        let base: any HTTPTransport
        let watch: ClockWatch

        func send(_ request: HTTPRequest, timeout: Duration) async throws -> HTTPResponse {
            let answer = try await base.send(request, timeout: timeout)
            watch.note(answer)
            return answer
        }
    }

    /// What there is to say about a difference.
    ///
    /// AWS refuses requests that were signed more than five minutes ago or ahead; resumectl then signs with AWS's time,
    /// other programs do not.
    ///
    /// - Parameter seconds: By how many seconds the own clock is ahead.
    /// - Returns: A finding.
    static func finding(_ seconds: Double) -> Finding {
        let difference = "\(Int(abs(seconds).rounded())) s \(seconds < 0 ? "behind" : "ahead of") AWS's"
        let fix =
            "Let the system set the clock: timedatectl set-ntp true on Linux, Date & Time in the settings on macOS."
        switch abs(seconds) {
        case ..<30: return .fine(.clock, "within half a minute of AWS's")
        case ..<300: return .warning(.clock, "clock-differs", "The clock is \(difference).", fix: fix)
        default:
            return .error(
                .clock, "clock-wrong", "The clock is \(difference). From five minutes on AWS refuses requests.",
                fix: fix)
        }
    }
}
