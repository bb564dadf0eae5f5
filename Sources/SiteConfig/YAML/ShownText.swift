// SPDX-License-Identifier: Apache-2.0

/// A text of the user's for a message: shortened, and with control characters made visible, so that a broken file
/// cannot move the cursor of a terminal.
func shown(_ text: String, quotes: Bool = true, limit: Int = 80) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(limit) {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
            result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        default:
            result.unicodeScalars.append(scalar)
        }
    }
    if text.unicodeScalars.count > limit { result += "…" }
    return quotes ? "\"\(result)\"" : result
}
