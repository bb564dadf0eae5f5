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

    /// Whether the elements come in the order of their keys' bytes, no key twice. To look costs less than to sort.
    func isInOrder(by key: (Element) -> ObjectKey) -> Bool {
        zip(indices, indices.dropFirst()).allSatisfy { key(self[$0]) < key(self[$1]) }
    }
}
