// SPDX-License-Identifier: Apache-2.0

import AWSServices

/// Bytes that are read while they are sent, and may be gone from some place on.
final class TestSource: HTTPBodySource {
    struct Gone: Error {}

    private let bytes: [UInt8]
    private let failsAt: Int?

    init(_ bytes: [UInt8], failsAt: Int? = nil) {
        self.bytes = bytes
        self.failsAt = failsAt
    }

    var byteCount: Int { bytes.count }

    func read(into memory: UnsafeMutableRawBufferPointer, at offset: Int) throws {
        if let failsAt, offset + memory.count > failsAt { throw Gone() }
        memory.copyBytes(from: bytes[offset..<offset + memory.count])
    }
}
