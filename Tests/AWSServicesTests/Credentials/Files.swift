// SPDX-License-Identifier: Apache-2.0

import AWSServices

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Writes a file and the folders it is in.
func write(_ text: String, to path: String) throws {
    let url = URL(filePath: path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
}

/// Shared files from text, without a disk.
func sharedConfig(_ config: String = "", credentials: String = "") throws -> SharedConfig {
    SharedConfig(
        config: try SharedConfigFile(parsing: config, path: "~/.aws/config"),
        credentials: try SharedConfigFile(parsing: credentials, path: "~/.aws/credentials"))
}
