// SPDX-License-Identifier: Apache-2.0

/// One reader of hostile input, and what must hold whatever bytes it is given.
///
/// The same checks run in two ways: under a fuzzer that looks for new inputs (`make fuzz`), and over the inputs that are
/// kept, in the tests.
package struct FuzzCheck: Sendable {
    /// The check's name, which is also that of the folder with its inputs.
    package let name: String
    private let body: @Sendable ([UInt8]) throws -> Void

    /// Makes a check.
    ///
    /// - Parameters:
    ///   - name: The check's name.
    ///   - body: Reads the bytes. Refusing them is fine; it throws a `FuzzFinding` when something does not hold.
    package init(_ name: String, _ body: @escaping @Sendable ([UInt8]) throws -> Void) {
        self.name = name
        self.body = body
    }

    /// Gives the reader bytes.
    ///
    /// - Throws: `FuzzFinding`, or an error of the reader that it should have dealt with.
    package func run(_ bytes: [UInt8]) throws {
        try body(bytes)
    }

    /// Every check.
    package static let all: [FuzzCheck] = [
        .xml, .json, .errorBody, .config, .ini, .glob, .zip, .percent, .policy, .timestamp, .dnsName, .siteRecord,
    ]
}
