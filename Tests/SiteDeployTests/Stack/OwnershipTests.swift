// SPDX-License-Identifier: Apache-2.0

import Reconcile
import SiteConfig
import Testing

@testable import SiteDeploy

@Suite struct OwnershipTests {
    /// Tags of a live resource, and whose it is for the site `resume`.
    private static let owners: [([String: String], Ownership)] = [
        ([:], .unmanaged),
        (["team": "web"], .unmanaged),
        (["resumectl:site": "resume", "team": "web"], .ours),
        (["resumectl:site": "blog"], .otherSite("blog")),
        (["resumectl:site": ""], .otherSite("")),
        (["resumectl:site": "Resume"], .otherSite("Resume")),
        (["Resumectl:Site": "resume"], .unmanaged),
    ]

    @Test(arguments: owners)
    func theTagTellsWhoseAResourceIs(tags: [String: String], owner: Ownership) {
        #expect(Ownership(tags: tags, site: "resume") == owner)
    }

    @Test(arguments: owners)
    func justWhatIsOursGoes(tags: [String: String], owner: Ownership) {
        let context = SiteAWS().context()
        #expect(
            (context.removal(tags: tags, reason: "because") == Change(.delete, reason: "because")) == (owner == .ours))
        #expect(context.destruction(tags: tags).action == (owner == .ours ? .delete : .keep))
    }

    @Test func whatDoesNotExistNeedsNothing() {
        let context = SiteAWS().context()
        #expect(context.removal(tags: nil, reason: "because") == .none)
        #expect(context.destruction(tags: nil) == .none)
    }

    @Test(arguments: owners, [false, true])
    func justAnUnmanagedResourceCanBeAdopted(entry: ([String: String], Ownership), isAdopting: Bool) {
        let (tags, owner) = entry
        let context = SiteAWS().context(adopting: isAdopting ? ["bucket"] : [])
        let conflict = context.conflict(tags: tags, "The bucket b", address: "bucket", nameKey: "names.bucket")
        switch owner {
        case .ours: #expect(conflict == nil)
        case .unmanaged:
            #expect((conflict == nil) == isAdopting)
            if let conflict { #expect(conflict.hint?.contains("resumectl deploy --adopt bucket") == true) }
        case .otherSite(let site):
            #expect(conflict?.reason == "The bucket b exists already and belongs to the site \(site).")
            #expect(conflict?.hint?.contains("--adopt") == false)
        }
        #expect(context.isAdopted(tags: tags, "bucket") == (owner == .unmanaged && isAdopting))
    }

    @Test func anotherAddressIsNotAdoptedAlong() {
        let context = SiteAWS().context(adopting: ["api"])
        #expect(context.conflict(tags: [:], "The bucket b", address: "bucket", nameKey: nil)?.action == .conflict)
    }

    @Test func theSitesTagCannotBeTakenAwayByTheConfiguration() {
        let context = SiteAWS().context(.resume(tags: ["resumectl:site": "other", "team": "web"]))
        #expect(context.tags == ["resumectl:site": "resume", "team": "web"])
    }

    @Test(arguments: [
        ("resumectl:site=resume", Ownership.ours), ("resumectl:site=blog", .otherSite("blog")), ("", .unmanaged),
        ("my function", .unmanaged), ("x resumectl:site=resume", .unmanaged),
    ])
    func whereThereAreNoTagsAMarkTellsTheSame(mark: String, owner: Ownership) {
        #expect(Ownership(tags: SiteAWS().context().tags(ofMark: mark), site: "resume") == owner)
    }

    @Test func foreignTagsAreNoDifference() {
        var comparison = PropertyComparison()
        comparison.compareTags(
            live: ["team": "old", "cost": "7", "resumectl:site": "resume"],
            desired: ["team": "web", "resumectl:site": "resume", "new": "1"])
        #expect(
            comparison.properties == [
                PropertyChange("tags.new", old: nil, new: .known("1")),
                PropertyChange("tags.team", old: "old", new: .known("web")),
            ])
    }
}
