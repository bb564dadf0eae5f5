// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SiteDeploy

struct EdgeFunctionCodeTests {
    @Test func itIsNeededOnlyWhereItDoesSomething() {
        #expect(EdgeFunctionCode(canonicalHost: nil, redirectedHosts: [], indexDocument: "index.html").isNeeded)
        #expect(EdgeFunctionCode(canonicalHost: "a.com", redirectedHosts: ["www.a.com"], indexDocument: nil).isNeeded)
        #expect(!EdgeFunctionCode(canonicalHost: "a.com", redirectedHosts: [], indexDocument: nil).isNeeded)
        #expect(!EdgeFunctionCode(canonicalHost: nil, redirectedHosts: ["www.a.com"], indexDocument: nil).isNeeded)
    }

    @Test func theOrderOfHostsDoesNotChangeTheSource() {
        let one = EdgeFunctionCode(canonicalHost: "a.com", redirectedHosts: ["x.a.com", "b.a.com"], indexDocument: nil)
        let two = EdgeFunctionCode(canonicalHost: "a.com", redirectedHosts: ["b.a.com", "x.a.com"], indexDocument: nil)
        #expect(one.source == two.source)
    }

    @Test func theSourceFitsTheQuotaOfAFunction() {
        let hosts = (0..<100).map { "alias-number-\($0).a-rather-long-domain-name.example.com" }
        let code = EdgeFunctionCode(canonicalHost: "example.com", redirectedHosts: hosts, indexDocument: "index.html")
        #expect(code.source.utf8.count < 10_240)
    }

    @Test func namesCannotBreakOutOfTheirLiteral() {
        let code = EdgeFunctionCode(
            canonicalHost: nil, redirectedHosts: [], indexDocument: "a'; evil(); '\\\u{2028}é.html")
        #expect(code.source.contains(#"const indexDocument = 'a\'; evil(); \'\\\u2028\u00e9.html';"#))
    }
}
