// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Reconcile
import SiteConfig
import Testing

@testable import SiteDeploy

@Suite struct EdgeFunctionResourceTests {
    private static let name = "resume-viewer-request"
    private static let code = EdgeFunctionCode(
        canonicalHost: "example.com", redirectedHosts: ["www.example.com"], indexDocument: "index.html")

    private func resource(
        _ aws: SiteAWS, code: EdgeFunctionCode? = code, adopting: Set<ResourceAddress> = []
    ) -> EdgeFunctionResource {
        EdgeFunctionResource(context: aws.context(adopting: adopting), code: code)
    }

    private func deployed() async throws -> SiteAWS {
        let aws = SiteAWS()
        #expect(try await resource(aws).settle() == .none)
        return aws
    }

    private static func function(comment: String) -> CloudFrontBackend.Function {
        .init(comment: comment, runtime: EdgeFunctionCode.runtime, code: "theirs", published: "theirs")
    }

    @Test func itIsCreatedAndPublished() async throws {
        let aws = try await deployed()
        #expect(await aws.cloudFront.takeWrites() == ["CreateFunction", "PublishFunction"])
        let function = try #require(await aws.cloudFront.backend.functions[Self.name])
        #expect(function.comment == SiteAWS.mark)
        #expect(function.runtime == "cloudfront-js-2.0")
        #expect(function.published == Self.code.source)
    }

    @Test func newCodeIsPublishedToo() async throws {
        let aws = try await deployed()
        _ = await aws.cloudFront.takeWrites()
        let other = EdgeFunctionCode(canonicalHost: nil, redirectedHosts: [], indexDocument: "home.html")
        #expect(try await resource(aws, code: other).settle() == .none)
        #expect(await aws.cloudFront.takeWrites() == ["UpdateFunction", "PublishFunction"])
        #expect(await aws.cloudFront.backend.functions[Self.name]?.published == other.source)
    }

    /// Killed after any request, of a create as of an update, the next run publishes what is desired.
    @Test(arguments: [true, false], 1...4)
    func aKilledRunIsFinished(isNew: Bool, limit: Int) async throws {
        let aws = isNew ? SiteAWS() : try await deployed()
        let other = EdgeFunctionCode(canonicalHost: nil, redirectedHosts: [], indexDocument: "home.html")
        aws.lifeline.cut(after: limit)
        _ = try? await resource(aws, code: other).settle()
        aws.lifeline.cut(after: nil)
        #expect(try await resource(aws, code: other).settle() == .none)
        #expect(await aws.cloudFront.backend.functions[Self.name]?.published == other.source)
    }

    @Test func oneThatWasMadeByALostRequestIsTaken() async throws {
        let aws = SiteAWS()
        await aws.cloudFront.plan(.resent, for: "CreateFunction")
        #expect(try await resource(aws).settle() == .none)
    }

    @Test func codeChangedByHandIsSeen() async throws {
        let aws = try await deployed()
        await aws.cloudFront.edit { $0.functions[Self.name]?.published = "changed" }
        let function = resource(aws)
        #expect(try function.diff(live: try await function.find(), inputs: Outputs()).names == ["code"])
        #expect(try await function.settle() == .none)
    }

    @Test(arguments: ["", "resumectl:site=blog"])
    func aForeignOneIsShownAndNotTouched(comment: String) async throws {
        let aws = SiteAWS()
        await aws.cloudFront.edit { $0.functions[Self.name] = Self.function(comment: comment) }
        let change = try await resource(aws).settle()
        #expect(change.action == .conflict)
        #expect(change.hint?.contains("names.edgeFunction") == true)
        #expect(change.hint?.contains("--adopt cdn.function") == comment.isEmpty)
        #expect(await aws.cloudFront.takeWrites() == [])
        let removal = try await resource(aws, code: nil).settle()
        #expect(removal == .none)
    }

    @Test func anAdoptedOneIsMarkedAndReplaced() async throws {
        let aws = SiteAWS()
        await aws.cloudFront.edit { $0.functions[Self.name] = Self.function(comment: "by hand") }
        #expect(try await resource(aws, adopting: [EdgeFunctionResource.address]).settle() == .none)
        #expect(try await resource(aws).settle() == .none)
        #expect(await aws.cloudFront.backend.functions[Self.name]?.comment == SiteAWS.mark)
    }

    @Test func oneThatIsNotNeededAnyMoreGoes() async throws {
        let aws = try await deployed()
        let unneeded = resource(aws, code: nil)
        let change = try unneeded.diff(live: try await unneeded.find(), inputs: Outputs())
        #expect(change.action == .delete && change.reason != nil)
        try await unneeded.remove()
        #expect(await aws.cloudFront.backend.functions.isEmpty)
    }

    @Test func oneThatIsStillInUseIsDeletedLater() async throws {
        let aws = try await deployed()
        for _ in 0..<5 {
            await aws.cloudFront.plan(.refused(Refusal(code: "FunctionInUse", status: 409)), for: "DeleteFunction")
        }
        try await resource(aws).remove()
        #expect(await aws.cloudFront.backend.functions.isEmpty)
        #expect(aws.time.elapsed > .zero)
    }

    @Test func oneThatStaysInUseIsPending() async throws {
        let aws = try await deployed()
        for _ in 0..<200 {
            await aws.cloudFront.plan(.refused(Refusal(code: "FunctionInUse", status: 409)), for: "DeleteFunction")
        }
        await #expect { try await resource(aws).remove() } throws: { ($0 as? DeployError)?.kind == .pending }
    }
}
