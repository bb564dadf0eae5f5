// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire
import Reconcile
import Testing

@testable import SiteDeploy

@Suite struct OriginAccessControlResourceTests {
    private func resource(_ aws: SiteAWS, adopting: Set<ResourceAddress> = []) -> OriginAccessControlResource {
        OriginAccessControlResource(context: aws.context(adopting: adopting))
    }

    private func deployed() async throws -> SiteAWS {
        let aws = SiteAWS()
        #expect(try await resource(aws).settle() == .none)
        return aws
    }

    @Test func itSignsEveryRequestToTheBucket() async throws {
        let aws = try await deployed()
        let config = try #require(await aws.cloudFront.backend.controls.values.first?.config)
        #expect(config.text(at: "Name") == "resume")
        #expect(config.text(at: "SigningBehavior") == "always")
        #expect(config.text(at: "SigningProtocol") == "sigv4")
        #expect(config.text(at: "OriginAccessControlOriginType") == "s3")
    }

    @Test(arguments: [
        ("signingBehavior", "SigningBehavior", "never"), ("originType", "OriginAccessControlOriginType", "lambda"),
    ])
    func aSettingChangedByHandIsMended(property: String, element: String, value: String) async throws {
        let aws = try await deployed()
        let id = try #require(await aws.cloudFront.backend.controls.keys.first)
        await aws.cloudFront.edit { $0.controls[id]?.config.set(element, to: value) }
        let control = resource(aws)
        #expect(try control.diff(live: try await control.find(), inputs: Outputs()).names == [property])
        #expect(try await control.settle() == .none)
    }

    @Test func oneThatWasMadeByALostRequestIsTaken() async throws {
        let aws = SiteAWS()
        await aws.cloudFront.plan(.resent, for: "CreateOriginAccessControl")
        #expect(try await resource(aws).settle() == .none)
        #expect(await aws.cloudFront.backend.controls.count == 1)
    }

    @Test func aForeignOneOfTheSameNameIsShownAndCanBeAdopted() async throws {
        let aws = try await deployed()
        let id = try #require(await aws.cloudFront.backend.controls.keys.first)
        await aws.cloudFront.edit { $0.controls[id]?.config.set("Description", to: "by hand") }
        #expect(try await resource(aws).settle().action == .conflict)
        #expect(try await resource(aws, adopting: [OriginAccessControlResource.address]).settle() == .none)
        #expect(try await resource(aws).settle() == .none)
    }

    @Test func oneThatIsStillInUseIsDeletedLater() async throws {
        let aws = try await deployed()
        for _ in 0..<5 {
            await aws.cloudFront.plan(
                .refused(Refusal(code: "OriginAccessControlInUse", status: 409)), for: "DeleteOriginAccessControl")
        }
        try await resource(aws).remove()
        #expect(await aws.cloudFront.backend.controls.isEmpty)
    }
}
