// SPDX-License-Identifier: Apache-2.0

import AWSSigning
import Testing

struct PercentEncodingTests {
    @Test(arguments: [
        ("", "", ""),
        ("azAZ09-._~", "azAZ09-._~", "azAZ09-._~"),
        ("a/b c", "a%2Fb%20c", "a/b%20c"),
        ("+*%'()!", "%2B%2A%25%27%28%29%21", "%2B%2A%25%27%28%29%21"),
        ("ä😀", "%C3%A4%F0%9F%98%80", "%C3%A4%F0%9F%98%80"),
        ("a\u{308}", "a%CC%88", "a%CC%88"),
        ("\u{0}\n\u{7F}", "%00%0A%7F", "%00%0A%7F"),
        ("//../", "%2F%2F..%2F", "//../"),
    ])
    func encodes(text: String, segment: String, path: String) {
        #expect(PercentEncoding.encode(text) == segment)
        #expect(PercentEncoding.path(text) == path)
    }

    @Test func theTargetIsWhatIsSent() {
        let request = SigningRequest(
            method: "GET", host: "h", path: "/a%20b",
            query: [QueryItem("z", "1 2"), QueryItem("policy"), QueryItem("a", ""), QueryItem("ä", "/")])
        #expect(request.target == "/a%20b?z=1%202&policy&a=&%C3%A4=%2F")
        #expect(SigningRequest(method: "GET", host: "h", path: "").target == "/")
    }

    @Test(
        arguments: [
            ("Example.COM", nil, true, "example.com"),
            ("example.com", 443, true, "example.com"),
            ("example.com", 443, false, "example.com:443"),
            ("example.com", 80, false, "example.com"),
            ("localhost", 4566, false, "localhost:4566"),
            ("[::1]", 8443, true, "[::1]:8443"),
        ] as [(String, Int?, Bool, String)])
    func hostHeader(name: String, port: Int?, isTLS: Bool, expected: String) {
        #expect(SigningRequest.hostHeader(name, port: port, isTLS: isTLS) == expected)
    }

    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func payloadHash(text: String, expected: String) {
        #expect(PayloadHash.sha256(of: Array(text.utf8)).headerValue == expected)
    }
}
