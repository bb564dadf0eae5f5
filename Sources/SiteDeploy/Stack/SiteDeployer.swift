// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import Reconcile
package import SiteConfig

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Brings one site to AWS: the door through which commands use this module.
package struct SiteDeployer: Sendable {
    /// What a run is told beside the configuration.
    package struct Options: Sendable {
        /// More deletes of files than this are refused.
        package var maximumDeletes: Int
        /// Foreign resources to be taken over.
        package var adopted: Set<ResourceAddress>
        /// Foreign DNS records to be replaced.
        package var replaced: Set<RecordReference>
        package var patience: Patience
        /// The way to public DNS.
        package var dns: any DNSResolving
        /// Claims the files while everything is read, for a run that asks nobody; whoever made it gives it back. `nil`
        /// when reads must not write.
        package var filesClaim: FilesClaim?

        package init(
            maximumDeletes: Int = 256, adopted: Set<ResourceAddress> = [], replaced: Set<RecordReference> = [],
            patience: Patience = Patience(),
            dns: any DNSResolving = UnknownDNS(reason: "there is no name server to ask"),
            filesClaim: FilesClaim? = nil
        ) {
            self.filesClaim = filesClaim
            self.replaced = replaced
            self.dns = dns
            self.maximumDeletes = maximumDeletes
            self.adopted = adopted
            self.patience = patience
        }
    }

    package let context: StackContext
    package let stack: SiteStack
    let bucket: BucketName
    let report: @Sendable (ReconcileEvent) -> Void
    private let code: FunctionCode?
    private let options: Options

    /// - Parameters:
    ///   - config: The site.
    ///   - account: Where it lives.
    ///   - clients: The way to AWS.
    ///   - options: What the run is told.
    ///   - needsFiles: Whether the site's and the function's folders are read; a destroy can do without them.
    ///   - events: Told what happens.
    /// - Throws: `DeployError` when the function's folder cannot be packed, or the bucket's name is no name.
    package init(
        config: SiteConfig, account: AWSAccount, clients: SiteClients, options: Options = Options(),
        needsFiles: Bool = true, events: @escaping @Sendable (ReconcileEvent) -> Void = { _ in }
    ) throws {
        let context = StackContext(
            config: config, account: account, clients: clients.owned(by: account), adopted: options.adopted,
            patience: options.patience, replaced: options.replaced, dns: options.dns)
        let code = try needsFiles ? config.counter.map(Self.code) : config.counter.map { _ in FunctionCode.none }
        try self.init(context: context, code: code, options: options, events: events)
        let known = Set(stack.resources.map(\.address))
        if let unknown = options.adopted.first(where: { !known.contains($0) }) {
            throw DeployError(
                code: .unknownAddress, summary: "There is no such resource to adopt",
                detail: "\(unknown)", hint: "One of: \(known.sorted().map(\.rawValue).joined(separator: ", "))",
                kind: .configuration)
        }
    }

    private init(
        context: StackContext, code: FunctionCode?, options: Options,
        events: @escaping @Sendable (ReconcileEvent) -> Void
    ) throws {
        let config = context.config
        guard let bucket = BucketName(rawValue: context.bucketName) else {
            throw DeployError(
                code: .bucketName, summary: "The bucket's name is not one that S3 allows",
                detail: "\(config.closestPosition(of: "names.bucket")): \(context.bucketName)",
                hint: "Set names.bucket in \(config.file): 3 to 63 lower-case letters, digits and hyphens.",
                kind: .configuration)
        }
        self.context = context
        self.bucket = bucket
        self.report = events
        self.code = code
        self.options = options
        let notFound = "\(config.site.path)/\(config.site.notFound)"
        stack = SiteStack(
            context: context, bucket: bucket, code: code,
            notFoundPath: FileManager.default.fileExists(atPath: notFound) ? "/\(config.site.notFound)" : nil,
            maximumDeletes: options.maximumDeletes, filesClaim: options.filesClaim)
    }

    /// The same deployer in an account.
    ///
    /// - Throws: `DeployError` when the bucket's name is no name.
    private func located(in account: AWSAccount) throws -> SiteDeployer {
        var context = context
        context.account = account
        context.clients = context.clients.owned(by: account)
        return try SiteDeployer(context: context, code: code, options: options, events: report)
    }

    private static func code(of counter: SiteConfig.Counter) throws -> FunctionCode {
        let archive = try FunctionFolder(counter).archive()
        return FunctionCode(zip: archive.bytes, sha256: archive.codeSHA256)
    }

    /// Reads the live account.
    ///
    /// - Parameters:
    ///   - part: The part that the run is about; nothing is read that it does not need. `nil` for everything.
    ///   - files: Whether the files are looked at; a destroy needs not read the folder.
    /// - Returns: The stack as it is.
    /// - Throws: `ReadFailure`.
    package func observe(_ part: SiteStack.Part? = nil, files: Bool = true) async throws -> ObservedStack {
        try await reconciler(part, files: files).observe()
    }

    /// Reads the live account while it is found out which one it is: what has names that do not depend on that is read at
    /// once.
    ///
    /// - Parameters:
    ///   - part: The part that the run is about; nothing is read that it does not need. `nil` for everything.
    ///   - files: Whether the files are looked at; a destroy needs not read the folder.
    ///   - identify: Finds out the account, and whatever the caller wants to know besides.
    /// - Returns: The deployer in that account, the stack as it is, and what the caller wanted to know.
    /// - Throws: `ReadFailure`, and what `identify` throws.
    package func observe<Identity: Sendable>(
        _ part: SiteStack.Part? = nil, files: Bool = true,
        identifying identify: @escaping @Sendable () async throws -> (AWSAccount, Identity)
    ) async throws -> (deployer: SiteDeployer, stack: ObservedStack, identity: Identity) {
        let premise = Premise<(SiteDeployer, Identity)>(address: SitePlace.address) {
            let (account, identity) = try await identify()
            return (try located(in: account), identity)
        } outputs: { found in
            var outputs = Outputs()
            outputs[SitePlace.store] = found.0.objectStore
            outputs[SitePlace.bucketDomainName] = found.0.context.bucketDomainName
            return outputs
        } resources: { found in
            found.0.resources(for: part, files: files)
        }
        let (found, stack) = try await reconciler(part, files: files).observe(with: premise)
        return (found.0, stack, found.1)
    }

    private func reconciler(_ part: SiteStack.Part?, files: Bool) throws -> Reconciler {
        try Reconciler(
            resources: resources(for: part, files: files),
            describe: { error, address in
                (error as? SiteProblems).map { DeployError(problems: $0) } ?? DeployError(describing: error)
            },
            events: report)
    }

    private func resources(for part: SiteStack.Part?, files: Bool) -> [any Resource] {
        let ofFiles: Set<ResourceAddress> = [SiteFilesResource.address, InvalidationResource.address]
        let needed = stack.needed(for: part)
        return stack.resources.filter {
            (needed?.contains($0.address) ?? true) && (files || !ofFiles.contains($0.address))
        }
    }

    /// The site's bucket, for commands that look at the files alone.
    package var objectStore: any SiteObjectStore {
        S3SiteObjectStore(s3: context.clients.s3, bucket: bucket)
    }
}

extension FunctionCode {
    /// No code, for runs that send none.
    static let none = FunctionCode(zip: [], sha256: "")
}

extension DeployError {
    /// What is wrong with the files of the site or the function.
    package init(problems: SiteProblems) {
        var lines = problems.problems.prefix(50).map { "\($0.path): \($0.message)\n    \($0.hint)" }
        if problems.problems.count > lines.count { lines.append("… and \(problems.problems.count - lines.count) more") }
        self.init(
            code: .siteFiles, summary: "The files cannot be deployed as they are",
            detail: lines.joined(separator: "\n"), kind: .configuration)
    }
}
