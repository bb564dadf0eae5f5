// SPDX-License-Identifier: Apache-2.0

extension RandomAccessCollection {
    /// The place of the first element that belongs to the second part of a collection in two parts; its end when none
    /// does. Half of what is left is passed over with each look.
    func partition(where belongsToSecond: (Element) -> Bool) -> Index {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = index(low, offsetBy: distance(from: low, to: high) / 2)
            if belongsToSecond(self[middle]) { high = middle } else { low = index(after: middle) }
        }
        return low
    }
}
