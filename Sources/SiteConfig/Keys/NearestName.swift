// SPDX-License-Identifier: Apache-2.0

/// Finds what a mistyped name was meant to be.
enum NearestName {
    /// The candidate that differs least from a name, `nil` when none is near.
    ///
    /// Letter case, `-` and `_` do not count, so that `cache_control` finds `cacheControl`. Of the rest, about one
    /// letter in three may be wrong, or the end may be missing. Of two equally near candidates, the first is taken.
    static func find(_ name: String, among candidates: [String]) -> String? {
        let plain = folded(name)
        guard !plain.isEmpty, plain.count <= 64 else { return nil }
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let target = folded(candidate)
            let distance = distance(from: plain, to: target)
            let limit = max(1, max(plain.count, target.count) / 3)
            // "prod" is far from "production" letter by letter, yet clearly meant.
            let isShortened = plain.count >= 3 && target.starts(with: plain)
            if distance <= limit || isShortened, distance < best?.distance ?? .max {
                best = (candidate, distance)
            }
        }
        return best?.candidate
    }

    /// Whether two names differ in nothing but letter case, `-` and `_`.
    static func isSame(_ name: String, _ other: String) -> Bool {
        folded(name) == folded(other)
    }

    private static func folded(_ name: String) -> [Character] {
        Array(name.lowercased()).filter { $0 != "-" && $0 != "_" }
    }

    /// How many letters must be inserted, removed, replaced or swapped with their neighbour (optimal string
    /// alignment).
    static func distance(from source: [Character], to target: [Character]) -> Int {
        var rows = [Array(0...target.count)]
        for (i, letter) in source.enumerated() {
            var row = [i + 1]
            for (j, wanted) in target.enumerated() {
                var cost = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (letter == wanted ? 0 : 1))
                if i > 0, j > 0, letter == target[j - 1], source[i - 1] == wanted {
                    cost = min(cost, rows[i - 1][j - 1] + 1)
                }
                row.append(cost)
            }
            rows.append(row)
        }
        return rows[source.count][target.count]
    }
}
