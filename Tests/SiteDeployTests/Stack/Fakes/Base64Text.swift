// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

enum Base64Text {
    /// The text behind a Base64 value.
    static func decode(_ encoded: String) throws -> String {
        String(decoding: try Data(base64Encoded: encoded).orThrow(Refusal(code: "InvalidArgument")), as: UTF8.self)
    }
}

extension Optional {
    /// The value, or an error where there is none.
    func orThrow(_ error: any Error) throws -> Wrapped {
        guard let self else { throw error }
        return self
    }
}
