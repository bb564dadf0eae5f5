// SPDX-License-Identifier: Apache-2.0

/// Where the nodes of a graph stand when it is drawn in layers, what comes first at the top.
///
/// The steps are those of Sugiyama, Tagawa and Toda ("Methods for Visual Understanding of Hierarchical System
/// Structures", 1981): layers, an order within each that crosses few lines, then places. A line that passes through a
/// layer has a place there too, so that it goes between the nodes and not behind them.
struct StackGraphLayout: Sendable, Equatable {
    struct Point: Sendable, Equatable {
        var x: Int
        var y: Int
    }

    /// One line: from the lower edge of the first node, through the layers between, to the upper edge of the second.
    struct Line: Sendable, Equatable {
        let from: Int
        let to: Int
        /// Top to bottom; where a layer is passed, its upper and its lower edge.
        let points: [Point]
    }

    static let nodeWidth = 226
    static let nodeHeight = 46
    private static let passWidth = 18
    private static let gap = 18
    private static let layerHeight = 96
    private static let margin = 12

    let width: Int
    let height: Int
    /// The upper left corners, node by node.
    let corners: [Point]
    let lines: [Line]

    /// - Parameter needs: For each node what it needs, all of it before the node itself.
    init(needs: [[Int]]) {
        var layout = LayeredOrder(needs: needs)
        layout.uncross()
        let widths = layout.isPass.map { $0 ? Self.passWidth : Self.nodeWidth }
        var centers = layout.centers(widths: widths, gap: Self.gap)
        let left = layout.places.joined().map { centers[$0] - Double(widths[$0]) / 2 }.min() ?? 0
        for index in centers.indices { centers[index] += Double(Self.margin) - left }
        let right = layout.places.joined().map { centers[$0] + Double(widths[$0]) / 2 }.max() ?? 0

        width = Int(right.rounded(.up)) + Self.margin
        height = max(1, layout.places.count) * Self.layerHeight - (Self.layerHeight - Self.nodeHeight) + 2 * Self.margin
        func top(_ index: Int) -> Int { Self.margin + layout.layer[index] * Self.layerHeight }
        func center(_ index: Int) -> Int { Int(centers[index].rounded()) }
        corners = needs.indices.map { Point(x: center($0) - Self.nodeWidth / 2, y: top($0)) }
        lines = layout.chains.map { chain in
            var points = [Point(x: center(chain.from), y: top(chain.from) + Self.nodeHeight)]
            for pass in chain.passes {
                points.append(Point(x: center(pass), y: top(pass)))
                points.append(Point(x: center(pass), y: top(pass) + Self.nodeHeight))
            }
            points.append(Point(x: center(chain.to), y: top(chain.to)))
            return Line(from: chain.from, to: chain.to, points: points)
        }
    }
}
