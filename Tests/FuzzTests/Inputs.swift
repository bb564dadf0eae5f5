// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The inputs in `Fixtures/fuzz`, a folder for each check.
enum Inputs {
    static func named(_ check: String) throws -> [(file: String, bytes: [UInt8])] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().path + "/Fixtures/fuzz/\(check)"
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map {
            ("\(check)/\($0)", Array(try Data(contentsOf: URL(filePath: "\(folder)/\($0)"))))
        }
    }
}
