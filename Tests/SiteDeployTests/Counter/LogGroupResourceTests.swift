// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Reconcile
import SiteConfig
import Testing

@testable import AWSServices
@testable import SiteDeploy

@Suite struct LogGroupResourceTests {
    static let name = "/aws/lambda/resume-counter"
    static let ours: [String: JSONValue] = ["resumectl:site": "resume"]

    static func group(
        retention: Int? = 30, tags: [String: String] = CounterAWS.ourTags, byFunction: Bool = false
    ) -> LogGroupResource.Live {
        LogGroupResource.Live(
            group: LogGroup(
                name: name,
                arn: ARN(
                    partition: "aws", service: "logs", region: "eu-west-1", account: "123456789012",
                    resource: "log-group:\(name)"), retentionDays: retention, logClass: "STANDARD"),
            tags: tags, isMadeByOurFunction: byFunction)
    }

    struct DiffCase: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var live: LogGroupResource.Live?
        var change: Change.Action
        var names: [String]

        init(_ name: String, _ live: LogGroupResource.Live?, _ change: Change.Action, _ names: [String] = []) {
            self.testDescription = name
            self.live = live
            self.change = change
            self.names = names
        }
    }

    @Test(arguments: [
        DiffCase("missing → create", nil, .create, ["retentionDays"]),
        DiffCase("equal → nothing", group(), .none),
        DiffCase("for ever", group(retention: nil), .update, ["retentionDays"]),
        DiffCase("another retention", group(retention: 7), .update, ["retentionDays"]),
        DiffCase("foreign → conflict", group(tags: [:]), .conflict),
        DiffCase("of another site → conflict", group(tags: ["resumectl:site": "blog"]), .conflict),
        DiffCase(
            "made by Lambda for our function", group(retention: nil, tags: [:], byFunction: true), .update,
            ["retentionDays", "tags.resumectl:site"]),
    ])
    func diff(_ c: DiffCase) throws {
        let change = try LogGroupResource(context: CounterAWS().context()).diff(live: c.live, inputs: Outputs())
        #expect(change.action == c.change)
        #expect(change.names == c.names)
    }

    @Test func anAdoptedGroupIsTagged() throws {
        let resource = LogGroupResource(context: CounterAWS().context(adopting: [LogGroupResource.address]))
        let change = try resource.diff(live: Self.group(tags: [:]), inputs: Outputs())
        #expect(change.action == .adopt)
        #expect(change.names == ["tags.resumectl:site"])
    }

    @Test func withoutCounterOurGroupGoesAndAForeignOneStays() throws {
        let resource = LogGroupResource(context: CounterAWS().context(.counting(nil)))
        #expect(try resource.diff(live: Self.group(), inputs: Outputs()).action == .delete)
        #expect(try resource.diff(live: Self.group(tags: [:]), inputs: Outputs()) == .none)
    }

    @Test(arguments: [true, false]) func aDestroyDeletesWhatIsTagged(_ deleteData: Bool) throws {
        let resource = LogGroupResource(context: CounterAWS().context())
        let options = DestroyOptions(deleteData: deleteData)
        #expect(try resource.diffForDestroy(live: Self.group(), options: options).action == .delete)
        #expect(try resource.diffForDestroy(live: Self.group(tags: [:]), options: options).action == .keep)
        #expect(try resource.diffForDestroy(live: nil, options: options) == .none)
    }

    // MARK: Applying

    @Test func aCreatedGroupIsRight() async throws {
        let aws = CounterAWS()
        #expect(try await LogGroupResource(context: aws.context()).settle() == .none)
        #expect(await aws.takeWrites() == ["CreateLogGroup", "PutRetentionPolicy"])
    }

    @Test func aLongerNameWithTheSamePrefixIsNotTakenForTheGroup() async throws {
        let aws = CounterAWS()
        await aws.logs.edit { $0.groups["\(Self.name)-old"] = .init() }
        #expect(try await LogGroupResource(context: aws.context()).find() == nil)
    }

    @Test func aCreateWhoseAnswerGotLostIsTakenUp() async throws {
        let aws = CounterAWS()
        await aws.logs.plan(.resent, for: "CreateLogGroup")
        #expect(try await LogGroupResource(context: aws.context()).settle() == .none)
    }

    @Test func aChangeThatCollidesIsTriedAgain() async throws {
        let aws = CounterAWS()
        await aws.logs.plan(.refused(Refusal(code: "OperationAbortedException")), for: "PutRetentionPolicy")
        #expect(try await LogGroupResource(context: aws.context()).settle() == .none)
    }

    /// The untagged group of our own function is taken over, also when it appears only after the read.
    @Test(arguments: [true, false]) func aGroupThatLambdaMadeIsTakenOver(_ isThereBefore: Bool) async throws {
        let aws = CounterAWS()
        let resource = LogGroupResource(context: aws.context())
        await aws.functions.edit {
            $0.configuration = Self.function
            $0.tags = .object(Self.ours)
        }
        await aws.logs.edit { $0.groups[Self.name] = .init() }
        let live = isThereBefore ? try await resource.find() : nil
        _ = try await resource.apply(live: live, inputs: Outputs(), step: StepLog().reporter(resource.address))
        #expect(try await resource.settle() == .none)
        #expect(await aws.logs.backend.groups[Self.name]?.tags == Self.ours)
    }

    @Test(arguments: ["no function", "foreign function", "name of the user's choice"])
    func anUntaggedGroupIsForeignOtherwise(_ reason: String) async throws {
        let aws = CounterAWS()
        if reason != "no function" {
            await aws.functions.edit {
                $0.configuration = Self.function
                $0.tags = reason == "foreign function" ? [:] : .object(Self.ours)
            }
        }
        let name = reason == "name of the user's choice" ? "/counter" : nil
        let resource = LogGroupResource(context: aws.context(.counting(names: .init(logGroup: name))))
        await aws.logs.edit { $0.groups[name ?? Self.name] = .init() }
        #expect(try resource.diff(live: try await resource.find(), inputs: Outputs()).action == .conflict)
        await #expect(throws: AWSError.self) {
            _ = try await resource.apply(
                live: nil, inputs: Outputs(), step: StepLog().reporter(resource.address))
        }
    }

    @Test func aDeletedGroupMayBeGoneAlready() async throws {
        let aws = CounterAWS()
        let resource = LogGroupResource(context: aws.context())
        try await resource.settle()
        let live = try #require(try await resource.find())
        for _ in 1...2 {
            try await resource.delete(live: live, inputs: Outputs(), step: StepLog().reporter(resource.address))
        }
        #expect(await aws.logs.backend.groups.isEmpty)
    }

    static let function: JSONValue = [
        "FunctionName": "resume-counter", "FunctionArn": .string(FunctionBackend.arn), "CodeSha256": "x", "Role": "r",
    ]
}
