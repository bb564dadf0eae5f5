// SPDX-License-Identifier: Apache-2.0

import AWSSigning
import Testing

/// The rules of canonical requests, one by one, with what they give written out by hand.
struct CanonicalRequestTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let given: String
        let expected: String

        init(_ name: String, _ given: String, _ expected: String) {
            testDescription = name
            self.given = given
            self.expected = expected
        }
    }

    @Test(arguments: [
        Case("root", "/", "/"),
        Case("nothing", "", "/"),
        Case("empty segments go", "//a///b", "/a/b"),
        Case("nothing but slashes", "///", "/"),
        Case("dot", "/./a/.", "/a"),
        Case("dot before a slash", "/a/./", "/a/"),
        Case("dot-dot", "/a/b/../c", "/a/c"),
        Case("dot-dot above the root", "/../../a", "/a"),
        Case("dot-dot to the root", "/a/..", "/"),
        Case("three dots are a name", "/a/...", "/a/..."),
        Case("a slash at the end stays", "/a/b/", "/a/b/"),
        Case("encoded once more", "/v2/apis/abc/stages/%24default", "/v2/apis/abc/stages/%2524default"),
        Case("an ARN", "/v2/tags/arn%3Aaws%2Fx", "/v2/tags/arn%253Aaws%252Fx"),
        Case("encoded dots are no dots", "/a/%2E%2E/b", "/a/%252E%252E/b"),
    ])
    func normalizedPath(_ rule: Case) {
        #expect(Self.line(1, of: Self.request(path: rule.given), service: "apigateway") == rule.expected)
    }

    @Test(arguments: [
        Case("root", "/", "/"),
        Case("nothing", "", "/"),
        Case("dots and slashes stay", "/a//../b/./c/", "/a//../b/./c/"),
        Case("encoded once", "/a%20b/%C3%A4", "/a%20b/%C3%A4"),
    ])
    func pathOfS3(_ rule: Case) {
        #expect(Self.line(1, of: Self.request(path: rule.given), service: "s3") == rule.expected)
    }

    @Test(arguments: [
        (name: "none", query: [], expected: ""),
        (name: "bare name", query: [QueryItem("policy")], expected: "policy="),
        (name: "sorted by name", query: [QueryItem("b", "1"), QueryItem("a", "2")], expected: "a=2&b=1"),
        (
            name: "then by value", query: [QueryItem("a", "2"), QueryItem("a", "10"), QueryItem("a", "")],
            expected: "a=&a=10&a=2"
        ),
        (
            name: "by name, not by the whole text", query: [QueryItem("a-b", "1"), QueryItem("a", "2")],
            expected: "a=2&a-b=1"
        ),
        (
            name: "by the encoded name", query: [QueryItem("a", "1"), QueryItem("ä", "2"), QueryItem("A", "3")],
            expected: "%C3%A4=2&A=3&a=1"
        ),
        (
            name: "space, plus, slash", query: [QueryItem("k", " +/=&")],
            expected: "k=%20%2B%2F%3D%26"
        ),
    ])
    func query(name: String, query: [QueryItem], expected: String) {
        #expect(Self.line(2, of: Self.request(query: query)) == expected)
    }

    @Test(arguments: [
        Case("nothing to do", "a b", "a b"),
        Case("ends", "  a\t", "a"),
        Case("runs", "a  b \t c", "a b c"),
        Case("runs in quotes", "\"a   b\"", "\"a b\""),
        Case("nothing but space", " \t ", ""),
        Case("unicode", " ä  日 ", "ä 日"),
    ])
    func headerValue(_ rule: Case) {
        let request = Self.request(headers: [HeaderField("Accept", rule.given)])
        #expect(Self.line(3, of: request) == "accept:\(rule.expected)")
    }

    @Test func headersAreLowerCaseSortedAndJoined() {
        let request = Self.request(headers: [
            HeaderField("X-Amz-Meta-B", "2"), HeaderField("x-amz-meta-b", " 1 "), HeaderField("Content-Type", "x"),
            HeaderField("User-Agent", "resumectl"), HeaderField("Authorization", "old"),
            HeaderField("X-Amz-Date", "19990101T000000Z"), HeaderField("Host", "elsewhere"),
        ])
        #expect(
            Self.signer("s3").trace(request, at: Self.date).canonicalRequest == """
                GET
                /

                content-type:x
                host:example.amazonaws.com
                x-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                x-amz-date:20150830T123600Z
                x-amz-meta-b:2,1

                content-type;host;x-amz-content-sha256;x-amz-date;x-amz-meta-b
                e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                """)
    }

    private static let date = SigningDate(secondsSinceEpoch: 1_440_938_160)

    private static func request(
        path: String = "/", query: [QueryItem] = [], headers: [HeaderField] = []
    ) -> SigningRequest {
        SigningRequest(method: "GET", host: "example.amazonaws.com", path: path, query: query, headers: headers)
    }

    private static func signer(_ service: String) -> SigV4Signer {
        SigV4Signer(
            credentials: AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret"), region: "us-east-1",
            service: service)
    }

    private static func line(_ index: Int, of request: SigningRequest, service: String = "iam") -> String {
        let lines = signer(service).trace(request, at: date).canonicalRequest
            .split(separator: "\n", omittingEmptySubsequences: false)
        return String(lines[index])
    }
}
