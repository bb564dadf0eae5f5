// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile
internal import SiteConfig

/// The API's integration with the counter function.
///
/// It has neither a name nor a tag: ours is the one that our route leads to, or that leads to our function.
package struct IntegrationResource: Resource {
    package static let address: ResourceAddress = "counter.integration"
    package static let id = OutputKey<String>(address, "id")
    /// The most that API Gateway takes. The function's own limit is shorter and ends a call first; a cold start comes on
    /// top of that limit.
    static let timeoutMilliseconds = 30_000

    /// Our integrations.
    package struct Live: Sendable, Equatable {
        package var integration: APIIntegration
        /// Further ones that lead to our function and that no route leads to.
        package var surplus: [APIIntegration]
    }

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .counter
    package let dependencies: [ResourceAddress] = [APIResource.address, FunctionResource.address]
    package let needsPremise = true
    private let context: StackContext
    private let isWanted: Bool
    private var functionARN: ARN { context.arn("lambda", "function:\(context.config.functionName)") }
    private var gateway: APIGatewayClient { context.clients.apiGateway }

    package init(context: StackContext) {
        self.context = context
        self.isWanted = context.config.counter != nil
    }

    package var title: String { "Integration of the API with \(context.config.functionName)" }

    // MARK: Reading

    package func read(_ others: LiveOutputs) async throws -> Live? {
        guard isWanted, let api = try await others.value(APIResource.id) else { return nil }
        async let integrations = find(in: api)
        // The route is read at the same time, and never waits for this read.
        let routes = try await others.value(RouteResource.liveRoutes) ?? []
        return Self.choose(
            from: try await integrations, routes: routes, functionURI: functionARN.rawValue,
            routeKey: RouteResource.key(context.config))
    }

    /// The integrations of the API, `[]` when the API has just gone.
    private func find(in api: String) async throws -> [APIIntegration] {
        do {
            return try await gateway.getIntegrations(of: api).all()
        } catch let error as AWSError where error.code == "NotFoundException" {
            return []
        }
    }

    /// Tells which integrations are ours. Pure.
    static func choose(
        from integrations: [APIIntegration], routes: [APIRoute], functionURI: String, routeKey: String?
    ) -> Live? {
        let editable = integrations.filter { !$0.isManaged && $0.settings.type == "AWS_PROXY" }.sorted { $0.id < $1.id }
        let targets = Set(routes.compactMap(\.target))
        let ourTarget = routes.first { $0.key == routeKey }?.target
        let toFunction = editable.filter { $0.settings.uri == functionURI }
        // What our route leads to is ours even if it leads to another function: the function got another name.
        guard
            let chosen = editable.first(where: { ourTarget == RouteResource.target($0.id) })
                ?? toFunction.first(where: { targets.contains(RouteResource.target($0.id)) }) ?? toFunction.first
        else { return nil }
        return Live(
            integration: chosen,
            surplus: toFunction.filter { $0.id != chosen.id && !targets.contains(RouteResource.target($0.id)) })
    }

    // MARK: Deciding

    package func outputs(live: Live) -> Outputs { outputs(live.integration) }

    private func outputs(_ integration: APIIntegration) -> Outputs {
        var outputs = Outputs()
        outputs[Self.id] = integration.id
        return outputs
    }

    package func diff(live: Live?, inputs: Outputs) throws -> Change {
        // It goes with the API.
        guard isWanted else { return .none }
        let desired = settings(inputs)
        let settings = live?.integration.settings
        var comparison = PropertyComparison()
        comparison.compare("integrationUri", live: settings?.uri, desired: desired.uri)
        comparison.compare("integrationType", live: settings?.type, desired: desired.type)
        comparison.compare(
            "payloadFormatVersion", live: settings?.payloadFormatVersion, desired: desired.payloadFormatVersion)
        comparison.compare(
            "timeoutInMillis", live: settings?.timeoutMilliseconds, desired: desired.timeoutMilliseconds)
        guard let live else { return Change(.create, properties: comparison.properties) }
        var change = comparison.change
        if !live.surplus.isEmpty {
            if change.action == .none { change = Change(.update) }
            change.items = live.surplus.map {
                ChangeItem(.delete, "integration \($0.id)", note: "another one, left by an interrupted create")
            }
        }
        return change
    }

    private func settings(_ inputs: Outputs) -> APIIntegrationSettings {
        APIIntegrationSettings(
            uri: (inputs[FunctionResource.arn] ?? functionARN).rawValue,
            timeoutMilliseconds: Self.timeoutMilliseconds)
    }

    // MARK: Writing

    package func apply(live: Live?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        let api = try inputs.require(APIResource.id)
        let settings = settings(inputs)
        guard let live else { return outputs(try await create(settings, in: api, step: step)) }
        try await update(live.integration, settings, in: api, step: step)
        for surplus in live.surplus {
            try await context.whileGatewayIsBusy(step) {
                do {
                    try await gateway.deleteIntegration(surplus.id, of: api)
                } catch let error as AWSError where error.code == "NotFoundException" {
                    return
                }
            }
        }
        return outputs(live.integration)
    }

    private func create(
        _ settings: APIIntegrationSettings, in api: String, step: StepReporter
    ) async throws -> APIIntegration {
        do {
            return try await context.whileGatewayIsBusy(step) {
                try await gateway.createIntegration(of: api, settings)
            }
        } catch let error as AWSError where error.leavesOutcomeOpen {
            // Creating again would make a second one: look whether the first is there.
            let found = Self.choose(
                from: try await find(in: api), routes: [], functionURI: settings.uri, routeKey: nil)
            guard let found else { throw error }
            try await update(found.integration, settings, in: api, step: step)
            return found.integration
        }
    }

    private func update(
        _ live: APIIntegration, _ settings: APIIntegrationSettings, in api: String, step: StepReporter
    ) async throws {
        guard live.settings != settings else { return }
        try await context.whileGatewayIsBusy(step) {
            _ = try await gateway.updateIntegration(live.id, of: api, settings)
        }
    }

    // MARK: Deleting

    package func diffForDestroy(live: Live?, options: DestroyOptions) throws -> Change { .none }

    /// Does nothing: an integration goes with its API.
    package func delete(live: Live, inputs: Outputs, step: StepReporter) async throws {}
}
