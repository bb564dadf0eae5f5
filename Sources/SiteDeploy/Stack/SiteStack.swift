// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile
internal import SiteConfig

/// All resources of a site, in dependency order.
package struct SiteStack: Sendable {
    /// Which part of a site a run looks at.
    package enum Part: String, Sendable, CaseIterable {
        /// The files and the invalidation.
        case site
        /// The counter's half.
        case api
        /// Certificate and DNS.
        case dns
    }

    package let resources: [any Resource]

    /// - Parameters:
    ///   - context: The stack's context.
    ///   - bucket: The site's bucket.
    ///   - code: The function's code; `nil` when the configuration has no counter.
    ///   - notFoundPath: The path of the page for unknown addresses, `nil` when there is none.
    ///   - maximumDeletes: More deletes of files than this are refused.
    ///   - filesClaim: Claims the files while everything is read; `nil` when reads must not write.
    package init(
        context: StackContext, bucket: BucketName, code: FunctionCode?, notFoundPath: String?, maximumDeletes: Int,
        filesClaim: FilesClaim? = nil
    ) {
        let config = context.config
        let store = S3SiteObjectStore(s3: context.clients.s3, bucket: bucket)
        let edge = EdgeFunctionCode(for: config)
        let function = zip(config.counter, code).map { counter, code in
            FunctionResource.Desired(
                settings: counter,
                environment: CounterEnvironment.variables(for: config), logGroup: config.logGroupName, code: code)
        }
        let distribution = DistributionResource(
            context: context, hasEdgeFunction: edge.isNeeded, notFoundPath: notFoundPath)
        let counter: [any Resource] = [
            TableResource(context: context),
            LogGroupResource(context: context),
            RoleResource(context: context),
            FunctionResource(context: context, desired: function),
        ]
        let api: [any Resource] = [
            APIResource(context: context),
            IntegrationResource(context: context),
            RouteResource(context: context),
            StageResource(context: context),
            InvokePermissionResource(context: context),
        ]
        let front: [any Resource] = [
            BucketResource(context: context, bucket: bucket),
            SiteFilesResource(
                context: context, store: store, maximumDeletes: maximumDeletes, claim: filesClaim),
            OriginAccessControlResource(context: context),
            EdgeFunctionResource(context: context, code: edge.isNeeded ? edge : nil),
            HostedZoneResource(context: context),
            CertificateResource(context: context),
            ValidationRecordsResource(context: context),
            CertificateValidationResource(context: context),
        ]
        let back: [any Resource] = [
            BucketPolicyResource(context: context, bucket: bucket),
            AliasRecordsResource(context: context),
            RetiredCertificatesResource(context: context),
            InvalidationResource(context: context, store: store),
        ]
        // A directly exposed API allows the site's origin, so it comes after the distribution; else it is one of the
        // distribution's origins, and comes before it.
        resources =
            config.counter?.exposure == .direct
            ? front + counter + [distribution] + api + back
            : front + counter + api + [distribution] + back
    }

    /// The addresses of a part.
    ///
    /// - Parameter part: The part, `nil` for everything.
    /// - Returns: The addresses, `nil` for everything.
    package func selection(of part: Part?) -> Set<ResourceAddress>? {
        switch part {
        case nil: nil
        case .site: [SiteFilesResource.address, InvalidationResource.address]
        case .api: Set(resources.filter { $0.group == .counter }.map(\.address))
        case .dns: Set(resources.filter { $0.group == .domain }.map(\.address))
        }
    }

    /// The addresses that must be read for a part: its own, and those whose live values it uses.
    ///
    /// - Parameter part: The part, `nil` for everything.
    /// - Returns: The addresses, `nil` for everything.
    package func needed(for part: Part?) -> Set<ResourceAddress>? {
        let others: Set<ResourceAddress> =
            part == .site
            ? [BucketResource.address, DistributionResource.address] : [DistributionResource.address]
        return selection(of: part)?.union(others)
    }
}

private func zip<First, Second>(_ first: First?, _ second: Second?) -> (First, Second)? {
    guard let first, let second else { return nil }
    return (first, second)
}
