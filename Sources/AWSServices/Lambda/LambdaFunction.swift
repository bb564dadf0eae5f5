// SPDX-License-Identifier: Apache-2.0

/// A function with its tags, as `GetFunction` answers.
package struct LambdaFunction: Sendable, Equatable {
    /// How the function runs.
    package var configuration: LambdaFunctionConfiguration
    /// Its tags, empty without any; `nil` when AWS could not read them, which says nothing about whose function it is.
    package var tags: [String: String]?
}

extension LambdaFunction {
    /// Reads the answer of `GetFunction`. A function without tags has no member `Tags`; one whose tags could not be
    /// read has `TagsError`.
    init(json: JSONReader) throws {
        configuration = try LambdaFunctionConfiguration(json: json.object("Configuration"))
        let tags = try json.mapIfPresent("Tags")
        let failed = try json.objectIfPresent("TagsError") != nil
        self.tags = failed ? nil : tags ?? [:]
    }
}
