// SPDX-License-Identifier: Apache-2.0

/// A log group.
package struct LogGroup: Sendable, Equatable {
    package var name: String
    /// The ARN without the `:*` at its end, as the operations on tags want it.
    package var arn: ARN
    /// How long events are kept; `nil` for ever.
    package var retentionDays: Int?
    /// `STANDARD`, `INFREQUENT_ACCESS` or `DELIVERY`; it cannot be changed.
    package var logClass: String
}

extension LogGroup {
    /// Reads `LogGroup`. Its member `arn` ends with `:*`; the newer `logGroupArn` does not.
    init(json: JSONReader) throws {
        name = try json.text("logGroupName")
        var text = try json.textIfPresent("logGroupArn") ?? json.text("arn")
        if text.hasSuffix(":*") { text.removeLast(2) }
        guard let arn = ARN(rawValue: text) else { throw json.malformed("arn") }
        self.arn = arn
        retentionDays = try json.intIfPresent("retentionInDays")
        logClass = try json.textIfPresent("logGroupClass") ?? "STANDARD"
    }
}
