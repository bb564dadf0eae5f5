// SPDX-License-Identifier: Apache-2.0

/// Why a request cannot be signed.
package enum SigningError: Error, Hashable, CustomStringConvertible {
    /// A presigned URL must hold for 1 second to 7 days; the value is the time that was asked for.
    case expiryOutOfRange(Duration)

    /// The error in words.
    package var description: String {
        switch self {
        case .expiryOutOfRange(let duration):
            "A presigned URL holds for 1 to 604800 seconds, not for \(duration)."
        }
    }
}
