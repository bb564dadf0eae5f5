// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire
import Reconcile
import SiteConfig
import Testing

@testable import SiteDeploy

@Suite struct BucketResourceTests {
    private func resource(
        _ aws: SiteAWS, _ config: SiteConfig = .bare, adopting: Set<ResourceAddress> = []
    ) throws -> BucketResource {
        BucketResource(context: aws.context(config, adopting: adopting), bucket: try aws.bucketName(config))
    }

    /// The services with a bucket as a deploy leaves it.
    private func deployed(_ config: SiteConfig = .bare) async throws -> SiteAWS {
        let aws = SiteAWS()
        #expect(try await resource(aws, config).settle() == .none)
        _ = await aws.s3.takeWrites()
        return aws
    }

    // MARK: Creating

    @Test func aNewBucketIsOursAndPrivateAndKeepsOldVersions() async throws {
        let aws = SiteAWS()
        let bucket = try resource(aws, .resume(domain: nil, tags: ["team": "web"]))
        #expect(try await bucket.settle() == .none)
        let backend = await aws.s3.backend
        let settings = try #require(backend.bucket?.settings)
        #expect(backend.tags == ["resumectl:site": "resume", "team": "web"])
        #expect(backend.bucket?.region == "eu-west-1")
        let block = try #require(settings["publicAccessBlock"])
        #expect(block.children.count == 4 && block.children.allSatisfy { $0.text == "true" })
        #expect(settings["ownershipControls"]?.text(at: "Rule/ObjectOwnership") == "BucketOwnerEnforced")
        #expect(settings["versioning"]?.text(at: "Status") == "Enabled")
        #expect(
            settings["encryption"]?.text(at: "Rule/ApplyServerSideEncryptionByDefault/SSEAlgorithm") == "AES256")
        let rule = try #require(settings["lifecycle"]?.first("Rule"))
        #expect(rule.int(at: "NoncurrentVersionExpiration/NoncurrentDays") == 30)
        #expect(rule.int(at: "AbortIncompleteMultipartUpload/DaysAfterInitiation") == 7)
    }

    @Test func itsSettingsAreWrittenOneAfterTheOther() async throws {
        let aws = SiteAWS()
        try await resource(aws).settle()
        #expect(await aws.s3.mostWritesAtOnce == 1)
        #expect(
            Set(await aws.s3.takeWrites()) == [
                "CreateBucket", "PutBucketVersioning", "PutPublicAccessBlock", "PutBucketOwnershipControls",
                "PutBucketEncryption", "PutBucketLifecycleConfiguration",
            ])
    }

    @Test(arguments: [
        "CreateBucket", "PutBucketVersioning", "PutPublicAccessBlock", "PutBucketOwnershipControls",
        "PutBucketEncryption", "PutBucketLifecycleConfiguration",
    ])
    func aChangeThatS3HasNoTimeForIsTriedAgain(operation: String) async throws {
        let aws = SiteAWS()
        for _ in 0..<3 { await aws.s3.plan(.refused(Refusal(code: "OperationAborted", status: 409)), for: operation) }
        #expect(try await resource(aws).settle() == .none)
        #expect(aws.time.elapsed > .zero)
    }

    @Test func aChangeThatS3NeverHasTimeForFailsInTheEnd() async throws {
        let aws = SiteAWS()
        for _ in 0..<100 {
            await aws.s3.plan(.refused(Refusal(code: "OperationAborted", status: 409)), for: "PutBucketVersioning")
        }
        await #expect { try await resource(aws).settle() } throws: { ($0 as? AWSError)?.code == "OperationAborted" }
        #expect(aws.time.elapsed <= .seconds(120))
    }

    @Test func aSettingOfABucketThatIsNotVisibleYetIsTriedAgain() async throws {
        let aws = SiteAWS()
        await aws.s3.plan(.refused(Refusal(code: "NoSuchBucket", status: 404)), for: "PutPublicAccessBlock")
        #expect(try await resource(aws).settle() == .none)
    }

    /// The answer to the create is lost, and its repetition says that the bucket is there already.
    @Test func aBucketThatWasMadeByALostRequestIsTaken() async throws {
        let aws = SiteAWS()
        await aws.s3.plan(.resent, for: "CreateBucket")
        #expect(try await resource(aws).settle() == .none)
    }

    @Test func aBucketThatSomebodyElseMadeMeanwhileIsNotTouched() async throws {
        let aws = SiteAWS()
        let bucket = try resource(aws)
        #expect(try await bucket.find() == nil)
        await aws.s3.edit { $0.bucket = BucketBackend.Bucket() }
        await #expect {
            _ = try await bucket.apply(live: nil, inputs: Outputs(), step: StepLog().reporter("bucket"))
        } throws: { ($0 as? AWSError)?.code == "BucketAlreadyOwnedByYou" }
        #expect(await aws.s3.takeWrites() == ["CreateBucket"])
    }

    @Test func aNameThatBelongsToSomebodyElseIsRefusedWithAWayOut() async throws {
        let aws = SiteAWS()
        await aws.s3.edit { $0.isTakenElsewhere = true }
        await #expect { try await resource(aws).settle() } throws: { error in
            let error = error as? DeployError
            return error?.code == "bucket-name-taken" && error?.kind == .refused
                && error?.hint?.contains("names.bucket in resume.yaml") == true
        }
    }

    // MARK: Looking

    @Test func aBucketThatMayNotBeLookedAtIsAMissingPermission() async throws {
        let aws = SiteAWS()
        await aws.s3.edit { $0.isForbidden = true }
        await #expect { _ = try await resource(aws).find() } throws: { error in
            (error as? DeployError)?.code == "bucket-forbidden" && (error as? DeployError)?.kind == .permission
        }
    }

    @Test func aBucketInAnotherRegionIsRefused() async throws {
        let aws = SiteAWS()
        await aws.s3.edit { $0.bucket = BucketBackend.Bucket(region: "us-west-2") }
        await #expect { _ = try await resource(aws).find() } throws: { error in
            let error = error as? DeployError
            return error?.code == "bucket-in-other-region" && error?.kind == .refused
                && error?.hint?.contains("region: us-west-2") == true
        }
    }

    // MARK: Differences

    /// A change behind our back, and the property that shows it.
    private static let edits: [(String, @Sendable (inout BucketBackend) -> Void)] = [
        ("tags", { $0.setTags(["resumectl:site": "resume", "team": "old"]) }),
        ("versioning", { $0.bucket?.settings["versioning"]?.set("Status", to: "Suspended") }),
        (
            "encryption",
            {
                $0.bucket?.settings["encryption"]?
                    .set("Rule/ApplyServerSideEncryptionByDefault/SSEAlgorithm", to: "aws:kms")
            }
        ),
        ("encryption", { $0.bucket?.settings["encryption"] = nil }),
        ("publicAccess", { $0.bucket?.settings["publicAccessBlock"]?.set("BlockPublicPolicy", to: "false") }),
        ("publicAccess", { $0.bucket?.settings["publicAccessBlock"] = nil }),
        ("ownership", { $0.bucket?.settings["ownershipControls"]?.set("Rule/ObjectOwnership", to: "ObjectWriter") }),
        ("ownership", { $0.bucket?.settings["ownershipControls"] = nil }),
        ("lifecycle", { $0.bucket?.settings["lifecycle"]?.set("Rule/Status", to: "Disabled") }),
        (
            "lifecycle",
            { $0.bucket?.settings["lifecycle"]?.set("Rule/NoncurrentVersionExpiration/NoncurrentDays", to: "1") }
        ),
        ("lifecycle", { $0.bucket?.settings["lifecycle"] = nil }),
    ]

    @Test(arguments: edits.indices)
    func aSettingChangedByHandIsSeenAndMendedWithOneWrite(index: Int) async throws {
        let (name, edit) = Self.edits[index]
        let config = SiteConfig.resume(domain: nil, tags: ["team": "web"])
        let aws = try await deployed(config)
        await aws.s3.edit(edit)
        let bucket = try resource(aws, config)
        let change = try bucket.diff(live: try await bucket.find(), inputs: Outputs())
        #expect(change.action == .update)
        #expect(change.names.map { $0.split(separator: ".").first.map(String.init) } == [name])
        #expect(try await bucket.settle() == .none)
        #expect(await aws.s3.takeWrites().count == 1)
    }

    @Test func tagsAndRulesOfOtherPeopleSurvive() async throws {
        let aws = try await deployed()
        await aws.s3.edit { backend in
            backend.setTags(["resumectl:site": "resume", "cost-center": "7"])
            backend.bucket?.settings["lifecycle"]?.children = [
                XMLTree("Rule", [XMLTree("ID", "theirs"), XMLTree("Status", "Enabled"), XMLTree("Unknown", "kept")])
            ]
        }
        #expect(try await resource(aws, .resume(domain: nil, tags: ["team": "web"])).settle() == .none)
        let backend = await aws.s3.backend
        #expect(backend.tags == ["resumectl:site": "resume", "cost-center": "7", "team": "web"])
        let rules = backend.bucket?.settings["lifecycle"]?.all("Rule") ?? []
        #expect(rules.compactMap { $0.text(at: "ID") } == ["theirs", "resumectl"])
        #expect(rules.first?.text(at: "Unknown") == "kept")
    }

    @Test func whatS3AddsByItselfIsNoDifference() async throws {
        let aws = try await deployed()
        await aws.s3.edit { backend in
            backend.bucket?.settings["encryption"]?.update(at: "Rule") { rule in
                rule.children.append(XMLTree("BucketKeyEnabled", false))
                rule.children.append(XMLTree("BlockedEncryptionTypes", [XMLTree("EncryptionType", "SSE-C")]))
            }
        }
        let bucket = try resource(aws)
        #expect(try bucket.diff(live: try await bucket.find(), inputs: Outputs()) == .none)
    }

    // MARK: Whose it is

    @Test func aBucketWithoutOurTagIsShownWithTheWayToAdoptIt() async throws {
        let aws = SiteAWS()
        await aws.s3.edit { $0.bucket = BucketBackend.Bucket() }
        let bucket = try resource(aws)
        let change = try bucket.diff(live: try await bucket.find(), inputs: Outputs())
        #expect(change.action == .conflict)
        #expect(change.reason?.contains("not tagged resumectl:site=resume") == true)
        #expect(change.hint?.contains("    resumectl deploy --adopt bucket\n") == true)
        #expect(change.hint?.contains("names.bucket in resume.yaml") == true)
        #expect(try await bucket.settle().action == .conflict)
        #expect(await aws.s3.takeWrites() == [])
    }

    @Test func anAdoptedBucketIsTaggedAndKeepsItsTags() async throws {
        let aws = SiteAWS()
        await aws.s3.edit { backend in
            backend.bucket = BucketBackend.Bucket()
            backend.setTags(["cost-center": "7"])
        }
        let bucket = try resource(aws, adopting: ["bucket"])
        #expect(try bucket.diff(live: try await bucket.find(), inputs: Outputs()).action == .adopt)
        #expect(try await bucket.settle() == .none)
        #expect(await aws.s3.backend.tags == ["resumectl:site": "resume", "cost-center": "7"])
        #expect(try await resource(aws).settle() == .none)
    }

    @Test func aBucketOfAnotherSiteCannotBeAdopted() async throws {
        let aws = SiteAWS()
        await aws.s3.edit { backend in
            backend.bucket = BucketBackend.Bucket()
            backend.setTags(["resumectl:site": "blog"])
        }
        let bucket = try resource(aws, adopting: ["bucket"])
        let change = try bucket.diff(live: try await bucket.find(), inputs: Outputs())
        #expect(change.action == .conflict)
        #expect(change.reason?.contains("belongs to the site blog") == true)
        #expect(change.hint?.contains("--adopt") == false)
    }

    // MARK: Deleting

    @Test func aDestroyEmptiesTheBucketOfVersionsMarkersAndUploads() async throws {
        let aws = try await deployed()
        await aws.s3.edit { backend in
            backend.pageSize = 2
            backend.bucket?.versions = (1...5).map { BucketBackend.Version(key: "page \($0).html", id: "v\($0)") }
            backend.bucket?.versions.append(BucketBackend.Version(key: "gone.html", id: "m1", isMarker: true))
            backend.bucket?.versions.append(BucketBackend.Version(key: "gone.html", id: "v0"))
            backend.bucket?.uploads = [("big.pdf", "u1"), ("big.pdf", "u2")]
        }
        let bucket = try resource(aws)
        let change = try bucket.diffForDestroy(
            live: try await bucket.find(), options: DestroyOptions(deleteData: false))
        #expect(change.action == .delete)
        try await bucket.remove()
        #expect(await aws.s3.backend.bucket == nil)
    }

    @Test func aBucketThatIsFilledWhileItIsEmptiedIsEmptiedAgain() async throws {
        let aws = try await deployed()
        await aws.s3.plan(.refused(Refusal(code: "BucketNotEmpty", status: 409)), for: "DeleteBucket")
        try await resource(aws).remove()
        #expect(await aws.s3.backend.bucket == nil)
    }

    @Test func aBucketThatIsGoneAlreadyIsNoError() async throws {
        let aws = try await deployed()
        let bucket = try resource(aws)
        let live = try #require(try await bucket.find())
        await aws.s3.edit { $0.bucket = nil }
        try await bucket.delete(live: live, inputs: Outputs(), step: StepLog().reporter("bucket"))
    }

    @Test(arguments: [[:], ["resumectl:site": "blog"]])
    func aDestroyKeepsAForeignBucket(tags: [String: String]) async throws {
        let aws = try await deployed()
        await aws.s3.edit { $0.setTags(tags) }
        let bucket = try resource(aws)
        let change = try bucket.diffForDestroy(live: try await bucket.find(), options: DestroyOptions(deleteData: true))
        #expect(change.action == .keep)
    }
}
