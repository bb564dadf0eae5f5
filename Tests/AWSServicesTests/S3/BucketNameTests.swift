// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Testing

@Suite struct BucketNameTests {
    @Test(arguments: [
        "abc", "my-site", "www.example.com", "1a2", String(repeating: "a", count: 63), "1.2.3", "a.b-c.d",
    ])
    func takesWhatAWSTakes(name: String) {
        #expect(BucketName(rawValue: name)?.rawValue == name)
    }

    @Test(arguments: [
        "", "ab", String(repeating: "a", count: 64), "My-site", "my_site", "-site", "site-", ".site", "site.", "a..b",
        "192.168.0.1", "xn--site", "sthree-x", "amzn-s3-demo-x", "x-s3alias", "x--ol-s3", "x.mrap", "x--x-s3", "sité",
        "a/b", "a b",
    ])
    func refusesWhatAWSRefuses(name: String) {
        #expect(BucketName(rawValue: name) == nil)
        #expect(BucketName.problem(with: name)?.hasPrefix("m") == true)
    }

    @Test func knowsTheAccountsOwnNamespace() throws {
        let name = try #require(BucketName(rawValue: "site-123456789012-eu-west-1-an"))
        #expect(name.isAccountRegional(account: "123456789012", region: "eu-west-1"))
        #expect(!name.isAccountRegional(account: "123456789012", region: "eu-west-2"))
        #expect(!name.isAccountRegional(account: "210987654321", region: "eu-west-1"))
    }
}
