// SPDX-License-Identifier: Apache-2.0

/// Layers with an order in each: the nodes, and behind them the places where lines pass through a layer.
struct LayeredOrder {
    /// A line, and the places where it passes layers.
    struct Chain {
        let from: Int
        let to: Int
        let passes: [Int]
    }

    /// The layer of each node, and behind the nodes of each pass.
    private(set) var layer: [Int]
    private(set) var isPass: [Bool]
    /// Layer by layer what stands there, from left to right.
    private(set) var places: [[Int]] = []
    private(set) var chains: [Chain] = []
    private var above: [[Int]]
    private var below: [[Int]]

    /// - Parameter needs: For each node what it needs, all of it before the node itself.
    init(needs: [[Int]]) {
        var layer = Array(repeating: 0, count: needs.count)
        for (index, needed) in needs.enumerated() { layer[index] = needed.map { layer[$0] + 1 }.max() ?? 0 }
        var dependents: [[Int]] = Array(repeating: [], count: needs.count)
        for (index, needed) in needs.enumerated() {
            for other in needed { dependents[other].append(index) }
        }
        // What has room below goes down to what needs it: short lines, and few that pass through layers.
        for index in needs.indices.reversed() {
            if let nearest = dependents[index].map({ layer[$0] }).min() { layer[index] = nearest - 1 }
        }
        self.layer = layer
        isPass = Array(repeating: false, count: needs.count)
        above = Array(repeating: [], count: needs.count)
        below = above
        for (index, needed) in needs.enumerated() {
            for other in needed {
                var passes: [Int] = []
                var last = other
                for between in layer[other] + 1..<max(layer[other] + 1, layer[index]) {
                    let pass = self.layer.count
                    self.layer.append(between)
                    isPass.append(true)
                    above.append([last])
                    below.append([])
                    below[last].append(pass)
                    passes.append(pass)
                    last = pass
                }
                below[last].append(index)
                above[index].append(last)
                chains.append(Chain(from: other, to: index, passes: passes))
            }
        }
        places = Array(repeating: [], count: (layer.max() ?? -1) + 1)
        for index in self.layer.indices { places[self.layer[index]].append(index) }
    }

    /// Orders each layer by the mean place of its neighbors, downwards and upwards, and keeps the best order met.
    mutating func uncross() {
        var best = (crossings: crossings, places: places)
        for round in 0..<16 where best.crossings > 0 {
            let isDownward = round.isMultiple(of: 2)
            let order = isDownward ? Array(places.indices) : places.indices.reversed()
            for number in order {
                let rank = ranks
                let neighbors = isDownward ? above : below
                let means = places[number].map { index in
                    neighbors[index].isEmpty
                        ? Double(rank[index]) : Self.mean(neighbors[index].map { Double(rank[$0]) })
                }
                // The sort keeps the order of equals, so the result is the same every time.
                places[number] = zip(means, places[number]).enumerated()
                    .sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }.map(\.element.1)
            }
            if crossings < best.crossings { best = (crossings, places) }
        }
        places = best.places
    }

    private var ranks: [Int] {
        var rank = Array(repeating: 0, count: layer.count)
        for row in places {
            for (place, index) in row.enumerated() { rank[index] = place }
        }
        return rank
    }

    private var crossings: Int {
        let rank = ranks
        var count = 0
        for row in places {
            let ends = row.map { below[$0].map { rank[$0] } }
            for first in ends.indices {
                for second in ends[(first + 1)...] {
                    for end in ends[first] { count += second.count { $0 < end } }
                }
            }
        }
        return count
    }

    /// The middle of each node: as near to its neighbors as the order and the widths allow.
    func centers(widths: [Int], gap: Int) -> [Double] {
        var centers = Array(repeating: 0.0, count: layer.count)
        var offsets = centers
        for row in places {
            var end = 0.0
            for index in row {
                offsets[index] = end + Double(widths[index]) / 2
                end += Double(widths[index] + gap)
            }
            for index in row { centers[index] = offsets[index] - end / 2 }
        }
        for round in 0..<24 {
            for row in round.isMultiple(of: 2) ? places : places.reversed() {
                let wanted = row.map { index in
                    let neighbors = above[index] + below[index]
                    let mean = neighbors.isEmpty ? centers[index] : Self.mean(neighbors.map { centers[$0] })
                    return mean - offsets[index]
                }
                for (index, place) in zip(row, Self.inOrder(wanted)) { centers[index] = place + offsets[index] }
            }
        }
        return centers
    }

    /// The nearest numbers, in the sense of least squares, of which none is smaller than the one before it: numbers that
    /// are in the wrong order are put together at their mean.
    private static func inOrder(_ numbers: [Double]) -> [Double] {
        var blocks: [(mean: Double, count: Int)] = []
        for number in numbers {
            blocks.append((number, 1))
            while blocks.count > 1, blocks[blocks.count - 2].mean > blocks[blocks.count - 1].mean {
                let last = blocks.removeLast()
                let before = blocks.removeLast()
                let count = before.count + last.count
                let sum = before.mean * Double(before.count) + last.mean * Double(last.count)
                blocks.append((sum / Double(count), count))
            }
        }
        return blocks.flatMap { Array(repeating: $0.mean, count: $0.count) }
    }

    private static func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }
}
