// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Foundation
import Reconcile
import SiteConfig
import Testing

@testable import AWSServices
@testable import SiteDeploy

@Suite struct RoleResourceTests {
    static let permissions = """
        {"Version":"2012-10-17","Statement":[
          {"Sid":"Log","Effect":"Allow","Action":["logs:PutLogEvents","logs:CreateLogStream"],
           "Resource":["arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/resume-counter:*"]},
          {"Sid":"Count","Effect":"Allow","Action":["dynamodb:GetItem","dynamodb:UpdateItem"],
           "Resource":"arn:aws:dynamodb:eu-west-1:123456789012:table/resume-visitors"}]}
        """
    static let trust = """
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["sts:AssumeRole"],
         "Principal":{"Service":["lambda.amazonaws.com"]}}}
        """

    static func role(
        trust: String = trust, policy: String? = permissions, tags: [String: String] = CounterAWS.ourTags,
        path: String = "/resumectl/"
    ) -> RoleResource.Live {
        RoleResource.Live(
            role: IAMRole(
                name: "resume-counter", id: "AROAEXAMPLE1", createdAt: Date(timeIntervalSince1970: 0),
                arn: ARN(
                    partition: "aws", service: "iam", region: "", account: "123456789012",
                    resource: "role\(path)resume-counter"), path: path, trustPolicy: trust, description: "",
                maxSessionSeconds: 3600, permissionsBoundary: nil, tags: tags), policy: policy)
    }

    struct DiffCase: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var live: RoleResource.Live?
        var change: Change.Action
        var names: [String]

