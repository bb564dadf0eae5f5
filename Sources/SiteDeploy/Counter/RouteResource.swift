// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile
internal import SiteConfig

/// The route of the API that leads to the counter function; other routes are left alone.
package struct RouteResource: Resource {
    package static let address: ResourceAddress = "counter.route"
    /// All routes of the live API.
    static let liveRoutes = OutputKey<[APIRoute]>(address, "liveRoutes")

    /// The routes of the API; never empty.
    package struct Live: Sendable, Equatable {
        package var routes: [APIRoute]
    }

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .counter
    package let dependencies: [ResourceAddress] = [APIResource.address, IntegrationResource.address]
    private let context: StackContext
    /// `nil`: the configuration has no counter.
    private let key: String?
    private var gateway: APIGatewayClient { context.clients.apiGateway }

    package init(context: StackContext) {
        self.context = context
        self.key = Self.key(context.config)
    }

    package var title: String { "Route \(key ?? "of the counter")" }

    /// The key of our route, such as `ANY /api/visitors`; `nil` without a counter. The function answers a wrong method.
    static func key(_ config: SiteConfig) -> String? {
        config.counter.map { "ANY \($0.route)" }
    }

    /// What a route has as its target to lead to an integration.
    static func target(_ integration: String) -> String { "integrations/\(integration)" }

    // MARK: Reading

    package func read(_ others: LiveOutputs) async throws -> Live? {
        guard key != nil, let api = try await others.value(APIResource.id) else { return nil }
        return try await find(in: api)
    }

    private func find(in api: String) async throws -> Live? {
        do {
            let routes = try await gateway.getRoutes(of: api).all()
            return routes.isEmpty ? nil : Live(routes: routes)
        } catch let error as AWSError where error.code == "NotFoundException" {
            return nil
        }
    }

    /// Our route: the one with our key; else the one for all methods that leads to our integration, whose path has been
    /// changed in the configuration.
    private func ours(_ live: Live?, integration: String?) -> APIRoute? {
        let routes = live?.routes ?? []
        if let same = routes.first(where: { $0.key == key }) { return same }
        guard let integration else { return nil }
        let former = routes.filter {
            $0.key.hasPrefix("ANY ") && $0.target == Self.target(integration) && !$0.isManaged
        }
        return former.count == 1 ? former.first : nil
    }

    // MARK: Deciding

    package func outputs(live: Live) -> Outputs {
        var outputs = Outputs()
        outputs[Self.liveRoutes] = live.routes
        return outputs
    }

    package func diff(live: Live?, inputs: Outputs) throws -> Change {
        // It goes with the API.
        guard let key else { return .none }
        let integration = inputs[IntegrationResource.id]
        let route = ours(live, integration: integration)
        var comparison = PropertyComparison()
        comparison.compare("routeKey", live: route?.key, desired: key)
        comparison.compare("target", live: route?.target, reference: integration.map(Self.target))
        comparison.compare("authorizationType", live: route?.authorizationType, desired: "NONE")
        return route == nil ? Change(.create, properties: comparison.properties) : comparison.change
    }

    // MARK: Writing

    package func apply(live: Live?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        guard let key else { return Outputs() }
        let api = try inputs.require(APIResource.id)
        let integration = try inputs.require(IntegrationResource.id)
        if let route = ours(live, integration: integration) {
            try await update(route, key: key, integration: integration, in: api, step: step)
            return Outputs()
        }
        do {
            try await context.whileGatewayIsBusy(step) {
                _ = try await gateway.createRoute(of: api, key: key, target: Self.target(integration))
            }
        } catch let error as AWSError where error.code == "ConflictException" {
            // A create whose answer got lost: keys are unique, so the route is there now.
            guard let route = try await find(in: api)?.routes.first(where: { $0.key == key }) else { throw error }
            try await update(route, key: key, integration: integration, in: api, step: step)
        }
        return Outputs()
    }

    private func update(
        _ route: APIRoute, key: String, integration: String, in api: String, step: StepReporter
    ) async throws {
        let target = Self.target(integration)
        guard route.key != key || route.target != target || route.authorizationType != "NONE" else { return }
        try await context.whileGatewayIsBusy(step) {
            _ = try await gateway.updateRoute(route.id, of: api, key: key, target: target)
        }
    }

    // MARK: Deleting

    package func diffForDestroy(live: Live?, options: DestroyOptions) throws -> Change { .none }

    /// Does nothing: a route goes with its API.
    package func delete(live: Live, inputs: Outputs, step: StepReporter) async throws {}
}
