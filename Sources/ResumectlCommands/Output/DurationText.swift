// SPDX-License-Identifier: Apache-2.0

/// A duration for people, such as `0.4 s` or `3 min 20 s`.
struct DurationText: CustomStringConvertible {
    let description: String

    init(_ duration: Duration) {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        if seconds < 60 {
            let tenths = Int((seconds * 10).rounded())
            description = "\(tenths / 10).\(tenths % 10) s"
        } else {
            description = "\(Int(seconds) / 60) min \(Int(seconds) % 60) s"
        }
    }
}

/// A duration that still goes on, in whole seconds and larger parts, such as `3 s`, `3 min 20 s` or `1 h 5 min`.
struct ElapsedText: CustomStringConvertible {
    let description: String

    init(_ duration: Duration) {
        let seconds = max(0, duration.components.seconds)
        switch seconds {
        case ..<60: description = "\(seconds) s"
        case ..<3600: description = "\(seconds / 60) min \(seconds % 60) s"
        default: description = "\(seconds / 3600) h \(seconds / 60 % 60) min"
        }
    }
}
