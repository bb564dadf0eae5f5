// SPDX-License-Identifier: Apache-2.0

import Foundation
import Reconcile
import SiteConfig
import Testing

@testable import AWSServices
@testable import SiteDeploy

@Suite struct CounterEnvironmentTests {
    @Test func theTablesNameIsAddedAndWins() {
        let counter = SiteConfig.Counter(path: "/lambda", environment: ["LEVEL": "info", "TABLE_NAME": "other"])
        #expect(
            CounterEnvironment.variables(for: .counting(counter)) == ["LEVEL": "info", "TABLE_NAME": "resume-visitors"])
        #expect(CounterEnvironment.variables(for: .counting(nil)) == [:])
    }

    @Test func aPlanNamesVariablesAndHidesTheirValues() throws {
        let config = SiteConfig.counting()
        let counter = try #require(config.counter)
        let live = LambdaFunction(
            configuration: LambdaFunctionConfiguration(
                name: "resume-counter", arn: CounterAWS().context().arn("lambda", "function:resume-counter"),
                runtime: counter.runtime, handler: counter.handler, role: "arn:aws:iam::123456789012:role/r",
                description: "", memory: counter.memory, timeout: counter.timeout,
                environment: ["SAME": "s3cret-0", "OTHER": "s3cret-1", "GONE": "s3cret-2"],
                architectures: [counter.architecture.rawValue], codeSHA256: "x", packageType: "Zip"),
            tags: CounterAWS.ourTags.merging([FunctionResource.roleTagKey: "AROAEXAMPLE1"]) { $1 })
        let resource = FunctionResource(
            context: CounterAWS().context(config),
            desired: .init(
                settings: counter, environment: ["SAME": "s3cret-0", "OTHER": "s3cret-3", "NEW": "s3cret-4"],
                logGroup: config.logGroupName, code: FunctionCode(zip: [], sha256: "x")))
        var inputs = Outputs()
        inputs[RoleResource.arn] = ARN(rawValue: "arn:aws:iam::123456789012:role/r")
        inputs[RoleResource.identity] = RoleIdentity(id: "AROAEXAMPLE1", createdAt: Date(timeIntervalSince1970: 0))
        let change = try resource.diff(live: live, inputs: inputs)
        #expect(
            change.properties == [
                PropertyChange("environment.GONE", old: "(set)", new: .removed),
                PropertyChange("environment.NEW", old: nil, new: .known("(set)")),
                PropertyChange("environment.OTHER", old: "(set)", new: .known("(changed)")),
            ])
        #expect(!"\(change)".contains("s3cret"))
    }
}
