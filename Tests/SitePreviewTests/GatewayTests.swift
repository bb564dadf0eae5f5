// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Testing

@testable import SitePreview

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct GatewayTests {
    private static let gateway = GatewayEvent(route: "/api/visitors", region: "eu-west-1")

    private static func event(_ request: PreviewRequest) -> JSONValue {
        gateway.event(request, requestID: "id-1", now: Date(timeIntervalSince1970: 1_800_000_000.25))
    }

    @Test func anEventHasThePartsOfPayloadFormat2() throws {
        let event = Self.event(
            PreviewRequest(
                method: "POST", path: "/api/visitors", query: "a=1&b=x%20y&a=2",
                headers: [
                    "Host": "localhost:8000", "User-Agent": "test/1", "X-Thing": "1", "x-thing": "2",
                    "Cookie": "a=1; b=2", "Content-Type": "application/json; charset=utf-8", "Connection": "close",
                ], body: Array("{}".utf8), sourceIP: "192.0.2.1"))
        #expect(event["version"] == "2.0")
        #expect(event["routeKey"] == "ANY /api/visitors")
        #expect(event["rawPath"] == "/api/visitors")
        #expect(event["rawQueryString"] == "a=1&b=x%20y&a=2")
        #expect(event["queryStringParameters"] == ["a": "1,2", "b": "x y"])
        #expect(event["cookies"] == ["a=1", "b=2"])
        #expect(event["body"] == "{}")
        #expect(event["isBase64Encoded"] == false)
        let headers = try #require(event["headers"]?.objectValue)
        #expect(headers["x-thing"] == "1,2")
        #expect(headers["host"] == "preview.execute-api.eu-west-1.amazonaws.com")
        #expect(headers["content-length"] == "2")
        #expect(headers["cookie"] == nil && headers["connection"] == nil)
        let context = try #require(event["requestContext"])
        #expect(context["http"]?["method"] == "POST")
        #expect(context["http"]?["sourceIp"] == "192.0.2.1")
        #expect(context["http"]?["userAgent"] == "test/1")
        #expect(context["stage"] == "$default")
        #expect(context["timeEpoch"] == 1_800_000_000_250)
        #expect(context["time"] == "15/Jan/2027:08:00:00 +0000")
    }

    @Test func membersWithoutAValueAreAbsentAndBytesAreEncoded() {
        let bare = Self.event(PreviewRequest(path: "/api/visitors"))
        for name in ["cookies", "queryStringParameters", "body", "pathParameters"] { #expect(bare[name] == nil) }
        let binary = Self.event(PreviewRequest(method: "POST", path: "/api/visitors", body: [0xFF, 0]))
        #expect(binary["body"] == "/wA=")
        #expect(binary["isBase64Encoded"] == true)
    }

    @Test(arguments: [
        ("/api/visitors", true), ("/api/visit%6Frs", true), ("/api/visitors/", false), ("/api", false),
        ("/api/visitors/1", false), ("/API/visitors", false),
    ])
    func onlyTheRouteIsKnown(path: String, isKnown: Bool) {
        #expect(Self.gateway.matches(path) == isKnown)
    }

    @Test func aResultBecomesAnAnswer() throws {
        let result = """
            {"statusCode": "201", "headers": {"X-One": 1, "Content-Length": "9", "Flag": true}, "cookies": ["a=1", "b=2"],
             "body": "aGk=", "isBase64Encoded": true}
            """
        let response = try GatewayAnswer.response(Array(result.utf8))
        #expect(response.status == 201)
        #expect(response.headers["x-one"] == "1")
        #expect(response.headers["flag"] == "true")
        #expect(response.headers["content-length"] == nil)
        #expect(response.headers["content-type"] == "text/plain;charset=UTF-8")
        #expect(response.headers.all("set-cookie") == ["a=1", "b=2"])
        guard case .bytes(let body) = response.body else { return }
        #expect(body == Array("hi".utf8))
    }

    @Test func aResultWithoutAStatusIsTheBody() throws {
        let response = try GatewayAnswer.response(Array("[1]".utf8))
        #expect(response.status == 200)
        #expect(response.headers["content-type"] == "application/json")
    }

    @Test(arguments: [
        "", #"{"statusCode": 99}"#, #"{"statusCode": true}"#, #"{"statusCode": 200, "body": {}}"#,
        #"{"statusCode": 200, "headers": {"a b": "c"}}"#, #"{"statusCode": 200, "headers": {"": "c"}}"#,
        #"{"statusCode": 200, "headers": {"a": []}}"#, #"{"statusCode": 200, "headers": {"a": "b\r\nc"}}"#,
        #"{"statusCode": 200, "body": "?", "isBase64Encoded": true}"#,
    ])
    func aResultThatIsNoAnswerIsRefused(text: String) {
        #expect(throws: GatewayAnswer.Invalid.self) { try GatewayAnswer.response(Array(text.utf8)) }
    }
}
