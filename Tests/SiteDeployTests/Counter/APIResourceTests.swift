// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Reconcile
import SiteConfig
import Testing

@testable import AWSServices
@testable import SiteDeploy

@Suite struct APIResourceTests {
    static let direct = SiteConfig.Counter(path: "/lambda", exposure: .direct)
    static let cors = CORSConfiguration(
        allowOrigins: ["https://www.example.com", "https://example.com"], allowMethods: ["POST", "GET"],
        allowHeaders: ["Content-Type"], maxAge: 86_400)

    static func api(
        _ id: String = "api1", cors: CORSConfiguration? = nil, tags: [String: String] = CounterAWS.ourTags,
        surplus: [HTTPAPI] = [], _ change: (inout HTTPAPI) -> Void = { _ in }
    ) -> APIResource.Live {
        var api = HTTPAPI(
            id: id, name: "resume", protocolType: "HTTP", endpoint: "", description: "", cors: cors,
            isEndpointDisabled: false, tags: tags)
        change(&api)
        return APIResource.Live(api: api, surplus: surplus)
    }

    struct DiffCase: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var config: SiteConfig
        var live: APIResource.Live?
        var change: Change.Action
        var names: [String]

        init(
            _ name: String, _ config: SiteConfig, _ live: APIResource.Live?, _ change: Change.Action,
            _ names: [String] = []
        ) {
            self.testDescription = name
            self.config = config
            self.live = live
            self.change = change
            self.names = names
        }
    }

    static let directSite = SiteConfig.counting(direct, domain: "example.com", aliases: ["www.example.com"])
    static let all = ["cors.allowOrigins", "cors.allowMethods", "cors.allowHeaders", "cors.maxAge"]

    @Test(arguments: [
        DiffCase("missing → create", .counting(), nil, .create, ["name"]),
        DiffCase("equal → nothing", .counting(), api(), .none),
        DiffCase("another name", .counting(), api { $0.name = "old" }, .update, ["name"]),
        DiffCase(
            "endpoint off", .counting(), api { $0.isEndpointDisabled = true }, .update, ["disableExecuteApiEndpoint"]),
        DiffCase("behind CloudFront: CORS goes", .counting(), api(cors: cors), .update, ["cors"]),
        DiffCase("direct: missing → create", directSite, nil, .create, ["name"] + all),
        DiffCase("direct: CORS missing", directSite, api(), .update, all),
        DiffCase("direct: equal in other words → nothing", directSite, api(cors: cors), .none),
        DiffCase(
            "direct: a name is missing", directSite, api(cors: cors) { $0.cors?.allowOrigins.removeLast() }, .update,
            ["cors.allowOrigins"]),
        DiffCase(
            "direct: everybody", directSite, api(cors: cors) { $0.cors?.allowOrigins = ["*"] }, .update,
            ["cors.allowOrigins"]),
        DiffCase(
            "direct: a method more", directSite, api(cors: cors) { $0.cors?.allowMethods.append("PUT") }, .update,
            ["cors.allowMethods"]),
        DiffCase(
            "direct: no headers", directSite, api(cors: cors) { $0.cors?.allowHeaders = [] }, .update,
            ["cors.allowHeaders"]),
        DiffCase("direct: max age", directSite, api(cors: cors) { $0.cors?.maxAge = nil }, .update, ["cors.maxAge"]),
        DiffCase(
            "direct: cookies", directSite, api(cors: cors) { $0.cors?.allowCredentials = true }, .update,
            ["cors.allowCredentials"]),
        DiffCase("a new tag", .counting(tags: ["team": "web"]), api(), .update, ["tags.team"]),
        DiffCase("no counter → delete", .counting(nil), api(), .delete),
        DiffCase("no counter, no API → nothing", .counting(nil), nil, .none),
    ])
    func diff(_ c: DiffCase) throws {
        let change = try APIResource(context: CounterAWS().context(c.config)).diff(live: c.live, inputs: Outputs())
        #expect(change.action == c.change)
        #expect(change.names == c.names)
    }

    @Test func withoutDomainADirectAPIAllowsTheDistributionsName() throws {
        let resource = APIResource(context: CounterAWS().context(.counting(Self.direct)))
        #expect(resource.dependencies == [DistributionResource.address])
        #expect(try resource.diff(live: nil, inputs: Outputs()).properties[1].new == .knownAfterApply)
        var inputs = Outputs()
        inputs[DistributionResource.domainName] = "d1.cloudfront.net"
        let live = Self.api(cors: Self.cors) { $0.cors?.allowOrigins = ["https://d1.cloudfront.net"] }
        #expect(try resource.diff(live: live, inputs: inputs) == .none)
    }

    @Test(arguments: [SiteConfig.counting(), directSite, .counting(nil)])
    func otherwiseTheAPIWaitsForNothing(_ config: SiteConfig) {
        #expect(APIResource(context: CounterAWS().context(config)).dependencies.isEmpty)
    }

    @Test(arguments: [("eu-west-1", "amazonaws.com"), ("cn-north-1", "amazonaws.com.cn")])
    func theHostFollowsFromIDAndRegion(_ region: String, _ suffix: String) {
        let base = CounterAWS().context()
        let resource = APIResource(
            context: StackContext(
                config: base.config, account: AWSAccount(id: "1", partition: "aws", region: region),
                clients: base.clients))
        let outputs = resource.outputs(live: Self.api())
        #expect(outputs[APIResource.id] == "api1")
        #expect(outputs[APIResource.domainName] == "api1.execute-api.\(region).\(suffix)")
        #expect(outputs[APIResource.endpoint] == "https://api1.execute-api.\(region).\(suffix)")
    }

    @Test func aSecondAPIOfOursIsShownAndDeleted() async throws {
        let aws = CounterAWS()
        let resource = APIResource(context: aws.context())
        await aws.gateway.edit {
            for id in ["a", "b", "c"] { $0.add(id, name: "resume", tags: ["resumectl:site": "resume"]) }
            $0.add("other", name: "resume", tags: [:])
        }
        let change = try resource.diff(live: try await resource.find(), inputs: Outputs())
        #expect(change.action == .update)
        #expect(change.items.map(\.name) == ["HTTP API b", "HTTP API c"])
        #expect(try await resource.settle() == .none)
        #expect(await aws.gateway.backend.apis.keys.sorted() == ["a", "other"])
    }

    @Test func ofSeveralAPIsTheOneThatMayCallTheFunctionStays() async throws {
        let aws = CounterAWS()
        await aws.gateway.edit {
            for id in ["a", "b"] { $0.add(id, name: "resume", tags: ["resumectl:site": "resume"]) }
        }
        await aws.functions.edit {
            $0.configuration = LogGroupResourceTests.function
            $0.statements["resumectl-api"] = [
                "Sid": "resumectl-api",
                "Condition": ["ArnLike": ["AWS:SourceArn": "arn:aws:execute-api:eu-west-1:123456789012:b/*/*/x"]],
            ]
        }
        let live = try #require(try await APIResource(context: aws.context()).find())
        #expect(live.api.id == "b")
        #expect(live.surplus.map(\.id) == ["a"])
    }

    @Test func anAPIOfTheSameNameThatIsNotOursIsNoObstacle() async throws {
        let aws = CounterAWS()
        await aws.gateway.edit {
            $0.add("foreign", name: "resume", tags: [:])
            $0.add("blog", name: "resume", tags: ["resumectl:site": "blog"])
        }
        #expect(try await APIResource(context: aws.context()).settle() == .none)
        #expect(await aws.takeWrites() == ["CreateApi"])
        #expect(await aws.gateway.backend.apis.count == 3)
    }

    @Test func anAdoptedAPIIsTagged() async throws {
        let aws = CounterAWS()
        let resource = APIResource(context: aws.context(adopting: [APIResource.address]))
        await aws.gateway.edit { $0.add("mine", name: "resume", tags: [:]) }
        #expect(try resource.diff(live: try await resource.find(), inputs: Outputs()).action == .adopt)
        #expect(try await resource.settle() == .none)
        #expect(await aws.takeWrites() == ["TagResource"])
    }

    @Test func whichOfSeveralAPIsIsAdoptedIsNotGuessed() async throws {
        let aws = CounterAWS()
        await aws.gateway.edit { for id in ["a", "b"] { $0.add(id, name: "resume", tags: [:]) } }
        let error = await #expect(throws: DeployError.self) {
            try await APIResource(context: aws.context(adopting: [APIResource.address])).find()
        }
        #expect(error?.code == "several-apis")
    }

    @Test(arguments: [true, false]) func aDestroyDeletesAllOfOurs(_ deleteData: Bool) async throws {
        let aws = CounterAWS()
        let resource = APIResource(context: aws.context())
        await aws.gateway.edit {
            for id in ["a", "b"] { $0.add(id, name: "resume", tags: ["resumectl:site": "resume"]) }
            $0.add("foreign", name: "resume", tags: [:])
        }
        let live = try await resource.find()
        #expect(
            try resource.diffForDestroy(live: live, options: DestroyOptions(deleteData: deleteData)).action == .delete)
        try await resource.remove()
        #expect(await aws.gateway.backend.apis.keys.sorted() == ["foreign"])
        #expect(try resource.diffForDestroy(live: nil, options: DestroyOptions(deleteData: deleteData)) == .none)
    }

    // MARK: Applying

    @Test func aCreateWhoseAnswerGotLostMakesNoSecondOne() async throws {
        let aws = CounterAWS()
        await aws.gateway.plan(.answerLost, for: "CreateApi")
        #expect(try await APIResource(context: aws.context()).settle() == .none)
        #expect(await aws.takeWrites() == ["CreateApi"])
    }

    @Test func aCreateThatDidNotHappenIsAnError() async throws {
        let aws = CounterAWS()
        await aws.gateway.plan(.refused(Refusal(code: "HTTP503", status: 503)), for: "CreateApi")
        await #expect(throws: AWSError.self) { try await APIResource(context: aws.context()).settle() }
        #expect(await aws.takeWrites() == ["CreateApi"])
    }

    @Test func rulesOfCORSComeAndGoWithTheExposure() async throws {
        let aws = CounterAWS()
        let direct = APIResource(context: aws.context(Self.directSite))
        let hidden = APIResource(context: aws.context(.counting(domain: "example.com")))
        #expect(try await direct.settle() == .none)
        #expect(await aws.takeWrites() == ["CreateApi"])
        #expect(try await hidden.settle() == .none)
        #expect(await aws.takeWrites() == ["DeleteCorsConfiguration"])
        #expect(try await direct.settle() == .none)
        #expect(await aws.takeWrites() == ["UpdateApi"])
    }

    @Test func aChangeThatCollidesIsTriedAgainAndOtherConflictsAreNot() async throws {
        let aws = CounterAWS()
        let message = "Unable to complete operation due to concurrent modification. Please try again later."
        await aws.gateway.plan(.refused(Refusal(code: "ConflictException", message: message)), for: "CreateApi")
        #expect(try await APIResource(context: aws.context()).settle() == .none)
        #expect(await aws.takeWrites() == ["CreateApi", "CreateApi"])

        await aws.gateway.plan(.refused(Refusal(code: "ConflictException", message: "no")), for: "UpdateApi")
        await aws.gateway.edit { $0.apis["api1"]?.members["name"] = "old" }
        await #expect(throws: AWSError.self) { try await APIResource(context: aws.context()).settle() }
        #expect(await aws.takeWrites() == ["UpdateApi"])
    }
}
