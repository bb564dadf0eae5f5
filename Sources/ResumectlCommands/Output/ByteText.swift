// SPDX-License-Identifier: Apache-2.0

/// A number of bytes for people, such as `4.8 MB`.
struct ByteText: CustomStringConvertible {
    let description: String

    init(_ count: Int64) {
        let units = ["kB", "MB", "GB", "TB"]
        guard count >= 1000 else {
            description = "\(count) B"
            return
        }
        var value = Double(count) / 1000
        var unit = 0
        while value >= 999.5, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        let tenths = Int((value * 10).rounded())
        description = value >= 99.95 ? "\(tenths / 10) \(units[unit])" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
