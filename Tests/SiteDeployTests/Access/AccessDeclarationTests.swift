// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Reconcile
import SiteConfig
import Testing

@testable import SiteDeploy

/// What resources say that they send, held against what they send.
@Suite struct AccessDeclarationTests {
    /// What a site goes through, one configuration after the other; `nil` is a destroy of the one before.
    struct Life: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let configs: [SiteConfig?]
        /// Whether somebody changes things by hand before every step but the first.
        let isDamaged: Bool

        init(_ name: String, _ configs: [SiteConfig?], isDamaged: Bool = false) {
            testDescription = name
            self.configs = configs
            self.isDamaged = isDamaged
        }
    }

    static let lives: [Life] = [
        Life("everything, twice, gone", [.whole(), .whole(), nil]),
        Life(
            "other settings",
            [
                .whole(),
                .whole(
                    aliases: ["cv.example.com"],
                    counter: .init(
                        path: "/other", memory: 512, route: "/api/hits", throttling: .init(rate: 3, burst: 4)),
                    tags: ["team": "web"]),
            ]),
        Life("another domain", [.whole(), .whole(domain: "example.org", aliases: []), nil]),
        Life("a zone of its own", [.whole(domain: "example.net", aliases: [], dns: .init(createZone: true)), nil]),
        Life(
            "a zone of its own, then tagged",
            [
                .whole(domain: "example.net", aliases: [], dns: .init(createZone: true)),
                .whole(domain: "example.net", aliases: [], dns: .init(createZone: true), tags: ["team": "web"]),
            ]),
        Life("a zone by its id", [.whole(dns: .init(zone: .id("Z1")))]),
        Life(
            "exposed, hidden, exposed",
            [
                .whole(counter: .init(path: "/lambda", exposure: .direct)), .whole(),
                .whole(counter: .init(path: "/lambda", exposure: .direct)),
            ]),
        Life("the counter goes", [.whole(), .whole(counter: nil), .whole(counter: nil), nil]),
        Life("the domain goes", [.whole(), .whole(domain: nil), .whole(domain: nil), nil]),
        Life("clean URLs go", [.whole(domain: nil), .whole(domain: nil, cleanURLs: false), nil]),
        Life("damaged", [.whole(), .whole(), nil], isDamaged: true),
        Life("damaged, and the counter goes", [.whole(), .whole(counter: nil)], isDamaged: true),
        Life("a bare site", [.whole(domain: nil, counter: nil), .whole(domain: nil, counter: nil), nil]),
    ]

    /// What is sent for one configuration, and what is declared for it.
    private struct Step {
        let sent: Set<SentLog.Entry>
        let declared: [ResourceAddress: AccessDeclaration]
    }

    private static func steps(of life: Life) async throws -> [Step] {
        let aws = await WholeAWS.withZones()
        var seen: Set<SentLog.Entry> = []
        var steps: [Step] = []
        var last = SiteConfig.whole()
        for config in life.configs {
            let former = Set([last.domain].compactMap { $0 } + last.aliases)
            last = config ?? last
            let names = Set([last.domain].compactMap { $0 } + last.aliases)
            let scope = AccessScope(
                config: last, account: SiteAWS.account,
                live: .init(zoneIDs: ["Z1"], formerNames: former.subtracting(names).sorted()), deletesData: true)
            if life.isDamaged, !steps.isEmpty { await aws.damage() }
            let result = config == nil ? try await aws.destroy(last) : try await aws.deploy(last)
            #expect(result.troubles == [], "\(life.testDescription)")
            steps.append(
                Step(
                    sent: aws.log.entries.subtracting(seen),
                    declared: Dictionary(
                        uniqueKeysWithValues: AccessPolicy.resources.map { ($0.address, $0.access(scope)) })))
            seen = aws.log.entries
        }
        return steps
    }

    private static func operations(_ declaration: AccessDeclaration, _ phase: Watch.Phase) -> [OperationAccess] {
        switch phase {
        case .read: declaration.read
        case .deploy: declaration.deploy
        case .destroy: declaration.destroy
        }
    }

    @Test(arguments: lives)
    func aResourceSendsOnlyWhatItDeclares(life: Life) async throws {
        let steps = try await Self.steps(of: life)
        #expect(steps.reduce(0) { $0 + $1.sent.count } > 20)
        for step in steps {
            for entry in step.sent {
                let declaration = try #require(step.declared[entry.sender.address])
                let isDeclared = Self.operations(declaration, entry.sender.phase).contains {
                    $0.service == entry.service && $0.operation == entry.operation
                }
                #expect(isDeclared, "not declared: \(entry)")
            }
        }
    }

    /// Actions that are granted and in none of these lives needed. Any other one would be a permission too many.
    private static let rare: Set<String> = [
        // A batch of records that Route 53 refuses is held against what is there.
        "dns.validation destroy route53:ListResourceRecordSets", "dns.records destroy route53:ListResourceRecordSets",
        "certificate.retired deploy route53:ListResourceRecordSets",
        "certificate.retired destroy route53:ListResourceRecordSets",
        // Records of a certificate that was replaced just before.
        "certificate.retired destroy route53:ChangeResourceRecordSets",
        // Which of several APIs, left by an interrupted create, is the one in use.
        "counter.api read lambda:GetPolicy", "counter.api deploy lambda:GetPolicy",
        // Why a certificate keeps everybody waiting.
        "certificate.issued deploy route53:GetHostedZone",
        // An integration left by an interrupted create.
        "counter.integration deploy apigateway:DELETE",
    ]

    @Test func whatIsGrantedIsNeeded() async throws {
        var needed: Set<String> = []
        var granted: Set<String> = []
        for life in Self.lives {
            for step in try await Self.steps(of: life) {
                for (address, declaration) in step.declared {
                    for phase in Watch.Phase.allCases {
                        for operation in Self.operations(declaration, phase) {
                            let entry = SentLog.Entry(
                                sender: .init(address: address, phase: phase), service: operation.service,
                                operation: operation.operation)
                            let grants = operation.grants.map(\.action)
                            granted.formUnion(grants.map { "\(address) \(phase.rawValue) \($0)" })
                            guard step.sent.contains(entry) else { continue }
                            needed.formUnion(grants.map { "\(address) \(phase.rawValue) \($0)" })
                            // What a resource does when it is read, a deploy may do again.
                            if phase == .read { needed.formUnion(grants.map { "\(address) deploy \($0)" }) }
                        }
                    }
                }
            }
        }
        let files = ["site.files", "site.invalidation"]
        let idle = granted.subtracting(needed).filter { line in !files.contains { line.hasPrefix($0) } }
        #expect(idle == Self.rare, "\(idle.symmetricDifference(Self.rare).sorted().joined(separator: "\n"))")
    }

    @Test func everyResourceOfAStackDeclares() throws {
        let aws = SiteAWS()
        let stack = SiteStack(
            context: aws.context(), bucket: try aws.bucketName(), code: nil, notFoundPath: nil, maximumDeletes: 256)
        #expect(Set(stack.resources.map(\.address)) == Set(AccessPolicy.resources.map { $0.address }))
        #expect(stack.resources.count == AccessPolicy.resources.count)
    }

    @Test func theStoreOfTheFilesSendsOnlyWhatIsDeclared() async throws {
        let log = SentLog()
        let refusing = WatchedCaller(base: UnexpectedService(service: .s3), log: log)
        let store = S3SiteObjectStore(s3: S3Client(caller: refusing), bucket: try SiteAWS().bucketName())
        let key = ObjectKey("a.txt")
        let headers = ObjectHeaders(contentType: "text/plain")
        await Watch.$sender.withValue(.init(address: SiteFilesResource.address, phase: .deploy)) {
            _ = try? await store.listObjects(at: .start)
            _ = try? await store.headers(of: key)
            _ = try? await store.createMultipartUpload(key: key, headers: headers)
            _ = try? await store.completeMultipartUpload(key: key, uploadID: "u", partETags: ["e"])
            try? await store.abortMultipartUpload(key: key, uploadID: "u")
            _ = try? await store.replaceHeaders(of: key, ifETag: "e", with: headers)
            _ = try? await store.deleteObjects([key])
            _ = try? await store.siteRecord()
            _ = try? await store.putSiteRecord([1], replacing: nil)
        }
        let scope = AccessScope(config: .whole(), account: SiteAWS.account)
        let declared = Set(SiteFilesResource.access(scope).deploy.map(\.operation))
        #expect(declared == Set(log.entries.map(\.operation)).union(["UploadPart"]))
    }
}