        init(_ name: String, _ live: RoleResource.Live?, _ change: Change.Action, _ names: [String] = []) {
            self.testDescription = name
            self.live = live
            self.change = change
            self.names = names
        }
    }

    @Test(arguments: [
        DiffCase("missing → create", nil, .create, ["trustPolicy", "resumectl-counter"]),
        DiffCase("the same in other words → nothing", role(), .none),
        DiffCase("another path → nothing", role(path: "/"), .none),
        DiffCase(
            "trusts somebody else", role(trust: trust.replacing("lambda", with: "ec2")), .update, ["trustPolicy"]),
        DiffCase("trust is no JSON", role(trust: "?"), .update, ["trustPolicy"]),
        DiffCase("no policy", role(policy: nil), .update, ["resumectl-counter"]),
        DiffCase(
            "may do more", role(policy: permissions.replacing("dynamodb:GetItem", with: "dynamodb:*")), .update,
            ["resumectl-counter"]),
        DiffCase("foreign → conflict", role(tags: [:]), .conflict),
        DiffCase("of another site → conflict", role(tags: ["resumectl:site": "blog"]), .conflict),
    ])
    func diff(_ c: DiffCase) throws {
        let change = try RoleResource(context: CounterAWS().context()).diff(live: c.live, inputs: Outputs())
        #expect(change.action == c.change)
        #expect(change.names == c.names)
    }

    @Test func theFunctionMayCountAndLogAndNothingElse() {
        let policy = CounterRolePolicies.permissions(
            table: CounterAWS().context().arn("dynamodb", "table/t"), logGroup: CounterAWS().context().arn("logs", "g"))
        let actions = (policy.value["Statement"]?.arrayValue ?? []).flatMap { $0["Action"]?.arrayValue ?? [] }
        #expect(
            Set(actions.compactMap(\.stringValue)) == [
                "dynamodb:GetItem", "dynamodb:UpdateItem", "logs:CreateLogStream", "logs:PutLogEvents",
            ])
        #expect(!policy.json.contains("\"*\""))
    }

    @Test func anAdoptedRoleKeepsItsARN() throws {
        let resource = RoleResource(context: CounterAWS().context(adopting: [RoleResource.address]))
        let live = Self.role(policy: nil, tags: [:], path: "/service/")
        let change = try resource.diff(live: live, inputs: Outputs())
        #expect(change.action == .adopt)
        #expect(change.names == ["resumectl-counter", "tags.resumectl:site"])
        let planned = resource.plannedOutputs(live: live, change: change, inputs: Outputs())
        #expect(planned[RoleResource.arn]?.rawValue == "arn:aws:iam::123456789012:role/service/resume-counter")
    }

    @Test func theARNIsKnownBeforeTheRoleExists() {
        let planned = RoleResource(context: CounterAWS().context()).plannedOutputs(
            live: nil, change: Change(.create), inputs: Outputs())
        #expect(planned[RoleResource.arn]?.rawValue == "arn:aws:iam::123456789012:role/resumectl/resume-counter")
    }

    @Test func withoutCounterOurRoleGoesAndAForeignOneStays() throws {
        let resource = RoleResource(context: CounterAWS().context(.counting(nil)))
        #expect(try resource.diff(live: Self.role(), inputs: Outputs()).action == .delete)
        #expect(try resource.diff(live: Self.role(tags: [:]), inputs: Outputs()) == .none)
    }

    @Test(arguments: [true, false]) func aDestroyDeletesWhatIsTagged(_ deleteData: Bool) throws {
        let resource = RoleResource(context: CounterAWS().context())
        let options = DestroyOptions(deleteData: deleteData)
        #expect(try resource.diffForDestroy(live: Self.role(), options: options).action == .delete)
        #expect(try resource.diffForDestroy(live: Self.role(tags: [:]), options: options).action == .keep)
        #expect(try resource.diffForDestroy(live: nil, options: options) == .none)
    }

    // MARK: Applying

    @Test func aCreatedRoleIsRight() async throws {
        let aws = CounterAWS()
        #expect(try await RoleResource(context: aws.context()).settle() == .none)
        #expect(await aws.takeWrites() == ["CreateRole", "PutRolePolicy"])
    }

    @Test func aCreateWhoseAnswerGotLostIsTakenUp() async throws {
        let aws = CounterAWS()
        await aws.roles.plan(.resent, for: "CreateRole")
        #expect(try await RoleResource(context: aws.context()).settle() == .none)
    }

    @Test func aForeignRoleThatAppearsMeanwhileIsLeftAlone() async throws {
        let aws = CounterAWS()
        await aws.roles.edit { $0.role = .init(trust: "{}") }
        let resource = RoleResource(context: aws.context())
        await #expect(throws: AWSError.self) {
            _ = try await resource.apply(live: nil, inputs: Outputs(), step: StepLog().reporter(resource.address))
        }
        #expect(await aws.takeWrites() == ["CreateRole"])
    }

    @Test(arguments: [
        ("CreateRole", "MalformedPolicyDocument"), ("PutRolePolicy", "NoSuchEntity"),
        ("PutRolePolicy", "ConcurrentModification"),
    ])
    func whatSpreadsSlowlyIsTriedAgain(_ operation: String, _ code: String) async throws {
        let aws = CounterAWS()
        for _ in 1...3 { await aws.roles.plan(.refused(Refusal(code: code)), for: operation) }
        let log = StepLog()
        #expect(try await RoleResource(context: aws.context()).settle(log: log) == .none)
        #expect(log.texts == Array(repeating: "IAM to spread a change", count: 3))
    }

    @Test func aDocumentThatStaysMalformedIsAnErrorAfterHalfAMinute() async throws {
        let aws = CounterAWS()
        for _ in 1...100 {
            await aws.roles.plan(.refused(Refusal(code: "MalformedPolicyDocument")), for: "CreateRole")
        }
        let error = await #expect(throws: AWSError.self) {
            try await RoleResource(context: aws.context()).settle()
        }
        #expect(error?.code == "MalformedPolicyDocument")
        #expect(aws.time.elapsed < .seconds(30))
    }

    @Test func onlyOurOwnDocumentsAreMended() async throws {
        let aws = CounterAWS()
        await aws.roles.edit {
            $0.role = .init(
                trust: "{}", tags: ["resumectl:site": "resume", "owner": "me"],
                policies: ["mine": "{}", "resumectl-counter": "{}"], attached: ["arn:aws:iam::aws:policy/X"])
        }
        #expect(try await RoleResource(context: aws.context()).settle() == .none)
        #expect(await aws.takeWrites() == ["UpdateAssumeRolePolicy", "PutRolePolicy"])
        let role = try #require(await aws.roles.backend.role)
        #expect(role.policies["mine"] == "{}")
        #expect(role.attached == ["arn:aws:iam::aws:policy/X"])
        #expect(role.tags["owner"] == "me")
    }

    @Test func aDeleteTakesAlongWhatOthersHaveAttached() async throws {
        let aws = CounterAWS()
        let resource = RoleResource(context: aws.context())
        try await resource.settle()
        await aws.roles.edit {
            $0.role?.policies["mine"] = "{}"
            $0.role?.attached = ["arn:aws:iam::aws:policy/X"]
            $0.role?.profiles = ["p"]
        }
        await aws.roles.plan(.refused(Refusal(code: "DeleteConflict")), for: "DeleteRole")
        let live = try #require(try await resource.find())
        try await resource.remove()
        #expect(await aws.roles.backend.role == nil)
        try await resource.delete(live: live, inputs: Outputs(), step: StepLog().reporter(resource.address))
    }
}
