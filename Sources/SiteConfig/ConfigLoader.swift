// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Reads a configuration file into validated values.
package enum ConfigLoader {
    /// The largest file read, in bytes.
    package static let maximumByteCount = 256 * 1024
}
