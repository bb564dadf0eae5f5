// SPDX-License-Identifier: Apache-2.0

internal import Reconcile

/// A step of a run that has begun and not ended.
struct RunningStep: Sendable, Equatable {
    let address: ResourceAddress
    let title: String
    let startedAt: ContinuousClock.Instant
    /// What it waits for at the moment, or waited for last.
    var wait: String?
    var progress: StepProgress?
    var meter = TransferMeter()

    /// What is to be said about it, in pieces that belong together each: what it waits for, or how far it is.
    ///
    /// - Parameters:
    ///   - now: The time.
    ///   - barWidth: How many columns the bar has; none without.
    /// - Returns: The pieces, the most important one first; none when there is nothing to say.
    func pieces(at now: ContinuousClock.Instant, barWidth: Int) -> [String] {
        guard let progress, progress.doneCount < progress.totalCount else {
            return wait.map { ["waiting for \($0)"] } ?? []
        }
        let part = Self.part(of: progress)
        var pieces = ["\(Self.bar(part, barWidth))\(Int(part * 100))%"]
        if progress.totalBytes > 0 {
            pieces.append("\(ByteText(progress.doneBytes)) of \(ByteText(progress.totalBytes))")
        }
        pieces.append("\(progress.doneCount) of \(progress.totalCount) files")
        if let rate = meter.rate(progress.doneBytes, at: now), progress.doneBytes < progress.totalBytes {
            pieces.append("\(ByteText(Int64(rate)))/s")
            let left = Duration.seconds(Int64((Double(progress.totalBytes - progress.doneBytes) / rate).rounded(.up)))
            if left < .seconds(24 * 3600) { pieces.append("about \(ElapsedText(left)) left") }
        }
        return pieces
    }

    /// How much of it is done, from 0 to 1; of bytes where there are some.
    private static func part(of progress: StepProgress) -> Double {
        let counts = Double(progress.doneCount) / Double(max(1, progress.totalCount))
        guard progress.totalBytes > 0 else { return min(1, counts) }
        // With all bytes sent there are still files to delete, and others to be told their headers.
        return min(0.99, Double(progress.doneBytes) / Double(progress.totalBytes))
    }

    private static func bar(_ part: Double, _ width: Int) -> String {
        guard width > 0 else { return "" }
        let full = min(width, Int(part * Double(width)))
        return String(repeating: "█", count: full) + String(repeating: "░", count: width - full) + " "
    }
}
