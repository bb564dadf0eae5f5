// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Testing

@Suite struct ProxySettingsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let variables: [String: String]
        let scheme: String
        let host: String
        let port: Int
        let expected: String?

        init(
            _ name: String, _ variables: [String: String], scheme: String = "https",
            host: String = "sts.amazonaws.com",
            port: Int = 443, to expected: String?
        ) {
            testDescription = name
            self.variables = variables
            self.scheme = scheme
            self.host = host
            self.port = port
            self.expected = expected
        }
    }

    static func excepting(_ list: String) -> [String: String] {
        ["HTTPS_PROXY": "http://p:1", "HTTP_PROXY": "http://q:2", "NO_PROXY": list]
    }

    @Test(arguments: [
        Case("nothing set", [:], to: nil),
        Case("empty counts as not set", ["HTTPS_PROXY": ""], to: nil),
        Case("https", ["HTTPS_PROXY": "http://proxy.example.com:3128"], to: "proxy.example.com:3128"),
        Case("lower case wins", ["HTTPS_PROXY": "http://a:1", "https_proxy": "http://b:2"], to: "b:2"),
        Case("without scheme", ["HTTPS_PROXY": "proxy:3128"], to: "proxy:3128"),
        Case("without port", ["HTTPS_PROXY": "http://proxy/"], to: "proxy:80"),
        Case("IPv6", ["HTTPS_PROXY": "http://[fd00::1]:3128"], to: "fd00::1:3128"),
        Case("http has its own", ["HTTPS_PROXY": "http://a:1"], scheme: "http", to: nil),
        Case("http", ["HTTP_PROXY": "http://a:1"], scheme: "http", to: "a:1"),
        Case("the machine itself", ["HTTP_PROXY": "http://a:1"], scheme: "http", host: "127.0.0.1", to: nil),
        Case("the machine itself by name", ["HTTP_PROXY": "http://a:1"], scheme: "http", host: "LOCALHOST", to: nil),
        Case("the machine itself by IPv6", ["HTTP_PROXY": "http://a:1"], scheme: "http", host: "[::1]", to: nil),
        Case("no address of it", ["HTTP_PROXY": "http://a:1"], scheme: "http", host: "127.example.com", to: "a:1"),
        Case("all excepted", excepting("*"), to: nil),
        Case("the host", excepting("x.com, sts.amazonaws.com"), to: nil),
        Case("a domain over it", excepting("amazonaws.com"), to: nil),
        Case("with a dot", excepting(".amazonaws.com"), to: nil),
        Case("with a star", excepting("*.amazonaws.com"), to: nil),
        Case("in capitals", excepting("AMAZONAWS.COM"), to: nil),
        Case("parted by blanks", excepting("a b amazonaws.com"), to: nil),
        Case("the end of a name is no domain", excepting("aws.com"), to: "p:1"),
        Case("with its port", excepting("sts.amazonaws.com:443"), to: nil),
        Case("with another port", excepting("sts.amazonaws.com:80"), to: "p:1"),
        Case("an address", excepting("10.0.0.1"), host: "10.0.0.1", to: nil),
        Case("an IPv6 address", excepting("fd00::1"), host: "[fd00::1]", to: nil),
    ])
    func choosesTheProxy(_ c: Case) throws {
        let settings = try ProxySettings(environment: c.variables)
        #expect(settings.server(scheme: c.scheme, host: c.host, port: c.port)?.description == c.expected)
    }

    @Test(arguments: [
        "socks5://proxy:1080", "https://proxy:443", "http://", "http://proxy:0", "http://proxy:port", "http://me:pw@",
    ])
    func refusesWhatItCannotUseWithoutShowingIt(value: String) throws {
        let error = #expect(throws: HTTPTransportError.self) { try ProxySettings(environment: ["https_proxy": value]) }
        #expect(error?.message.hasPrefix("https_proxy ") == true)
        #expect(error?.message.contains("pw") == false)
    }

    @Test func readsUserAndPasswordAndNeverShowsThem() throws {
        let settings = try ProxySettings(environment: ["HTTPS_PROXY": "http://m%40e:p%3Aw:x@proxy:3128"])
        #expect(settings.https?.user == "m@e")
        #expect(settings.https?.password == "p:w:x")
        var text = "\(settings)"
        dump(settings, to: &text)
        #expect(!text.contains("p:w"))
        #expect(!text.contains("m@e"))
    }
}
