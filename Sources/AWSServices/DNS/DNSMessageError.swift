// SPDX-License-Identifier: Apache-2.0

/// Why bytes are no DNS message, or a name cannot be asked for.
package enum DNSMessageError: Error, Sendable, Equatable {
    /// It ends in the middle of something.
    case truncated
    /// A name that leads back to itself, or to what follows it.
    case compressionLoop
    /// A name of more than 255 bytes, or a label of more than 63.
    case nameTooLong
    /// A label of a kind that nobody uses.
    case unknownLabel
    /// The data of a record is of another length than its type has.
    case malformedRecord
    /// A name with an empty label or with letters beyond ASCII.
    case invalidName
}
