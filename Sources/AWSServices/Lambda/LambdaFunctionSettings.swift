// SPDX-License-Identifier: Apache-2.0

import AWSWire

/// The settings of a function that a caller chooses; `nil` leaves a setting to AWS, or as it is in an update.
package struct LambdaFunctionSettings: Sendable, Equatable {
    /// Such as `python3.13`.
    package var runtime: String?
    /// `module.function`.
    package var handler: String?
    /// The ARN of the execution role.
    package var role: String?
    /// Up to 256 characters; empty removes it.
    package var description: String?
    /// In MB, 128 to 10,240.
    package var memory: Int?
    /// In seconds, 1 to 900.
    package var timeout: Int?
    /// All environment variables: an update replaces the whole set, empty removes them.
    package var environment: [String: String]?
    package var logging: LambdaLogging?

    /// Describes settings; those left out are left to AWS.
    ///
    /// - Parameters:
    ///   - runtime: Such as `python3.13`.
    ///   - handler: `module.function`.
    ///   - role: The ARN of the execution role.
    ///   - description: Up to 256 characters.
    ///   - memory: In MB.
    ///   - timeout: In seconds.
    ///   - environment: All environment variables.
    ///   - logging: Where and how it logs.
    package init(
        runtime: String? = nil, handler: String? = nil, role: String? = nil, description: String? = nil,
        memory: Int? = nil, timeout: Int? = nil, environment: [String: String]? = nil, logging: LambdaLogging? = nil
    ) {
        self.runtime = runtime
        self.handler = handler
        self.role = role
        self.description = description
        self.memory = memory
        self.timeout = timeout
        self.environment = environment
        self.logging = logging
    }
}

extension LambdaFunctionSettings {
    /// The settings that are not `nil` as AWS names them.
    var members: [String: JSONValue?] {
        [
            "Runtime": runtime.map { .string($0) },
            "Handler": handler.map { .string($0) },
            "Role": role.map { .string($0) },
            "Description": description.map { .string($0) },
            "MemorySize": memory.map { .int($0) },
            "Timeout": timeout.map { .int($0) },
            "Environment": environment.map { ["Variables": .map($0)] },
            "LoggingConfig": logging.map {
                .members(["LogFormat": $0.format.map { .string($0) }, "LogGroup": $0.group.map { .string($0) }])
            },
        ]
    }
}
