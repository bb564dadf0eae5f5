// SPDX-License-Identifier: Apache-2.0

import AWSWire

/// A stage of an API: what of it is live, and its limits.
package struct APIStage: Sendable, Equatable {
    /// `$default` is not part of the URL; any other name is.
    package var name: String
    package var settings: APIStageSettings
    /// Keys of the routes that have limits of their own.
    package var routesWithSettings: [String]
    /// `nil` before anything was deployed.
    package var deploymentID: String?
    /// What became of the last automatic deployment, in AWS's words.
    package var lastDeploymentStatusMessage: String?
    package var tags: [String: String]
}

/// The settings of a stage; what is `nil` is left to AWS, or as it is in an update.
package struct APIStageSettings: Sendable, Equatable {
    /// Whether changes of the API go live by themselves.
    package var autoDeploy: Bool?
    /// The limits of all routes without limits of their own.
    package var throttling: APIThrottling?
    /// `nil` writes no access log; in an update it leaves the one that there is.
    package var accessLog: APIAccessLog?

    /// Describes a stage.
    ///
    /// - Parameters:
    ///   - autoDeploy: Whether changes go live by themselves.
    ///   - throttling: The limits of its routes.
    ///   - accessLog: Where requests are logged.
    package init(autoDeploy: Bool? = nil, throttling: APIThrottling? = nil, accessLog: APIAccessLog? = nil) {
        self.autoDeploy = autoDeploy
        self.throttling = throttling
        self.accessLog = accessLog
    }
}

/// How many requests a stage takes; what is beyond gets status 429.
package struct APIThrottling: Sendable, Hashable {
    /// Requests at once; `nil` for the account's limit.
    package var burst: Int?
    /// Requests a second; `nil` for the account's limit.
    package var rate: Double?

    /// Describes limits.
    ///
    /// - Parameters:
    ///   - burst: Requests at once.
    ///   - rate: Requests a second.
    package init(burst: Int?, rate: Double?) {
        self.burst = burst
        self.rate = rate
    }
}

/// Where and how a stage logs its requests.
package struct APIAccessLog: Sendable, Hashable {
    /// The ARN of a log group, without `:*`.
    package var destinationARN: String
    /// One line with `$context` variables.
    package var format: String

    /// Describes an access log.
    ///
    /// - Parameters:
    ///   - destinationARN: The ARN of a log group.
    ///   - format: One line with `$context` variables.
    package init(destinationARN: String, format: String) {
        self.destinationARN = destinationARN
        self.format = format
    }
}

extension APIStage {
    /// Reads a `Stage`.
    init(json: JSONReader) throws {
        name = try json.text("stageName")
        let log = try json.objectIfPresent("accessLogSettings")
        let destination = try log?.textIfPresent("destinationArn")
        let format = try log?.textIfPresent("format")
        settings = APIStageSettings(
            autoDeploy: try json.boolIfPresent("autoDeploy") ?? false,
            throttling: try json.objectIfPresent("defaultRouteSettings").flatMap { settings in
                let throttling = APIThrottling(
                    burst: try settings.intIfPresent("throttlingBurstLimit"),
                    rate: try settings.doubleIfPresent("throttlingRateLimit"))
                return throttling.burst == nil && throttling.rate == nil ? nil : throttling
            },
            accessLog: destination.map { APIAccessLog(destinationARN: $0, format: format ?? "") })
        routesWithSettings = try json.objectIfPresent("routeSettings")?.names ?? []
        deploymentID = try json.textIfPresent("deploymentId")
        lastDeploymentStatusMessage = try json.textIfPresent("lastDeploymentStatusMessage")
        tags = try json.mapIfPresent("tags") ?? [:]
    }
}

extension APIStageSettings {
    /// The members to send.
    var members: [String: JSONValue?] {
        [
            "autoDeploy": autoDeploy.map { .bool($0) },
            "defaultRouteSettings": throttling.map {
                .members([
                    "throttlingBurstLimit": $0.burst.map { .int($0) },
                    "throttlingRateLimit": $0.rate.map { .double($0) },
                ])
            },
            "accessLogSettings": accessLog.map {
                ["destinationArn": .string($0.destinationARN), "format": .string($0.format)]
            },
        ]
    }
}
