// SPDX-License-Identifier: Apache-2.0

internal import Reconcile
internal import SiteDeploy

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

// For the numbers of errors.
#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension DeployError {
    /// A file of the user's that was not written.
    ///
    /// - Parameters:
    ///   - file: The path, as the user wrote it.
    ///   - cause: What the system or Foundation said.
    ///   - hint: What to do.
    /// - Returns: The error, with the system's reason.
    static func fileNotWritten(
        _ file: String, _ cause: any Error,
        hint: String = "Name a file in a folder that exists and that you may write to."
    ) -> DeployError {
        DeployError(
            code: .fileNotWritten, summary: "A file cannot be written", detail: "\(file): \(reason(cause))", hint: hint,
            kind: .configuration)
    }

    private static func reason(_ cause: any Error) -> String {
        if let failure = cause as? FileFailure { return failure.reason }
        if let system = (cause as? CocoaError)?.underlying as? POSIXError {
            return FileFailure(code: system.code.rawValue).reason
        }
        return "\(cause)"
    }
}
