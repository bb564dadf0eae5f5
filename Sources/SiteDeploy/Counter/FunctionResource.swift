// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile
package import SiteConfig

/// The Lambda function of the counter.
package struct FunctionResource: Resource {
    package static let address: ResourceAddress = "counter.function"
    package static let arn = OutputKey<ARN>(address, "arn")
    /// `true` when the live function gives way to a new one, which has none of the old one's permissions.
    package static let isReplaced = OutputKey<Bool>(address, "isReplaced")

    /// What the function shall be.
    package struct Desired: Sendable {
        package var settings: SiteConfig.Counter
        /// The environment variables, the table's name among them.
        package var environment: [String: String]
        package var logGroup: String
        package var code: FunctionCode
    }

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .counter
    package let dependencies: [ResourceAddress] = [
        RoleResource.address, LogGroupResource.address, TableResource.address,
    ]
    private let context: StackContext
    private let name: String
    /// `nil`: the configuration has no counter.
    private let desired: Desired?
    private var lambda: LambdaClient { context.clients.lambda }

    package init(context: StackContext, desired: Desired?) {
        self.context = context
        self.name = context.config.functionName
        self.desired = desired
    }

    package var title: String { "Lambda function \(name)" }

    package func read(_ others: LiveOutputs) async throws -> LambdaFunction? {
        guard let function = try await lambda.getFunction(name) else { return nil }
        guard function.tags != nil else {
            throw DeployError(
                code: .permissionDenied, summary: "A permission is missing",
                detail: "Lambda did not show the tags of the function \(name).",
                hint: "Allow lambda:ListTags, then run the same command again.", kind: .permission)
        }
        return function
    }

    package func outputs(live: LambdaFunction) -> Outputs {
        var outputs = Outputs()
        outputs[Self.arn] = live.configuration.arn
        return outputs
    }

    package func plannedOutputs(live: LambdaFunction?, change: Change, inputs: Outputs) -> Outputs {
        guard desired != nil else { return Outputs() }
        var outputs = Outputs()
        outputs[Self.arn] = context.arn("lambda", "function:\(name)")
        if change.action == .replace { outputs[Self.isReplaced] = true }
        return outputs
    }

    package func diff(live: LambdaFunction?, inputs: Outputs) throws -> Change {
        guard let desired else {
            return context.removal(tags: live.map { $0.tags ?? [:] }, reason: "The configuration has no counter.")
        }
        guard let live else {
            var comparison = PropertyComparison()
            comparison.compare("runtime", live: String?.none, desired: desired.settings.runtime)
            comparison.compare("handler", live: String?.none, desired: desired.settings.handler)
            return Change(.create, properties: comparison.properties)
        }
        let tags = live.tags ?? [:]
        if let conflict = context.conflict(
            tags: tags, "The Lambda function \(name)", address: address, nameKey: "names.function")
        {
            return conflict
        }
        var comparison = codeDifferences(live.configuration, desired)
        comparison.append(configurationDifferences(live.configuration, desired, role: inputs[RoleResource.arn]))
        comparison.compareTags(live: tags, desired: context.tags)
        comparison.compare(
            "tags.\(Self.roleTagKey)", live: tags[Self.roleTagKey], reference: inputs[RoleResource.identity]?.id)
        if Self.hasLostRole(live, inputs: inputs) {
            return Change(.replace, properties: comparison.properties, reason: Self.lostRoleReason)
        }
        return comparison.change(adopting: context.isAdopted(tags: tags, address))
    }

    private func codeDifferences(_ live: LambdaFunctionConfiguration, _ desired: Desired) -> PropertyComparison {
        var comparison = PropertyComparison()
        comparison.compare("code", live: live.codeSHA256, desired: desired.code.sha256)
        comparison.compare("architecture", live: live.architectures, desired: [desired.settings.architecture.rawValue])
        return comparison
    }

    private func configurationDifferences(
        _ live: LambdaFunctionConfiguration, _ desired: Desired, role: ARN?
    ) -> PropertyComparison {
        var comparison = PropertyComparison()
        comparison.compare("runtime", live: live.runtime, desired: desired.settings.runtime)
        comparison.compare("handler", live: live.handler, desired: desired.settings.handler)
        comparison.compare("memory", live: live.memory, desired: desired.settings.memory)
        comparison.compare("timeout", live: live.timeout, desired: desired.settings.timeout)
        comparison.compare("role", live: live.role, reference: role?.rawValue)
        comparison.compareEnvironment(live: live.environment, desired: desired.environment)
        comparison.compare("logGroup", live: live.logging?.group ?? "/aws/lambda/\(name)", desired: desired.logGroup)
        return comparison
    }

    package func apply(live: LambdaFunction?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        guard let desired else { return Outputs() }
        let role = try inputs.require(RoleResource.arn)
        let tags = context.tags.merging([Self.roleTagKey: try inputs.require(RoleResource.identity).id]) { $1 }
        var outputs = Outputs()
        guard let live else {
            outputs[Self.arn] = try await create(desired, role: role, tags: tags, step: step).arn
            return outputs
        }
        if Self.hasLostRole(live, inputs: inputs) {
            try await remove(step)
            try await untilGone(step)
            // Tags that others gave it stay.
            let kept = (live.tags ?? [:]).filter { !$0.key.lowercased().hasPrefix("aws:") }
            outputs[Self.arn] = try await create(
                desired, role: role, tags: kept.merging(tags) { $1 }, step: step
            ).arn
            outputs[Self.isReplaced] = true
            return outputs
        }
        outputs[Self.arn] = live.configuration.arn
        try await update(live, desired, role: role, tags: tags, step: step)
        return outputs
    }

    private func create(
        _ desired: Desired, role: ARN, tags: [String: String], step: StepReporter
    ) async throws -> LambdaFunctionConfiguration {
        do {
            _ = try await whileRoleSpreads(step) {
                try await lambda.createFunction(
                    name, settings: settings(desired, role: role), zip: desired.code.zip,
                    architecture: desired.settings.architecture.rawValue, tags: tags)
            }
        } catch let error as AWSError where error.code == "ResourceConflictException" {
            // A create whose answer got lost: the function is there now.
            guard let created = try await lambda.getFunction(name), isOurs(created, desired, role: role) else {
                throw error
            }
            try await update(created, desired, role: role, tags: tags, step: step)
        }
        return try await ready(step)
    }

    /// Whether a function that was there all of a sudden is the one that we made. Lambda was seen to drop the tags of a
    /// function that is created a second time, so its role and code tell it too.
    private func isOurs(_ function: LambdaFunction, _ desired: Desired, role: ARN) -> Bool {
        switch Ownership(tags: function.tags ?? [:], site: context.config.name) {
        case .ours: true
        case .otherSite: false
        case .unmanaged:
            function.configuration.role == role.rawValue && function.configuration.codeSHA256 == desired.code.sha256
        }
    }

    private func update(
        _ live: LambdaFunction, _ desired: Desired, role: ARN, tags: [String: String], step: StepReporter
    ) async throws {
        if tags.contains(where: { live.tags?[$0.key] != $0.value }) {
            try await lambda.tagResource(live.configuration.arn, tags: tags)
        }
        do {
            try await write(desired, role: role, step: step)
        } catch let error as AWSError where error.code == "PreconditionFailedException" {
            // Somebody changed it in between: look again, once.
            try await write(desired, role: role, step: step)
        }
    }

    private func write(_ desired: Desired, role: ARN, step: StepReporter) async throws {
        // The revision moves with every change, also by others, so it is read right before it is needed.
        var current = try await ready(step, failsWithFunction: false)
        // The two kinds of change are separate calls, and the second is refused while the first is under way.
        if !configurationDifferences(current, desired, role: role).isEmpty {
            let revision = current.revisionID
            _ = try await whileRoleSpreads(step) {
                try await lambda.updateFunctionConfiguration(
                    name, settings: settings(desired, role: role), revisionID: revision)
            }
            current = try await ready(step)
        }
        if !codeDifferences(current, desired).isEmpty {
            let revision = current.revisionID
            _ = try await whileRoleSpreads(step) {
                try await lambda.updateFunctionCode(
                    name, zip: desired.code.zip, architecture: desired.settings.architecture.rawValue,
                    revisionID: revision)
            }
            _ = try await ready(step)
        }
    }

    private func settings(_ desired: Desired, role: ARN) -> LambdaFunctionSettings {
        LambdaFunctionSettings(
            runtime: desired.settings.runtime, handler: desired.settings.handler, role: role.rawValue,
            memory: desired.settings.memory, timeout: desired.settings.timeout, environment: desired.environment,
            logging: LambdaLogging(format: nil, group: desired.logGroup))
    }

    /// A role that was just made is not known everywhere for seconds to minutes.
    private func whileRoleSpreads<Answer: Sendable>(
        _ step: StepReporter, _ operation: () async throws -> Answer
    ) async throws -> Answer {
        try await context.patience.retry(
            while: { error in
                guard let error = error as? AWSError else { return false }
                if error.code == "ResourceConflictException" && error.operation != "CreateFunction" { return true }
                return error.code == "InvalidParameterValueException"
                    && Self.rolePropagationTexts.contains { error.message.contains($0) }
            },
            waitingFor: "Lambda to be ready for the function and its role", upTo: .seconds(300), step: step, operation)
    }

    private static let rolePropagationTexts = [
        "role defined for the function cannot be assumed by Lambda", "execution role does not have permissions",
        "KMS key is invalid for CreateGrant",
    ]

    /// Waits until the function can be called and changed. A function that Lambda could not set up is an error, but not
    /// before an update, since that may mend it.
    private func ready(
        _ step: StepReporter, failsWithFunction: Bool = true
    ) async throws -> LambdaFunctionConfiguration {
        let ready = try await context.patience.wait(
            for: "the function to become active", upTo: .seconds(300), first: .milliseconds(300), longest: .seconds(3),
            step: step
        ) { () -> LambdaFunctionConfiguration? in
            guard let configuration = try await lambda.getFunction(name)?.configuration else { return nil }
            if configuration.state == .failed || configuration.lastUpdateStatus == .failed {
                guard failsWithFunction else { return configuration }
                throw DeployError(
                    code: .functionFailed, summary: "Lambda could not set up the function",
                    detail: configuration.stateReason ?? configuration.lastUpdateStatusReason ?? name,
                    hint: "Fix the cause and run the same command again.")
            }
            return configuration.isReady ? configuration : nil
        }
        guard let ready else {
            throw DeployError(
                code: .functionNotReady, summary: "The function did not become active in time", detail: name,
                hint: "Run the same command again in a few minutes.", kind: .pending)
        }
        return ready
    }

    /// Waits until another function may have the name. One that is still there after that is met by the create.
    private func untilGone(_ step: StepReporter) async throws {
        _ = try await context.patience.wait(
            for: "Lambda to forget the old function", upTo: .seconds(60), first: .milliseconds(300),
            longest: .seconds(3), step: step
        ) { try await lambda.getFunction(name) == nil ? true : nil }
    }

    package func diffForDestroy(live: LambdaFunction?, options: DestroyOptions) throws -> Change {
        context.destruction(tags: live.map { $0.tags ?? [:] })
    }

    package func delete(live: LambdaFunction, inputs: Outputs, step: StepReporter) async throws {
        try await remove(step)
    }

    private func remove(_ step: StepReporter) async throws {
        do {
            try await context.whileFunctionIsBusy(step) { try await lambda.deleteFunction(name) }
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
            return
        }
    }
}

/// The code of a function as Lambda takes it.
package struct FunctionCode: Sendable, Equatable {
    /// A zip archive, the same bytes for the same files.
    package var zip: [UInt8]
    /// The Base64 form of the archive's SHA-256, as Lambda reports it.
    package var sha256: String

    package init(zip: [UInt8], sha256: String) {
        self.zip = zip
        self.sha256 = sha256
    }
}
