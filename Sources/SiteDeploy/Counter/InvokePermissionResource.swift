// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import AWSWire
package import Reconcile
internal import SiteConfig

/// The statement in the function's policy that lets the site's API, and nothing else, call it.
package struct InvokePermissionResource: Resource {
    package static let address: ResourceAddress = "counter.permission"
    /// The id of our statement; other statements are left alone.
    static let statementID = "resumectl-api"
    private static let principal = "apigateway.amazonaws.com"

    /// Our statement as it is in the live policy.
    package struct Live: Sendable, Equatable {
        package var principal: String?
        package var action: String?
        package var sourceARN: String?
    }

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .counter
    package let dependencies: [ResourceAddress] = [FunctionResource.address, APIResource.address]
    private let context: StackContext
    /// The route whose calls are allowed, such as `/api/visitors`; `nil`: the configuration has no counter.
    private let route: String?
    private var function: String { context.config.functionName }
    private var lambda: LambdaClient { context.clients.lambda }

    package init(context: StackContext) {
        self.context = context
        self.route = context.config.counter?.route
    }

    package var title: String { "Permission of the API to call \(function)" }

    package func read(_ others: LiveOutputs) async throws -> Live? {
        guard let policy = try await lambda.getPolicy(of: function) else { return nil }
        let document = try JSONValue(parsing: policy.document)
        let statements = document["Statement"]?.arrayValue ?? []
        guard let ours = statements.first(where: { $0["Sid"]?.stringValue == Self.statementID }) else { return nil }
        let condition = ours["Condition"]
        let source = condition?["ArnLike"] ?? condition?["StringEquals"] ?? condition?["ArnEquals"]
        return Live(
            principal: ours["Principal"]?["Service"]?.stringValue, action: ours["Action"]?.stringValue,
            sourceARN: (source?["AWS:SourceArn"] ?? source?["aws:SourceArn"])?.stringValue)
    }

    package func outputs(live: Live) -> Outputs { Outputs() }

    private func sourceARN(_ inputs: Outputs) -> String? {
        guard let route, let api = inputs[APIResource.id] else { return nil }
        return context.arn("execute-api", "\(api)/*/*\(route)").rawValue
    }

    package func diff(live: Live?, inputs: Outputs) throws -> Change {
        // It goes with the function.
        guard route != nil else { return .none }
        guard let live else { return Change(.create) }
        if inputs[FunctionResource.isReplaced] == true {
            return Change(.replace, reason: "It goes with the function that is made anew.")
        }
        var comparison = PropertyComparison()
        comparison.compare("principal", live: live.principal, desired: Self.principal)
        comparison.compare("action", live: live.action, desired: "lambda:InvokeFunction")
        comparison.compare("sourceArn", live: live.sourceARN, reference: sourceARN(inputs))
        return comparison.change
    }

    package func apply(live: Live?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        let api = try inputs.require(APIResource.id)
        let source = context.arn("execute-api", "\(api)/*/*\(route ?? "")").rawValue
        // A statement cannot be changed. Between the two calls the API answers 500, for a fraction of a second.
        if live != nil, inputs[FunctionResource.isReplaced] != true {
            try await context.whileFunctionIsBusy(step) { try await remove() }
        }
        try await context.whileFunctionIsBusy(step) {
            do {
                try await add(source)
            } catch let error as AWSError where error.code == "ResourceConflictException" {
                // The function is being changed, or the statement is there: by a call whose answer got lost, or by
                // another deploy at the same time.
                guard let there = try await read(LiveOutputs(addresses: [])) else { throw error }
                guard there.sourceARN != source else { return }
                try await remove()
                try await add(source)
            }
        }
        return Outputs()
    }

    private func add(_ source: String) async throws {
        try await lambda.addPermission(
            Self.statementID, to: function, principal: Self.principal, sourceARN: source)
    }

    package func diffForDestroy(live: Live?, options: DestroyOptions) throws -> Change { .none }

    package func delete(live: Live, inputs: Outputs, step: StepReporter) async throws {
        try await remove()
    }

    private func remove() async throws {
        do {
            try await lambda.removePermission(Self.statementID, from: function)
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
            return
        }
    }
}
