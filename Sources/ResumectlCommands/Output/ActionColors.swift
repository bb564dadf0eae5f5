// SPDX-License-Identifier: Apache-2.0

internal import Reconcile

/// The colors of an action on a light ground and on a dark one. The text keeps a contrast of at least 7 to 1 on each.
struct ActionColors: Sendable, Equatable {
    /// The ground and the border in light surroundings.
    let fill: String
    let line: String
    /// The same in dark ones.
    let darkFill: String
    let darkLine: String

    /// Text on every `fill`, and on every `darkFill`.
    static let text = "#1b1f24"
    static let darkText = "#f0f3f6"

    /// - Parameter action: The action; `nil` has the colors of what stays as it is.
    init(_ action: Change.Action?) {
        (fill, line, darkFill, darkLine) =
            switch action {
            case nil, Change.Action.none?: ("#f4f5f7", "#8c959f", "#22272e", "#768390")
            case .create?: ("#ddf4e1", "#1a7f37", "#12351f", "#46954a")
            case .update?: ("#fff3c9", "#9a6700", "#3a2d05", "#c69026")
            case .replace?: ("#ffe3cc", "#bc4c00", "#42200d", "#e0823d")
            case .adopt?, .keep?: ("#d9efff", "#0969da", "#0c2d4f", "#539bf5")
            case .delete?, .conflict?: ("#ffe0de", "#cf222e", "#44150f", "#e5534b")
            case .manual?: ("#eee5ff", "#8250df", "#2b1d4a", "#986ee2")
            }
    }
}
