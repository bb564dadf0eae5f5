// SPDX-License-Identifier: Apache-2.0

/// Bytes that are read while they are sent, so that a large body takes no memory of its size.
///
/// Pieces that fit the processor's cache are hashed, encrypted and copied at its speed; of a part of a large file that was
/// read as a whole, nothing is in the cache any more when it is sent.
package protocol HTTPBodySource: AnyObject, Sendable {
    /// How many bytes there are.
    var byteCount: Int { get }

    /// Fills memory with the bytes from an offset on. Every attempt reads from the beginning, in order.
    ///
    /// The network's thread calls it and waits, so the bytes should be at hand, as those of a file are that was just hashed.
    ///
    /// - Parameters:
    ///   - memory: Memory that is to be filled; it ends where the bytes end, or before.
    ///   - offset: Where to begin, from 0.
    /// - Throws: When the bytes are not there any more. The request ends with this error and is not sent again.
    func read(into memory: UnsafeMutableRawBufferPointer, at offset: Int) throws
}

/// A body could not be read while it was sent.
struct HTTPBodyFailure: Error {
    let reason: any Error
}
