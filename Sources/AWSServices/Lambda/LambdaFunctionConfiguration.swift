// SPDX-License-Identifier: Apache-2.0

internal import AWSWire

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// How a function runs, and how far AWS is with the last change of it.
package struct LambdaFunctionConfiguration: Sendable, Equatable {
    package var name: String
    package var arn: ARN
    /// Such as `python3.13`; `nil` for container images.
    package var runtime: String?
    /// `module.function`; `nil` for container images.
    package var handler: String?
    /// The ARN of the execution role.
    package var role: String
    /// Empty when it has none.
    package var description: String
    /// In MB, 128 to 10,240.
    package var memory: Int
    /// In seconds, 1 to 900.
    package var timeout: Int
    /// Environment variables; empty when it has none.
    package var environment: [String: String]
    /// `["x86_64"]` or `["arm64"]`.
    package var architectures: [String]
    /// SHA-256 of the deployed zip in Base64.
    package var codeSHA256: String
    package var state: LambdaFunctionState?
    /// Why it is in that state, in AWS's words.
    package var stateReason: String?
    package var lastUpdateStatus: LambdaUpdateStatus?
    /// Why the last update is in that status, in AWS's words.
    package var lastUpdateStatusReason: String?
    /// When code or configuration were changed last, or the function was made; `nil` when AWS does not say.
    package var lastModified: Date?
    /// Changes with every change of code or configuration; sent back to notice the changes of others.
    package var revisionID: String?
    package var logging: LambdaLogging?
    /// `Zip` or `Image`.
    package var packageType: String
}

extension LambdaFunctionConfiguration {
    /// Whether AWS takes another change and runs the newest code.
    package var isReady: Bool {
        (state ?? .active) != .pending && (lastUpdateStatus ?? .successful) != .inProgress
    }
}

/// Where and how a function logs.
package struct LambdaLogging: Sendable, Equatable {
    /// `Text` or `JSON`; AWS takes `Text` for `nil`.
    package var format: String?
    /// The log group's name; AWS takes `/aws/lambda/<function>` for `nil`.
    package var group: String?

    /// Describes the log settings.
    ///
    /// - Parameters:
    ///   - format: `Text` or `JSON`.
    ///   - group: The name of the log group.
    package init(format: String?, group: String?) {
        self.format = format
        self.group = group
    }
}

/// The life of a function, as in `State`.
package struct LambdaFunctionState: OpenEnum {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    /// Being created.
    package static let pending = Self(rawValue: "Pending")
    /// Ready to be invoked and changed.
    package static let active = Self(rawValue: "Active")
    /// Reclaimed after weeks without a call; the next call wakes it.
    package static let inactive = Self(rawValue: "Inactive")
    /// Could not be created; `stateReason` says why.
    package static let failed = Self(rawValue: "Failed")
}

/// How the last update of a function ended, as in `LastUpdateStatus`.
package struct LambdaUpdateStatus: OpenEnum {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    /// Done.
    package static let successful = Self(rawValue: "Successful")
    /// Running; other changes are refused meanwhile.
    package static let inProgress = Self(rawValue: "InProgress")
    /// Not done; `lastUpdateStatusReason` says why.
    package static let failed = Self(rawValue: "Failed")
}

extension LambdaFunctionConfiguration {
    /// Reads `FunctionConfiguration`, with AWS's defaults where it leaves out a member.
    init(json: JSONReader) throws {
        name = try json.text("FunctionName")
        arn = try json.arn("FunctionArn")
        runtime = try json.textIfPresent("Runtime")
        handler = try json.textIfPresent("Handler")
        role = try json.text("Role")
        description = try json.textIfPresent("Description") ?? ""
        memory = try json.intIfPresent("MemorySize") ?? 128
        timeout = try json.intIfPresent("Timeout") ?? 3
        environment = try json.objectIfPresent("Environment")?.mapIfPresent("Variables") ?? [:]
        architectures = try json.textsIfPresent("Architectures") ?? ["x86_64"]
        codeSHA256 = try json.text("CodeSha256")
        state = try json.textIfPresent("State").map(LambdaFunctionState.init)
        stateReason = try json.textIfPresent("StateReason")
        lastUpdateStatus = try json.textIfPresent("LastUpdateStatus").map(LambdaUpdateStatus.init)
        lastUpdateStatusReason = try json.textIfPresent("LastUpdateStatusReason")
        lastModified = try json.textIfPresent("LastModified").map { text in
            guard let date = AWSTimestamp.parseISO8601(text) else { throw json.malformed("LastModified") }
            return date
        }
        revisionID = try json.textIfPresent("RevisionId")
        logging = try json.objectIfPresent("LoggingConfig").map { logging in
            LambdaLogging(format: try logging.textIfPresent("LogFormat"), group: try logging.textIfPresent("LogGroup"))
        }
        packageType = try json.textIfPresent("PackageType") ?? "Zip"
    }
}
