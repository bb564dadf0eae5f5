// SPDX-License-Identifier: Apache-2.0

extension Duration {
    /// Seconds with their fraction.
    package var seconds: Double {
        let parts = components
        return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
    }

    /// For people: `350 ms`, `4.5 s`, `90 s`, `15 min`.
    package var inWords: String {
        let milliseconds = (seconds * 1000).rounded()
        if milliseconds < 1000 { return "\(Int(milliseconds)) ms" }
        if milliseconds >= 120_000, milliseconds.truncatingRemainder(dividingBy: 60_000) == 0 {
            return "\(Int(milliseconds / 60_000)) min"
        }
        let tenths = (milliseconds / 100).rounded()
        if tenths.truncatingRemainder(dividingBy: 10) == 0 { return "\(Int(tenths / 10)) s" }
        return "\(Int(tenths / 10)).\(Int(tenths.truncatingRemainder(dividingBy: 10))) s"
    }
}
