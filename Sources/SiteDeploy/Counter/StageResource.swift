// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile
internal import SiteConfig

/// The API's default stage, which puts every change live by itself and limits how often the API may be called.
package struct StageResource: Resource {
    package static let address: ResourceAddress = "counter.stage"
    /// The stage that is not part of the URL.
    static let name = "$default"

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .counter
    /// The first deployment needs a route.
    package let dependencies: [ResourceAddress] = [APIResource.address, RouteResource.address]
    private let context: StackContext
    /// `nil`: the configuration has no counter.
    private let throttling: APIThrottling?
    private var gateway: APIGatewayClient { context.clients.apiGateway }

    package init(context: StackContext) {
        self.context = context
        self.throttling = context.config.counter.map {
            APIThrottling(burst: $0.throttling.burst, rate: Double($0.throttling.rate))
        }
    }

    package var title: String { "Stage \(Self.name) of the API" }

    // MARK: Reading

    package func read(_ others: LiveOutputs) async throws -> APIStage? {
        guard throttling != nil, let api = try await others.value(APIResource.id) else { return nil }
        return try await gateway.getStage(Self.name, of: api)
    }

    // MARK: Deciding

    package func outputs(live: APIStage) -> Outputs { Outputs() }

    package func diff(live: APIStage?, inputs: Outputs) throws -> Change {
        // It goes with the API.
        guard let throttling else { return .none }
        var comparison = settingsDifferences(live, throttling)
        guard let live else { return Change(.create, properties: comparison.properties) }
        comparison.compareTags(live: live.tags, desired: context.tags)
        return comparison.change
    }

    private func settingsDifferences(_ live: APIStage?, _ throttling: APIThrottling) -> PropertyComparison {
        let settings = live?.settings
        var comparison = PropertyComparison()
        comparison.compare("autoDeploy", live: settings.map { $0.autoDeploy ?? false }, desired: true)
        comparison.compare("throttlingRateLimit", live: settings?.throttling?.rate, desired: throttling.rate ?? 0)
        comparison.compare("throttlingBurstLimit", live: settings?.throttling?.burst, desired: throttling.burst ?? 0)
        return comparison
    }

    // MARK: Writing

    package func apply(live: APIStage?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        guard let throttling else { return Outputs() }
        let api = try inputs.require(APIResource.id)
        if let live {
            try await update(live, throttling, in: api, step: step)
        } else {
            try await create(throttling, in: api, step: step)
        }
        try await watchDeployment(in: api, step: step)
        return Outputs()
    }

    private func create(_ throttling: APIThrottling, in api: String, step: StepReporter) async throws {
        do {
            try await context.whileGatewayIsBusy(step) {
                _ = try await gateway.createStage(
                    Self.name, of: api, APIStageSettings(autoDeploy: true, throttling: throttling), tags: context.tags)
            }
        } catch let error as AWSError where error.code == "ConflictException" {
            // A create whose answer got lost: an API has one stage of a name.
            guard let found = try await gateway.getStage(Self.name, of: api) else { throw error }
            try await update(found, throttling, in: api, step: step)
        }
    }

    private func update(_ live: APIStage, _ throttling: APIThrottling, in api: String, step: StepReporter) async throws
    {
        if context.tags.contains(where: { live.tags[$0.key] != $0.value }) {
            try await gateway.tagResource(context.gatewayARN("\(api)/stages/\(Self.name)"), tags: context.tags)
        }
        guard !settingsDifferences(live, throttling).isEmpty else { return }
        try await context.whileGatewayIsBusy(step) {
            _ = try await gateway.updateStage(
                Self.name, of: api, APIStageSettings(autoDeploy: true, throttling: throttling))
        }
    }

    /// The stage deploys by itself some seconds later; until then the API answers 404. A deployment that failed, or takes
    /// longer, is told and nothing more: the next change of the API deploys again.
    private func watchDeployment(in api: String, step: StepReporter) async throws {
        var last: APIStage?
        let deployed = try await context.patience.wait(
            for: "API Gateway to put the API live", upTo: .seconds(10), step: step
        ) { () -> Bool? in
            last = try await gateway.getStage(Self.name, of: api)
            return last?.deploymentID == nil ? nil : true
        }
        guard deployed == nil else { return }
        step.note(
            last?.lastDeploymentStatusMessage.map { "API Gateway says of the last deployment: \($0)" }
                ?? "API Gateway has not put the API live yet; that takes some seconds.")
    }

    // MARK: Deleting

    package func diffForDestroy(live: APIStage?, options: DestroyOptions) throws -> Change { .none }

    /// Does nothing: a stage goes with its API.
    package func delete(live: APIStage, inputs: Outputs, step: StepReporter) async throws {}
}
