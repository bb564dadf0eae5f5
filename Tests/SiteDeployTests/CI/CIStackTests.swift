// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire
import Reconcile
import SiteConfig
import Testing

@testable import SiteDeploy

/// The role for workflows and GitHub's identity provider, as `ci setup` and `ci remove` run them.
@Suite struct CIStackTests {
    private static let audience = "sts.amazonaws.com"

    private func observe(_ aws: CounterAWS, branch: String = "main") async throws -> ObservedStack {
        let repository = try #require(GitHubRepository("jane/resume", ownerID: 7, repositoryID: 42))
        let context = aws.context()
        let stack = CIStack(
            context: context, trust: GitHubTrustPolicy(repository: repository, source: .branch(branch)),
            policy: AccessPolicy(for: .content, scope: AccessScope(config: context.config, account: context.account)))
        return try await Reconciler(
            resources: stack.resources, describe: { error, _ in DeployError(describing: error) }
        ).observe()
    }

    private func setUp(_ aws: CounterAWS, branch: String = "main") async throws -> RunResult {
        let observed = try await observe(aws, branch: branch)
        return await observed.apply(try observed.plan())
    }

    @Test func aSecondRunDoesNothing() async throws {
        let aws = CounterAWS()
        #expect(try await setUp(aws).troubles == [])
        #expect(
            await aws.takeWrites().sorted() == ["CreateOpenIDConnectProvider", "CreateRole", "PutRolePolicy"])
        #expect(try await observe(aws).plan().summary == [])
        let role = try #require(await aws.roles.backend.role)
        #expect(role.tags == CounterAWS.ourTags)
        #expect(role.policies.keys.sorted() == ["resumectl-deploy"])
        #expect(role.trust.contains("repo:jane@7/resume@42:ref:refs/heads/main"))
        #expect(await aws.roles.backend.audiences == [Self.audience])
    }

    @Test func anotherBranchChangesTheTrustAlone() async throws {
        let aws = CounterAWS()
        _ = try await setUp(aws)
        _ = await aws.takeWrites()
        #expect(try await setUp(aws, branch: "live").troubles == [])
        #expect(await aws.takeWrites() == ["UpdateAssumeRolePolicy"])
    }

    @Test func aSharedProviderIsTakenAsItIs() async throws {
        let aws = CounterAWS()
        await aws.roles.edit { $0.audiences = [Self.audience, "other"] }
        #expect(try await setUp(aws).troubles == [])
        #expect(await aws.takeWrites() == ["CreateRole", "PutRolePolicy"])
        #expect(await aws.roles.backend.audiences == [Self.audience, "other"])
    }

    @Test func aMissingAudienceIsShownAndAdded() async throws {
        let aws = CounterAWS()
        await aws.roles.edit { $0.audiences = ["other"] }
        let change = try await observe(aws).plan().change(GitHubProviderResource.address)
        #expect(change?.action == .update)
        #expect(change?.properties.first?.new == .known("other, sts.amazonaws.com"))
        #expect(try await setUp(aws).troubles == [])
        #expect(await aws.roles.backend.audiences == ["other", Self.audience])
    }

    @Test func aProviderThatComesInBetweenIsAdopted() async throws {
        let aws = CounterAWS()
        let observed = try await observe(aws)
        await aws.roles.edit { $0.audiences = ["other"] }
        #expect(await observed.apply(try observed.plan()).troubles == [])
        #expect(await aws.roles.backend.audiences == ["other", Self.audience])
    }

    @Test func aRoleThatIsNotOursIsNotTouched() async throws {
        let aws = CounterAWS()
        await aws.roles.edit { $0.role = RoleBackend.Role(trust: "{}") }
        let plan = try await observe(aws).plan()
        #expect(plan.conflicts.map(\.address) == [CIStack.roleAddress])
        #expect(plan.change(CIStack.roleAddress)?.hint?.contains("--adopt") == false)
    }

    @Test func removingLeavesTheProvider() async throws {
        let aws = CounterAWS()
        _ = try await setUp(aws)
        let observed = try await observe(aws)
        let plan = try observed.planDestroy(DestroyOptions(deleteData: false))
        #expect(plan.change(GitHubProviderResource.address)?.action == .keep)
        #expect(await observed.destroy(plan).troubles == [])
        #expect(await aws.roles.backend.role == nil)
        #expect(await aws.roles.backend.audiences == [Self.audience])
    }

    /// Killed after any request, the next run finishes.
    @Test func aKilledSetupIsFinishedByTheNext() async throws {
        for limit in 1...8 {
            let aws = CounterAWS()
            aws.lifeline.cut(after: limit)
            _ = try? await setUp(aws)
            aws.lifeline.cut(after: nil)
            #expect(try await setUp(aws).troubles == [], "killed after \(limit)")
            #expect(try await observe(aws).plan().summary == [], "killed after \(limit)")
        }
    }
}
