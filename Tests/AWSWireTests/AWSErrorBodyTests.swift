// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Testing

struct AWSErrorBodyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var headers: [String: String] = [:]
        let body: String
        let expected: AWSErrorBody

        init(_ name: String, _ body: String, headers: [String: String] = [:], _ expected: AWSErrorBody) {
            testDescription = name
            self.headers = headers
            self.body = body
            self.expected = expected
        }
    }

    @Test(arguments: [
        Case(
            "S3",
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <Error><Code>PermanentRedirect</Code><Message>Use the other &lt;endpoint&gt;</Message>\
            <Region>eu-central-1</Region><BucketName>b</BucketName><RequestId>R1</RequestId><HostId>H1</HostId></Error>
            """,
            AWSErrorBody(
                code: "PermanentRedirect", message: "Use the other <endpoint>", requestID: "R1", hostID: "H1",
                fields: ["Region": "eu-central-1", "BucketName": "b"])),
        Case(
            "S3, ids in headers", "<Error><Code>AccessDenied</Code><Message/></Error>",
            headers: ["x-amz-request-id": "R2", "x-amz-id-2": "H2"],
            AWSErrorBody(code: "AccessDenied", requestID: "R2", hostID: "H2")),
        Case(
            "CloudFront",
            """
            <ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Error><Type>Sender</Type>\
            <Code>CNAMEAlreadyExists</Code><Message>One or more</Message></Error><RequestId>R3</RequestId></ErrorResponse>
            """,
            AWSErrorBody(
                code: "CNAMEAlreadyExists", message: "One or more", requestID: "R3", fields: ["Type": "Sender"])),
        Case(
            "IAM",
            """
            <ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
              <Error>
                <Type>Sender</Type>
                <Code>NoSuchEntity</Code>
                <Message>The role with name r cannot be found.</Message>
              </Error>
              <RequestId>R4</RequestId>
            </ErrorResponse>
            """, headers: ["x-amzn-requestid": "R4h"],
            AWSErrorBody(
                code: "NoSuchEntity", message: "The role with name r cannot be found.", requestID: "R4h",
                fields: ["Type": "Sender"])),
        Case(
            "Route 53, a rejected batch",
            """
            <InvalidChangeBatch xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Messages>\
            <Message>One is wrong.</Message><Message>Two is too.</Message></Messages><RequestId>R5</RequestId>\
            </InvalidChangeBatch>
            """,
            AWSErrorBody(
                code: "InvalidChangeBatch", message: "One is wrong.\nTwo is too.", requestID: "R5",
                messages: ["One is wrong.", "Two is too."])),
        Case(
            "Route 53, a rejected batch as a response",
            "<ErrorResponse><Error><Code>InvalidChangeBatch</Code><Message>[One]</Message></Error></ErrorResponse>",
            AWSErrorBody(code: "InvalidChangeBatch", message: "[One]")),
        Case(
            "the oldest query form",
            "<Response><Errors><Error><Code>A</Code><Message>B</Message></Error></Errors><RequestID>R</RequestID></Response>",
            AWSErrorBody(code: "A", message: "B", requestID: "R")),
        Case(
            "DynamoDB", #"{"__type":"com.amazonaws.dynamodb.v20120810#ResourceInUseException","message":"busy"}"#,
            headers: ["x-amzn-requestid": "R6"],
            AWSErrorBody(code: "ResourceInUseException", message: "busy", requestID: "R6")),
        Case(
            "JSON 1.1 with capitals", #"{"__type":"AccessDeniedException","Message":"not authorized"}"#,
            AWSErrorBody(code: "AccessDeniedException", message: "not authorized")),
        Case(
            "a type with an address", #"{"__type":"aws.x#FooError:http://internal/","message":null}"#,
            AWSErrorBody(code: "FooError")),
        Case(
            "Lambda", #"{"Type":"User","Message":"Function not found"}"#,
            headers: ["x-amzn-errortype": "ResourceNotFoundException"],
            AWSErrorBody(
                code: "ResourceNotFoundException", message: "Function not found", fields: ["Type": "User"])),
        Case(
            "the header wins, its address is cut", #"{"code":"Other","message":"m"}"#,
            headers: ["x-amzn-errortype": "aws.x#NotFoundException:http://internal.amazon.com/coral/"],
            AWSErrorBody(code: "NotFoundException", message: "m")),
        Case(
            "an empty header does not", #"{"code":"Other"}"#, headers: ["x-amzn-errortype": ""],
            AWSErrorBody(code: "Other")),
        Case("code in capitals", #"{"Code":"X","Message":"m"}"#, AWSErrorBody(code: "X", message: "m")),
        Case(
            "SSO OIDC", #"{"error":"authorization_pending","error_description":"wait"}"#,
            AWSErrorBody(
                code: "authorization_pending", message: "wait", fields: ["error": "authorization_pending"])),
        Case(
            "AWS Sign-In", #"{"error":"TOKEN_EXPIRED","message":"over"}"#,
            headers: ["x-amzn-errortype": "AccessDeniedException"],
            AWSErrorBody(code: "AccessDeniedException", message: "over", fields: ["error": "TOKEN_EXPIRED"])),
        Case(
            "further fields", #"{"code":"C","n":1,"b":true,"o":{"x":1},"z":null}"#,
            AWSErrorBody(code: "C", fields: ["n": "1", "b": "true"])),
        Case("nothing", "", AWSErrorBody()),
        Case("nothing but space", " \n", AWSErrorBody()),
        Case("HTML of a proxy", "<!DOCTYPE html><html><body>502</body></html>", AWSErrorBody()),
        Case("HTML that is XML", "<html><body><h1>502 Bad Gateway</h1></body></html>", AWSErrorBody()),
        Case("plain text", "upstream timed out", headers: ["x-amzn-requestid": "R"], AWSErrorBody(requestID: "R")),
        Case("broken XML", "<Error><Code>Slow", AWSErrorBody()),
        Case("broken JSON", #"{"code":"#, AWSErrorBody()),
        Case("a JSON array", "[1]", AWSErrorBody()),
        Case("an answer of success", "<ListBucketResult><Code>x</Code></ListBucketResult>", AWSErrorBody()),
    ])
    func decodes(_ testCase: Case) {
        #expect(AWSErrorBody(decoding: Array(testCase.body.utf8)) { testCase.headers[$0] } == testCase.expected)
    }

    @Test(
        arguments: [
            (
                "<?xml version=\"1.0\"?>\n\n  <Error><Code>InternalError</Code><Message>m</Message></Error>",
                "InternalError"
            ),
            ("   <Error><Code>SlowDown</Code></Error>", "SlowDown"),
            ("<CopyObjectResult><ETag>1</ETag></CopyObjectResult>", nil),
            ("<DeleteResult><Error><Code>AccessDenied</Code></Error></DeleteResult>", nil),
            ("", nil),
            ("{\"Error\": 1}", nil),
        ] as [(String, String?)])
    func errorsWithStatus200(body: String, code: String?) {
        #expect(AWSErrorBody.errorIn200(Array(body.utf8)) { _ in nil }?.code == code)
    }

    @Test func aTruncatedErrorWithStatus200IsAnErrorStill() {
        let error = AWSErrorBody.errorIn200(Array("<Error><Code>Intern".utf8)) { $0 == "x-amz-request-id" ? "R" : nil }
        #expect(error == AWSErrorBody(requestID: "R"))
    }
}
