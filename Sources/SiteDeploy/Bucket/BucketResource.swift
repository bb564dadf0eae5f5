// SPDX-License-Identifier: Apache-2.0

package import AWSServices
internal import AWSWire
package import Reconcile
internal import SiteConfig

/// The private bucket with the site's files, and its settings.
package struct BucketResource: Resource {
    package static let address: ResourceAddress = "bucket"
    /// Whether the bucket is this site's; missing as long as there is none.
    package static let isOurs = OutputKey<Bool>(address, "isOurs")

    /// The bucket as it is.
    package struct Live: Sendable, Equatable {
        package var region: String?
        package var tags: [String: String]
        package var versioning: BucketVersioning
        package var encryption: String?
        package var publicAccessBlock: PublicAccessBlock?
        package var ownership: ObjectOwnership?
        package var lifecycle: LifecycleConfiguration?
    }

    package let address: ResourceAddress = Self.address
    package let group: ResourceGroup = .site
    package let dependencies: [ResourceAddress] = []
    package let needsPremise = true
    private let context: StackContext
    private let bucket: BucketName
    private var s3: S3Client { context.clients.s3 }

    package init(context: StackContext, bucket: BucketName) {
        self.context = context
        self.bucket = bucket
    }

    package var title: String { "S3 bucket \(bucket)" }

    // MARK: Reading

    package func read(_ others: LiveOutputs) async throws -> Live? {
        // Asked at the same time; what S3 says of the bucket itself counts before what it says of its settings.
        async let settings = Result(awaiting: { try await self.settings() })
        let region: String?
        switch try await s3.headBucket(bucket) {
        case .absent:
            _ = await settings
            return nil
        case .present(let found): region = found
        case .forbidden:
            _ = await settings
            throw DeployError(
                code: .bucketForbidden, summary: "The bucket exists but cannot be read",
                detail: "\(bucket) belongs to another account, or the permission s3:ListBucket is missing.",
                hint: "Choose another name with names.bucket in \(context.config.file), or allow the action.",
                kind: .permission)
        }
        if let region, region != context.account.region {
            throw DeployError(
                code: .bucketInOtherRegion, summary: "The bucket exists in another region",
                detail: "\(bucket) is in \(region), the site in \(context.account.region).",
                hint: "Set region: \(region) in \(context.config.file), or choose another name with names.bucket.",
                kind: .refused)
        }
        var live = try await settings.get()
        live.region = region
        return live
    }

    /// The bucket but for its region. The settings of a bucket that was just made may not be there for a moment; what is
    /// absent gets written.
    private func settings() async throws -> Live {
        // An answer that is an error ends no other request: each is on its way already.
        async let tags = Result(awaiting: { try await s3.bucketTags(bucket) ?? [] })
        async let versioning = Result(awaiting: { try await s3.bucketVersioning(bucket) })
        async let encryption = Result(awaiting: { try await s3.bucketEncryption(bucket) })
        async let block = Result(awaiting: { try await s3.publicAccessBlock(bucket) })
        async let ownership = Result(awaiting: { try await s3.objectOwnership(bucket) })
        async let lifecycle = Result(awaiting: { try await s3.lifecycle(bucket) })
        let found = await (tags, versioning, encryption, block, ownership, lifecycle)
        return Live(
            region: nil,
            tags: Dictionary(try found.0.get().map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first }),
            versioning: try found.1.get(), encryption: try found.2.get()?.algorithm,
            publicAccessBlock: try found.3.get(), ownership: try found.4.get(), lifecycle: try found.5.get())
    }

    package func outputs(live: Live) -> Outputs {
        var outputs = Outputs()
        outputs[Self.isOurs] =
            Ownership(tags: live.tags, site: context.config.name) == .ours
            || context.isAdopted(tags: live.tags, address)
        return outputs
    }

    package func plannedOutputs(live: Live?, change: Change, inputs: Outputs) -> Outputs {
        guard change.action == .create else { return live.map(outputs(live:)) ?? Outputs() }
        return Self.ours
    }

    private static var ours: Outputs {
        var outputs = Outputs()
        outputs[isOurs] = true
        return outputs
    }

    // MARK: Deciding

    package func diff(live: Live?, inputs: Outputs) throws -> Change {
        guard let live else {
            return Change(
                .create, properties: [PropertyChange("region", old: nil, new: .known(context.account.region))])
        }
        if let conflict = context.conflict(
            tags: live.tags, "The bucket \(bucket)", address: address, nameKey: "names.bucket")
        {
            return conflict
        }
        var change = differences(live).change(adopting: context.isAdopted(tags: live.tags, address))
        if change.action == .adopt {
            change.reason = "From then on, replaced and deleted versions of its objects are kept for 30 days."
        }
        return change
    }

    private func differences(_ live: Live) -> PropertyComparison {
        var comparison = PropertyComparison()
        comparison.compareTags(live: live.tags, desired: context.tags)
        if live.versioning != .enabled {
            comparison.note("versioning", old: "off", new: .known("on"))
        }
        comparison.compare("encryption", live: live.encryption, desired: "AES256")
        if live.publicAccessBlock != .all {
            comparison.note("publicAccess", old: "not blocked", new: .known("blocked"))
        }
        comparison.compare("ownership", live: live.ownership?.rawValue, desired: Self.ownership.rawValue)
        if Self.rule(in: live.lifecycle) != BucketLifecycle.ours {
            comparison.note(
                "lifecycle", old: Self.rule(in: live.lifecycle)?.description, new: .known("\(BucketLifecycle.ours)"))
        }
        return comparison
    }

    private static let ownership = ObjectOwnership.bucketOwnerEnforced

    private static func rule(in configuration: LifecycleConfiguration?) -> BucketLifecycle? {
        configuration?.document.all("Rule").first { $0.text(at: "ID") == BucketLifecycle.ruleID }.map(
            BucketLifecycle.init)
    }

    // MARK: Writing

    package func apply(live: Live?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        if live == nil { try await create(step) }
        let known = live ?? Live(region: nil, tags: context.tags, versioning: .neverEnabled)
        // S3 refuses changes of one bucket at the same time, so they go one after the other.
        if context.tags.contains(where: { known.tags[$0.key] != $0.value }) {
            let merged = known.tags.merging(context.tags) { _, ours in ours }.sorted { $0.key < $1.key }
            try await settling(step) { try await s3.putBucketTags(merged.map { ($0.key, $0.value) }, of: bucket) }
        }
        // First, because S3 needs some time until it is in force everywhere.
        if known.versioning != .enabled {
            try await settling(step) { try await s3.putBucketVersioning(true, of: bucket) }
        }
        if known.publicAccessBlock != .all {
            try await settling(step) { try await s3.putPublicAccessBlock(.all, of: bucket) }
        }
        if known.ownership != Self.ownership {
            try await settling(step) { try await s3.putObjectOwnership(Self.ownership, of: bucket) }
        }
        if known.encryption != "AES256" {
            try await settling(step) {
                try await s3.putBucketEncryption(BucketEncryption(algorithm: "AES256"), of: bucket)
            }
        }
        if Self.rule(in: known.lifecycle) != BucketLifecycle.ours {
            // Rules of other people stay; S3 takes the whole configuration at once.
            let others =
                known.lifecycle?.document.all("Rule").filter { $0.text(at: "ID") != BucketLifecycle.ruleID } ?? []
            let configuration = LifecycleConfiguration(
                document: XMLTree("LifecycleConfiguration", others + [BucketLifecycle.ours.xml]),
                minimumTransitionSize: known.lifecycle?.minimumTransitionSize)
            try await settling(step) { try await s3.putLifecycle(configuration, of: bucket) }
        }
        return Self.ours
    }

    private func create(_ step: StepReporter) async throws {
        do {
            try await context.patience.retry(
                while: { ($0 as? AWSError)?.code == "OperationAborted" },
                waitingFor: "S3 to free the bucket's name", upTo: .seconds(120), step: step
            ) {
                try await s3.createBucket(
                    bucket, tags: context.tags.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
                    account: context.account.id)
            }
        } catch let error as AWSError where error.code == "BucketAlreadyOwnedByYou" {
            // A create whose answer got lost, or another deploy at the same time: ours when it has our tag.
            let tags = try await s3.bucketTags(bucket) ?? []
            guard tags.contains(where: { $0.key == Ownership.tagKey && $0.value == context.config.name }) else {
                throw error
            }
        } catch let error as AWSError where error.code == "OperationAborted" {
            throw DeployError(
                code: .bucketNameNotFree, summary: "S3 has not freed the bucket's name yet", detail: "\(bucket)",
                hint:
                    "A bucket of this name was deleted a moment ago, which may take an hour to be known everywhere. Run "
                    + "the same command again then.", kind: .pending)
        } catch let error as AWSError where error.code == "BucketAlreadyExists" {
            throw DeployError(
                code: .bucketNameTaken, summary: "The bucket's name belongs to somebody else",
                detail: "\(bucket)", hint: "Choose another name with names.bucket in \(context.config.file).",
                cause: "S3 CreateBucket: \(error.code)", kind: .refused)
        }
    }

    /// S3 needs a moment after a bucket was made or changed.
    private func settling(_ step: StepReporter, _ operation: () async throws -> Void) async throws {
        try await context.patience.retry(
            while: { ["OperationAborted", "NoSuchBucket"].contains(($0 as? AWSError)?.code) },
            waitingFor: "S3 to finish the last change of the bucket", upTo: .seconds(120), step: step, operation)
    }

    // MARK: Deleting

    package func diffForDestroy(live: Live?, options: DestroyOptions) throws -> Change {
        var change = context.destruction(tags: live?.tags)
        if change.action == .delete { change.reason = "With all files and all their versions." }
        return change
    }

    package func delete(live: Live, inputs: Outputs, step: StepReporter) async throws {
        try await context.patience.retry(
            while: { ["BucketNotEmpty", "OperationAborted"].contains(($0 as? AWSError)?.code) },
            waitingFor: "S3 to see that the bucket is empty", upTo: .seconds(120), step: step
        ) {
            do {
                try await empty()
                try await s3.deleteBucket(bucket)
            } catch let error as AWSError where error.code == "NoSuchBucket" {
                return
            }
        }
    }

    private func empty() async throws {
        for try await page in s3.objectVersionPages(in: bucket) {
            let items = page.items.map { S3DeletionItem($0.key, versionID: $0.versionID) }
            if let failure = try await s3.deleteObjects(items, in: bucket).first {
                if failure.code == "AccessDenied" {
                    throw DeployError(
                        code: .permissionDenied, summary: "A permission is missing",
                        detail: "\(failure.item.key): \(failure.message): s3:DeleteObjectVersion is not allowed",
                        hint: DeployError.permissionHint, kind: .permission)
                }
                throw DeployError(
                    code: .objectNotDeleted, summary: "S3 did not delete an object",
                    detail: "\(failure.item.key): \(failure.code)",
                    hint: "Fix the cause and run the same command again.")
            }
        }
        for try await page in s3.multipartUploadPages(in: bucket) {
            for upload in page.items {
                try await s3.abortMultipartUpload(upload.uploadID, key: upload.key, in: bucket)
            }
        }
    }
}

extension PublicAccessBlock {
    /// Nothing public, in any way.
    static let all = PublicAccessBlock(
        blocksPublicACLs: true, ignoresPublicACLs: true, blocksPublicPolicy: true, restrictsPublicBuckets: true)
}
