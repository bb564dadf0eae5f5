// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Hands out a folder's files to those that hash them, some at a time: few enough that all end at about the same time.
final class ScanQueue: Sendable {
    private static let mostFiles = 32
    private static let mostBytes: Int64 = 1 << 20

    private let entries: [FolderEntry]
    private let position: Mutex<Int>

    init(_ entries: [FolderEntry]) {
        self.entries = entries
        position = Mutex(0)
    }

    /// The places of the next files; `nil` when there are no more.
    func next() -> Range<Int>? {
        position.withLock { next in
            let start = next
            var byteCount: Int64 = 0
            while next < entries.count, next - start < Self.mostFiles, byteCount < Self.mostBytes {
                byteCount += entries[next].stamp.byteCount
                next += 1
            }
            return start == next ? nil : start..<next
        }
    }
}

/// What came of files that were hashed one after the other.
struct ScanBatch: Sendable {
    /// The place of the first one among all.
    let start: Int
    var files: [LocalFile] = []
    var problems: [SiteProblem] = []

    init(start: Int) {
        self.start = start
    }
}
