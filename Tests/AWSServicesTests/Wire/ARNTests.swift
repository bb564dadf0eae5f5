// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSServices

struct ARNTests {
    @Test(arguments: [
        ("arn:aws:lambda:eu-west-1:123456789012:function:counter", "123456789012", "function:counter", "counter"),
        ("arn:aws:s3:::my-site", "", "my-site", "my-site"),
        ("arn:aws:apigateway:us-east-1::/apis/a1b2c3", "", "/apis/a1b2c3", "a1b2c3"),
        ("arn:aws:iam::aws:policy/AdministratorAccess", "aws", "policy/AdministratorAccess", "AdministratorAccess"),
        ("arn:aws-cn:logs:cn-north-1:123456789012:log-group:/aws/x:*", "123456789012", "log-group:/aws/x:*", "*"),
    ])
    func readsItsParts(text: String, account: String, resource: String, name: String) throws {
        let arn = try #require(ARN(rawValue: text))
        #expect(arn.account == account)
        #expect(arn.resource == resource)
        #expect(arn.resourceName == name)
        #expect(
            ARN(
                partition: arn.partition, service: arn.service, region: arn.region, account: arn.account,
                resource: arn.resource) == arn)
    }

    @Test(arguments: [
        "", "arn", "arn:aws:s3", "arn:aws:s3:::", "arn::s3:::x", "arn:aws::::x", "urn:aws:s3:::x",
        "arn:aws:lambda:eu-west-1:12345:function:x", "arn:aws:s3:::x y",
    ])
    func refusesWhatIsNoARN(text: String) {
        #expect(ARN(rawValue: text) == nil)
    }
}
