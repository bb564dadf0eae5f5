// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile
internal import SiteConfig

/// The HTTP API in front of the counter function.
///
/// Names of APIs are not unique and a create has no token, so the API is found by its tag. A create whose answer got lost
/// may leave a second one; the surplus is deleted.
package struct APIResource: Resource {
    package static let address: ResourceAddress = "counter.api"
    package static let id = OutputKey<String>(address, "id")
    /// The host that answers, without a scheme.
    package static let domainName = OutputKey<String>(address, "domainName")
    /// `https://` and the host.
    package static let endpoint = OutputKey<String>(address, "endpoint")

    /// Our APIs.
    package struct Live: Sendable, Equatable {
        /// The one in use, or the one to be adopted.
        package var api: HTTPAPI
        /// The other ones with our tag.
        package var surplus: [HTTPAPI]
    }

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .counter
    package let dependencies: [ResourceAddress]
    private let context: StackContext
    private let settings: APISettings?
    private var name: String { context.config.apiName }
    private var gateway: APIGatewayClient { context.clients.apiGateway }

    package init(context: StackContext) {
        self.context = context
        self.settings = context.config.counter.map { APISettings(config: context.config, counter: $0) }
        self.dependencies = settings?.needsDistribution == true ? [DistributionResource.address] : []
    }

    package var title: String { "HTTP API \(name)" }

    // MARK: Reading

    package func read(_ others: LiveOutputs) async throws -> Live? {
        let all = try await gateway.getAPIs().all().filter { $0.protocolType == "HTTP" }
        let ours = all.filter { Ownership(tags: $0.tags, site: context.config.name) == .ours }
            .sorted { $0.id < $1.id }
        guard let first = ours.first else { return try adopted(all).map { Live(api: $0, surplus: []) } }
        guard ours.count > 1 else { return Live(api: first, surplus: []) }
        // Rare enough for one more request: the API that the function lets in is the one that works.
        let source = try await InvokePermissionResource(context: context).read(others)?.sourceARN ?? ""
        let used = ours.first { source.contains(":\($0.id)/") } ?? first
        return Live(api: used, surplus: ours.filter { $0.id != used.id })
    }

    /// The API without a tag that the user wants to be taken over.
    private func adopted(_ apis: [HTTPAPI]) throws -> HTTPAPI? {
        guard settings != nil, context.adopted.contains(address) else { return nil }
        let candidates = apis.filter {
            $0.name == name && Ownership(tags: $0.tags, site: context.config.name) == .unmanaged
        }
        guard candidates.count <= 1 else {
            throw DeployError(
                code: .severalAPIs, summary: "Several HTTP APIs have the name of the one to be adopted",
                detail: "\(name): \(candidates.map(\.id).sorted().joined(separator: ", "))",
                hint: "Tag the right one \(context.mark), and run the same command without --adopt \(address).",
                kind: .refused)
        }
        return candidates.first
    }

    // MARK: Deciding

    package func outputs(live: Live) -> Outputs { outputs(live.api) }

    private func outputs(_ api: HTTPAPI) -> Outputs {
        let suffix = AWSPartition.of(region: context.account.region).dnsSuffix
        let host = "\(api.id).execute-api.\(context.account.region).\(suffix)"
        var outputs = Outputs()
        outputs[Self.id] = api.id
        outputs[Self.domainName] = host
        outputs[Self.endpoint] = "https://\(host)"
        return outputs
    }

    package func diff(live: Live?, inputs: Outputs) throws -> Change {
        guard let settings else {
            var change = context.removal(tags: live?.api.tags, reason: "The configuration has no counter.")
            if change.action == .delete { change.items = surplusItems(live) }
            return change
        }
        guard let live else {
            var comparison = PropertyComparison()
            comparison.compare("name", live: String?.none, desired: name)
            comparison.append(settings.corsDifferences(live: nil, inputs: inputs))
            return Change(.create, properties: comparison.properties)
        }
        var comparison = PropertyComparison()
        comparison.compare("name", live: live.api.name, desired: name)
        comparison.compare("disableExecuteApiEndpoint", live: live.api.isEndpointDisabled, desired: false)
        comparison.append(settings.corsDifferences(live: live.api.cors, inputs: inputs))
        comparison.compareTags(live: live.api.tags, desired: context.tags)
        var change = comparison.change(adopting: context.isAdopted(tags: live.api.tags, address))
        if !live.surplus.isEmpty {
            if change.action == .none { change = Change(.update) }
            change.items = surplusItems(live)
        }
        return change
    }

    private func surplusItems(_ live: Live?) -> [ChangeItem] {
        (live?.surplus ?? []).map {
            ChangeItem(.delete, "HTTP API \($0.id)", note: "another one of this site, left by an interrupted create")
        }
    }

    // MARK: Writing

    package func apply(live: Live?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        guard let settings else { return Outputs() }
        let cors = try settings.cors(inputs)
        guard let live else {
            return outputs(try await create(settings, cors: cors, inputs: inputs, step: step))
        }
        try await update(live.api, settings, cors: cors, inputs: inputs, step: step)
        for api in live.surplus { try await delete(api, step: step) }
        return outputs(live.api)
    }

    private func create(
        _ settings: APISettings, cors: CORSConfiguration?, inputs: Outputs, step: StepReporter
    ) async throws -> HTTPAPI {
        do {
            return try await context.whileGatewayIsBusy(step) {
                try await gateway.createAPI(
                    name, description: "The visitor counter of the site \(context.config.name)", cors: cors,
                    tags: context.tags)
            }
        } catch let error as AWSError where error.leavesOutcomeOpen {
            // Creating again would make a second one: look whether the first is there.
            let found = try await context.patience.wait(
                for: "API Gateway to show the new API", upTo: .seconds(10), step: step
            ) { try await read(LiveOutputs(addresses: [])) }
            guard let found else { throw error }
            try await update(found.api, settings, cors: cors, inputs: inputs, step: step)
            return found.api
        }
    }

    private func update(
        _ api: HTTPAPI, _ settings: APISettings, cors: CORSConfiguration?, inputs: Outputs, step: StepReporter
    ) async throws {
        if context.tags.contains(where: { api.tags[$0.key] != $0.value }) {
            try await gateway.tagResource(context.gatewayARN(api.id), tags: context.tags)
        }
        let differs = !settings.corsDifferences(live: api.cors, inputs: inputs).isEmpty
        if api.name != name || api.isEndpointDisabled || (differs && cors != nil) {
            try await context.whileGatewayIsBusy(step) {
                _ = try await gateway.updateAPI(
                    api.id, name: api.name == name ? nil : name, cors: differs ? cors : nil,
                    isEndpointDisabled: api.isEndpointDisabled ? false : nil)
            }
        }
        if differs, cors == nil {
            try await context.whileGatewayIsBusy(step) {
                do {
                    try await gateway.deleteCORSConfiguration(of: api.id)
                } catch let error as AWSError where error.code == "NotFoundException" {
                    return
                }
            }
        }
    }

    // MARK: Deleting

    package func diffForDestroy(live: Live?, options: DestroyOptions) throws -> Change {
        var change = context.destruction(tags: live?.api.tags)
        if change.action == .delete { change.items = surplusItems(live) }
        return change
    }

    package func delete(live: Live, inputs: Outputs, step: StepReporter) async throws {
        for api in [live.api] + live.surplus { try await delete(api, step: step) }
    }

    /// Its integrations, routes and stages go along.
    private func delete(_ api: HTTPAPI, step: StepReporter) async throws {
        try await context.whileGatewayIsBusy(step) {
            do {
                try await gateway.deleteAPI(api.id)
            } catch let error as AWSError where error.code == "NotFoundException" {
                return
            }
        }
    }
}
