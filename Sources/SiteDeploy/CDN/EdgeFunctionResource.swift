// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile
internal import SiteConfig

/// The CloudFront function that redirects to the canonical host and resolves clean URLs.
///
/// Its tags are set when it is created; AWS's authorization reference does not have functions among the resources whose
/// tags can be read, so its comment says whose it is.
package struct EdgeFunctionResource: Resource {
    package static let address: ResourceAddress = "cdn.function"
    package static let arn = OutputKey<ARN>(address, "arn")

    /// The function as it is: what is being developed, and what visitors get.
    package struct Live: Sendable, Equatable {
        package var arn: ARN
        package var developmentETag: String
        package var runtime: String
        package var comment: String
        /// `nil` when it was never published.
        package var publishedCode: String?
    }

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .cdn
    package let dependencies: [ResourceAddress] = []
    private let context: StackContext
    private let name: String
    /// `nil` when there is nothing for it to do.
    private let code: EdgeFunctionCode?
    private var cloudFront: CloudFrontClient { context.clients.cloudFront }

    package init(context: StackContext, code: EdgeFunctionCode?) {
        self.context = context
        self.name = context.config.edgeFunctionName
        self.code = code
    }

    package var title: String { "CloudFront function \(name)" }

    package func read(_ others: LiveOutputs) async throws -> Live? {
        async let described = cloudFront.describeFunction(name, stage: .development)
        async let code = cloudFront.functionCode(name, stage: .live)
        let (found, published) = try await (described, code)
        guard let function = found else { return nil }
        return Live(
            arn: function.arn, developmentETag: function.etag, runtime: function.runtime, comment: function.comment,
            publishedCode: published.map { String(decoding: $0.code, as: UTF8.self) })
    }

    package func outputs(live: Live) -> Outputs {
        var outputs = Outputs()
        outputs[Self.arn] = live.arn
        return outputs
    }

    package func diff(live: Live?, inputs: Outputs) throws -> Change {
        let tags = live.map { context.tags(ofMark: $0.comment) }
        guard let code else {
            return context.removal(tags: tags, reason: "Nothing is redirected and clean URLs are off.")
        }
        guard let live, let tags else { return Change(.create) }
        if let conflict = context.conflict(
            tags: tags, "The CloudFront function \(name)", address: address, nameKey: "names.edgeFunction")
        {
            return conflict
        }
        var comparison = PropertyComparison()
        comparison.compare("runtime", live: live.runtime, desired: EdgeFunctionCode.runtime)
        if live.publishedCode != code.source {
            comparison.note("code", old: live.publishedCode == nil ? nil : "the live code", new: .known("new code"))
        }
        comparison.compare("comment", live: live.comment, desired: context.mark)
        return comparison.change(adopting: context.isAdopted(tags: tags, address))
    }

    package func apply(live: Live?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        guard let code else { return Outputs() }
        let source = Array(code.source.utf8)
        var outputs = Outputs()
        guard let live else {
            let created: CloudFrontFunction
            do {
                created = try await cloudFront.createFunction(
                    name, comment: context.mark, runtime: EdgeFunctionCode.runtime, code: source, tags: context.tags)
            } catch let error as AWSError where error.code == "FunctionAlreadyExists" {
                // A create whose answer got lost.
                guard let found = try await read(LiveOutputs(addresses: [])),
                    Ownership(tags: context.tags(ofMark: found.comment), site: context.config.name) == .ours
                else { throw error }
                return try await apply(live: found, inputs: inputs, step: step)
            }
            try await cloudFront.publishFunction(name, ifMatch: created.etag)
            outputs[Self.arn] = created.arn
            return outputs
        }
        if try diff(live: live, inputs: inputs).isEffective {
            do {
                try await update(source, ifMatch: live.developmentETag)
            } catch let error as AWSError where error.code == "PreconditionFailed" {
                // An update whose answer got lost, or somebody else's change: look again, once.
                guard let current = try await cloudFront.describeFunction(name, stage: .development) else {
                    throw error
                }
                try await update(source, ifMatch: current.etag)
            }
        }
        outputs[Self.arn] = live.arn
        return outputs
    }

    private func update(_ source: [UInt8], ifMatch etag: String) async throws {
        let updated = try await cloudFront.updateFunction(
            name, comment: context.mark, runtime: EdgeFunctionCode.runtime, code: source, ifMatch: etag)
        try await cloudFront.publishFunction(name, ifMatch: updated.etag)
    }

    package func diffForDestroy(live: Live?, options: DestroyOptions) throws -> Change {
        context.destruction(tags: live.map { context.tags(ofMark: $0.comment) })
    }

    package func delete(live: Live, inputs: Outputs, step: StepReporter) async throws {
        try await context.whileInUse("FunctionInUse", "the function", upTo: .seconds(300), step: step) {
            guard let function = try await cloudFront.describeFunction(name, stage: .development) else { return }
            do {
                try await cloudFront.deleteFunction(name, ifMatch: function.etag)
            } catch let error as AWSError where error.code == "NoSuchFunctionExists" {
                return
            }
        }
    }
}
