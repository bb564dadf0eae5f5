// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile
internal import SiteConfig

/// The origin access control by which CloudFront signs its requests to the bucket.
///
/// It cannot be tagged; its description says whose it is.
package struct OriginAccessControlResource: Resource {
    package static let address: ResourceAddress = "cdn.access"
    package static let id = OutputKey<String>(address, "id")

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .cdn
    package let dependencies: [ResourceAddress] = []
    private let context: StackContext
    private let name: String
    private var cloudFront: CloudFrontClient { context.clients.cloudFront }

    package init(context: StackContext) {
        self.context = context
        self.name = context.config.originAccessControlName
    }

    package var title: String { "Origin access control \(name)" }

    private var desired: OriginAccessControlConfig {
        OriginAccessControlConfig(name: name, description: context.mark)
    }

    package func read(_ others: LiveOutputs) async throws -> OriginAccessControl? {
        for try await control in cloudFront.listOriginAccessControls() where control.config.name == name {
            return control
        }
        return nil
    }

    package func outputs(live: OriginAccessControl) -> Outputs {
        var outputs = Outputs()
        outputs[Self.id] = live.id
        return outputs
    }

    package func diff(live: OriginAccessControl?, inputs: Outputs) throws -> Change {
        guard let live else { return Change(.create) }
        if let conflict = context.conflict(
            tags: context.tags(ofMark: live.config.description), "The origin access control \(name)", address: address,
            nameKey: "names.originAccessControl")
        {
            return conflict
        }
        var comparison = PropertyComparison()
        comparison.compare("description", live: live.config.description, desired: desired.description)
        comparison.compare("signingBehavior", live: live.config.signingBehavior, desired: desired.signingBehavior)
        comparison.compare("signingProtocol", live: live.config.signingProtocol, desired: desired.signingProtocol)
        comparison.compare("originType", live: live.config.originType, desired: desired.originType)
        return comparison.change(
            adopting: context.isAdopted(tags: context.tags(ofMark: live.config.description), address))
    }

    package func apply(live: OriginAccessControl?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        guard let live else {
            do {
                return outputs(live: try await cloudFront.createOriginAccessControl(desired).control)
            } catch let error as AWSError where error.code == "OriginAccessControlAlreadyExists" {
                // A create whose answer got lost.
                guard let created = try await read(LiveOutputs(addresses: [])), created.config == desired else {
                    throw error
                }
                return outputs(live: created)
            }
        }
        guard let (_, etag) = try await cloudFront.getOriginAccessControl(live.id) else { return Outputs() }
        let updated = try await cloudFront.updateOriginAccessControl(live.id, config: desired, ifMatch: etag)
        return outputs(live: updated.control)
    }

    package func diffForDestroy(live: OriginAccessControl?, options: DestroyOptions) throws -> Change {
        context.destruction(tags: live.map { context.tags(ofMark: $0.config.description) })
    }

    package func delete(live: OriginAccessControl, inputs: Outputs, step: StepReporter) async throws {
        try await context.whileInUse(
            "OriginAccessControlInUse", "the origin access control", upTo: .seconds(300), step: step
        ) {
            guard let (_, etag) = try await cloudFront.getOriginAccessControl(live.id) else { return }
            do {
                try await cloudFront.deleteOriginAccessControl(live.id, ifMatch: etag)
            } catch let error as AWSError where error.code == "NoSuchOriginAccessControl" {
                return
            }
        }
    }
}

extension StackContext {
    /// Deletes something that CloudFront lets go of some minutes after the last use.
    ///
    /// - Throws: `DeployError` with code `still-in-use`, which is pending, when the limit is reached.
    package func whileInUse(
        _ code: String, _ what: String, upTo limit: Duration, step: StepReporter, _ delete: () async throws -> Void
    ) async throws {
        do {
            try await patience.retry(
                while: { ($0 as? AWSError)?.code == code }, waitingFor: "CloudFront to stop using \(what)", upTo: limit,
                first: .seconds(1), step: step, delete)
        } catch let error as AWSError where error.code == code {
            throw DeployError(
                code: .stillInUse, summary: "CloudFront still uses something that is to be deleted", detail: what,
                hint: "That takes some minutes. Run the same command again then.", kind: .pending)
        }
    }

    /// The text that marks a resource as this site's where there are no tags.
    package var mark: String { "\(Ownership.tagKey)=\(config.name)" }

    /// The tags that a mark stands for.
    package func tags(ofMark text: String) -> [String: String] {
        let prefix = Ownership.tagKey + "="
        return text.hasPrefix(prefix) ? [Ownership.tagKey: String(text.dropFirst(prefix.count))] : [:]
    }
}
