// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Reconcile
import SiteConfig
import Testing

@testable import AWSServices
@testable import SiteDeploy

@Suite struct TableResourceTests {
    struct DiffCase: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var live: TableResource.Live?
        var action: Change.Action
        var names: [String] = []

        init(
            _ name: String, _ live: TableResource.Live?, _ action: Change.Action, _ names: [String] = []
        ) {
            self.testDescription = name
            self.live = live
            self.action = action
            self.names = names
        }
    }

    static func table(
        tags: [String: String] = CounterAWS.ourTags, _ change: (inout DynamoDBTable) -> Void = { _ in }
    ) -> TableResource.Live {
        var table = DynamoDBTable(
            name: "resume-visitors",
            arn: ARN(
                partition: "aws", service: "dynamodb", region: "eu-west-1", account: "123456789012",
                resource: "table/resume-visitors"),
            status: .active, key: TableResource.key, billingMode: .payPerRequest, isDeletionProtected: true,
            tableClass: "STANDARD", itemCount: 3)
        change(&table)
        return TableResource.Live(table: table, tags: tags)
    }

    static let otherKey = [DynamoDBKeyAttribute(name: "pk", role: .hash, type: .string)]

    @Test(arguments: [
        DiffCase("missing → create", nil, .create, ["key", "billingMode", "deletionProtection"]),
        DiffCase("equal → nothing", table(), .none),
        DiffCase(
            "being deleted → create", table { $0.status = .deleting }, .create,
            [
                "key", "billingMode", "deletionProtection",
            ]),
        DiffCase("still being created → wait", table { $0.status = .creating }, .update, ["status"]),
        DiffCase("changing by itself → nothing", table { $0.status = .updating }, .none),
        DiffCase("provisioned", table { $0.billingMode = .provisioned }, .update, ["billingMode"]),
        DiffCase("not protected", table { $0.isDeletionProtected = false }, .update, ["deletionProtection"]),
        DiffCase("another class → nothing", table { $0.tableClass = "STANDARD_INFREQUENT_ACCESS" }, .none),
        DiffCase("further tags → nothing", table(tags: ["resumectl:site": "resume", "owner": "me"]), .none),
        DiffCase("ours with another key → conflict", table { $0.key = otherKey }, .conflict),
        DiffCase("foreign → conflict", table(tags: [:]), .conflict),
        DiffCase("of another site → conflict", table(tags: ["resumectl:site": "blog"]), .conflict),
    ])
    func diff(_ c: DiffCase) throws {
        let change = try TableResource(context: CounterAWS().context()).diff(live: c.live, inputs: Outputs())
        #expect(change.action == c.action)
        #expect(change.names == c.names)
    }

    @Test func aNewTagOfTheConfigurationIsAnUpdate() throws {
        let config = SiteConfig.counting(tags: ["team": "web"])
        let change = try TableResource(context: CounterAWS().context(config)).diff(
            live: Self.table(), inputs: Outputs())
        #expect(change == Change(.update, properties: [PropertyChange("tags.team", old: nil, new: .known("web"))]))
    }

    @Test func anAdoptedTableIsTaggedAndMended() throws {
        let resource = TableResource(context: CounterAWS().context(adopting: [TableResource.address]))
        let change = try resource.diff(live: Self.table(tags: [:]) { $0.billingMode = .provisioned }, inputs: Outputs())
        #expect(change.action == .adopt)
        #expect(change.names == ["billingMode", "tags.resumectl:site"])
        #expect(
            try resource.diff(live: Self.table(tags: [:]) { $0.key = Self.otherKey }, inputs: Outputs()).action
                == .conflict)
        #expect(
            try resource.diff(live: Self.table(tags: ["resumectl:site": "blog"]), inputs: Outputs()).action
                == .conflict)
    }

    @Test func withoutCounterOurTableIsKeptAndAForeignOneIsPassedOver() throws {
        let resource = TableResource(context: CounterAWS().context(.counting(nil)))
        let kept = try resource.diff(live: Self.table(), inputs: Outputs())
        #expect(kept.action == .keep)
        #expect(kept.reason != nil)
        #expect(try resource.diff(live: Self.table(tags: [:]), inputs: Outputs()) == .none)
        #expect(try resource.diff(live: nil, inputs: Outputs()) == .none)
    }

    @Test func aDestroyDeletesOnlyWhenToldTo() throws {
        let resource = TableResource(context: CounterAWS().context())
        func action(_ live: TableResource.Live?, deleteData: Bool) throws -> Change.Action {
            try resource.diffForDestroy(live: live, options: DestroyOptions(deleteData: deleteData)).action
        }
        #expect(try action(Self.table(), deleteData: false) == .keep)
        #expect(try action(Self.table(), deleteData: true) == .delete)
        #expect(try action(Self.table { $0.status = .deleting }, deleteData: true) == .delete)
        #expect(try action(Self.table { $0.status = .deleting }, deleteData: false) == .none)
        #expect(try action(Self.table(tags: [:]), deleteData: true) == .keep)
        #expect(try action(nil, deleteData: true) == .none)
    }

    @Test func theARNIsKnownBeforeTheTableExists() throws {
        let resource = TableResource(context: CounterAWS().context())
        let planned = resource.plannedOutputs(live: nil, change: Change(.create), inputs: Outputs())
        #expect(planned[TableResource.arn] == Self.table().table.arn)
    }

    // MARK: Applying

    @Test func aCreatedTableIsWaitedForAndThenRight() async throws {
        let aws = CounterAWS()
        let log = StepLog()
        #expect(try await TableResource(context: aws.context()).settle(log: log) == .none)
        #expect(await aws.takeWrites() == ["CreateTable"])
        #expect(await aws.tables.backend.table?.status == "ACTIVE")
        #expect(log.texts.contains("the table to become active"))
    }

    @Test func aCreateWhoseAnswerGotLostIsTakenUp() async throws {
        let aws = CounterAWS()
        await aws.tables.plan(.resent, for: "CreateTable")
        #expect(try await TableResource(context: aws.context()).settle() == .none)
    }

    @Test func aTableThatAppearsMeanwhileAndIsNotOursIsLeftAlone() async throws {
        let aws = CounterAWS()
        let resource = TableResource(context: aws.context())
        await aws.tables.edit { $0.table = .init(status: "ACTIVE") }
        await #expect(throws: AWSError.self) {
            _ = try await resource.apply(
                live: nil, inputs: Outputs(), step: StepLog().reporter(TableResource.address))
        }
        #expect(await aws.takeWrites() == ["CreateTable"])
    }

    @Test func tagsThatShowUpLateAreWaitedFor() async throws {
        let aws = CounterAWS()
        let resource = TableResource(context: aws.context())
        await aws.tables.edit {
            $0.table = .init(status: "CREATING", tags: ["resumectl:site": "resume"], looks: 5)
            $0.looksBeforeTags = 3
        }
        #expect(try await resource.settle() == .none)
        #expect(await aws.takeWrites().isEmpty)
    }

    @Test func billingAndProtectionAreTwoCallsWithAWaitBetween() async throws {
        let aws = CounterAWS()
        await aws.tables.edit {
            $0.table = .init(
                status: "ACTIVE", billing: "PROVISIONED", isProtected: false, tags: ["resumectl:site": "resume"])
        }
        await aws.tables.plan(.refused(Refusal(code: "ResourceInUseException")), for: "UpdateTable")
        #expect(try await TableResource(context: aws.context()).settle() == .none)
        #expect(await aws.takeWrites() == ["UpdateTable", "UpdateTable", "UpdateTable"])
    }

    @Test func aDeleteTakesTheProtectionOffAndWaits() async throws {
        let aws = CounterAWS()
        let resource = TableResource(context: aws.context())
        try await resource.settle()
        _ = await aws.takeWrites()
        try await resource.remove()
        #expect(await aws.tables.backend.table == nil)
        #expect(await aws.takeWrites() == ["UpdateTable", "DeleteTable"])
        try await resource.remove()
    }

    @Test func aTableThatIsJustBeingDeletedIsWaitedForAndMadeAnew() async throws {
        let aws = CounterAWS()
        await aws.tables.edit { $0.table = .init(status: "DELETING", looks: 3) }
        #expect(try await TableResource(context: aws.context()).settle() == .none)
        #expect(await aws.takeWrites() == ["CreateTable"])
    }

    @Test func aTableThatNeverBecomesActiveIsPending() async throws {
        let aws = CounterAWS()
        await aws.tables.edit { $0.looksPerChange = 1_000_000 }
        let error = await #expect(throws: DeployError.self) {
            try await TableResource(context: aws.context()).settle()
        }
        #expect(error?.code == "table-not-ready")
        #expect(error?.kind == .pending)
    }
}
