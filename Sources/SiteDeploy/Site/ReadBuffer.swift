// SPDX-License-Identifier: Apache-2.0

/// Memory that files are read into, one after the other.
struct ReadBuffer: ~Copyable {
    let bytes: UnsafeMutableRawBufferPointer

    /// Memory of 256 KiB: nearly every file of a site fits, and larger pieces are not read faster.
    init(byteCount: Int = 1 << 18) {
        bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 64)
    }

    deinit {
        bytes.deallocate()
    }
}
