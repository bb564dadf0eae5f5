// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Reconcile
import Testing

@testable import SiteDeploy

@Suite struct DeployErrorDescribingTests {
    /// A code of AWS, and what it is to a person.
    private static let codes: [(aws: String, status: Int, code: String, kind: DeployError.Kind)] = [
        ("AccessDenied", 403, "permission-denied", .permission),
        ("AccessDeniedException", 400, "permission-denied", .permission),
        ("HTTP403", 403, "permission-denied", .permission),
        ("ExpiredToken", 400, "credentials-refused", .permission),
        ("ExpiredTokenException", 400, "credentials-refused", .permission),
        ("InvalidClientTokenId", 403, "credentials-refused", .permission),
        ("UnrecognizedClientException", 400, "credentials-refused", .permission),
        ("SignatureDoesNotMatch", 403, "credentials-refused", .permission),
        ("OptInRequired", 403, "account-not-ready", .permission),
        ("NoSuchBucket", 404, "aws-error", .failure),
        ("InternalError", 500, "aws-error", .failure),
    ]

    @Test(arguments: codes.indices)
    func aCodeOfAWSDecidesWhatItIs(index: Int) {
        let (aws, status, code, kind) = Self.codes[index]
        let error = DeployError(
            describing: AWSError(
                service: .s3, operation: "PutObject", subject: "bucket b", code: aws, message: "why", status: status,
                requestID: "4f1c", extendedRequestID: "x9", attempts: 3))
        #expect(error.code == code)
        #expect(error.kind == kind)
        #expect(
            error.detail
                == (code == "permission-denied"
                    ? "why: s3:PutObject or s3:GetObject is not allowed on bucket b" : "why"))
        #expect(error.hint != nil)
        #expect(error.cause == "S3 PutObject (bucket b): \(aws), HTTP \(status), request 4f1c, id x9, after 3 attempts")
    }

    /// A denied operation, what AWS said, and what is shown of it.
    private static let denials: [(service: AWSService, operation: String, message: String, detail: String)] = [
        (
            .s3, "PutBucketEncryption", "Access Denied",
            "Access Denied: s3:PutEncryptionConfiguration is not allowed on b"
        ),
        (.s3, "HeadBucket", "", "AccessDenied: s3:ListBucket is not allowed on b"),
        (.s3, "HeadObject", "", "AccessDenied: s3:GetObject or s3:ListBucket is not allowed on b"),
        (.s3, "GetBucketPolicy", "Access Denied", "Access Denied: s3:GetBucketPolicy is not allowed on b"),
        (.apiGateway, "UpdateStage", "Forbidden", "Forbidden: apigateway:PATCH is not allowed on b"),
        (.apiGateway, "UntagResource", "Forbidden", "Forbidden: apigateway:DELETE is not allowed on b"),
        (.dynamoDB, "UpdateTable", "No.", "No.: dynamodb:UpdateTable is not allowed on b"),
        (.cloudFront, "UpdateDistribution", "No.", "No.: cloudfront:UpdateDistribution is not allowed on b"),
        (.route53, "GetChange", "No.", "No.: route53:GetChange is not allowed on b"),
        (.tagging, "GetResources", "No.", "No.: tag:GetResources is not allowed on b"),
        (.lambda, "Invoke", "No.", "No.: lambda:InvokeFunction is not allowed on b"),
        (
            .lambda, "CreateFunction",
            "User: arn:aws:iam::1:user/jane is not authorized to perform: iam:PassRole on resource: arn:aws:iam::1:role/r",
            "User: arn:aws:iam::1:user/jane is not authorized to perform: iam:PassRole on resource: arn:aws:iam::1:role/r"
        ),
    ]

    @Test(arguments: denials.indices)
    func aDenialNamesTheMissingAction(index: Int) {
        let (service, operation, message, detail) = Self.denials[index]
        let error = DeployError(
            describing: AWSError(
                service: service, operation: operation, subject: "b", code: "AccessDenied", message: message,
                status: 403))
        #expect(error.detail == detail)
        #expect(error.hint?.contains("resumectl policy --for deploy") == true)
    }

    @Test func anAccountThatCloudFrontDoesNotServeYetIsTold() {
        let error = DeployError(
            describing: AWSError(
                service: .cloudFront, operation: "CreateDistribution", code: "AccessDenied",
                message: "Your account must be verified before you can add new CloudFront resources.", status: 403))
        #expect(error.code == "account-not-verified")
        #expect(error.hint?.contains("Support") == true)
    }

    @Test func withoutAMessageTheCodeIsShown() {
        let error = DeployError(
            describing: AWSError(service: .s3, operation: "HeadBucket", code: "HTTP500", message: "", status: 500))
        #expect(error.detail == "HTTP500")
    }

    @Test func anUnreachableAWSIsANetworkError() {
        let error = DeployError(
            describing: AWSError(
                service: .s3, operation: "PutObject", code: "Transport", message: "no route to host",
                transport: HTTPTransportError(kind: .connectionFailed, message: "no route to host")))
        #expect(error.code == "network")
        #expect(error.kind == .failure)
        #expect(error.detail == "no route to host")
    }

    /// The way to the network could not even be made, such as with a wrong proxy.
    @Test func aTransportThatCannotBeMadeIsNoBugOfOurs() {
        let error = DeployError(
            describing: HTTPTransportError(kind: .other, message: "HTTPS_PROXY is not an address"))
        #expect(error.code == "network")
        #expect(error.detail == "HTTPS_PROXY is not an address")
        #expect(error.hint?.contains("bug") == false)
    }

    @Test func credentialsThatRunOutInTheMiddleAreAMissingPermission() {
        let error = DeployError(
            describing: CredentialsError(
                .expired, "The session has expired.", hint: "Sign in again.", tried: ["environment", "profile"]))
        #expect(error.code == "credentials-expired")
        #expect(error.kind == .permission)
        #expect(error.detail == "The session has expired. Asked were: environment, profile.")
        #expect(error.hint == "Sign in again.")
    }

    @Test func aDeployErrorStaysAsItIs() {
        let error = DeployError(
            describing: DeployError(code: .unexpected, summary: "s", detail: "d", hint: "h", cause: "x", kind: .pending)
        )
        #expect(
            [error.code, error.summary, error.detail, error.hint, error.cause] == ["unexpected", "s", "d", "h", "x"])
        #expect(error.kind == .pending)
    }

    @Test func anInterruptionTellsHowToGoOn() {
        #expect(DeployError(describing: CancellationError()).code == "interrupted")
    }

    @Test func whatNobodyExpectedIsCalledABug() {
        struct Odd: Error {}
        let error = DeployError(describing: Odd())
        #expect(error.code == "unexpected")
        #expect(error.hint == "This is a bug in resumectl.")
    }

    /// Some services answer a wrong signature with the whole request that they signed, session token included.
    @Test(arguments: ["SignatureDoesNotMatch", "InvalidSignatureException"])
    func noSecretIsShown(code: String) {
        let error = DeployError(
            describing: AWSError(
                service: .iam, operation: "GetRole", code: code,
                message: """
                    The request signature we calculated does not match the signature you provided. \
                    Check your AWS Secret Access Key and signing method.

                    The Canonical String for this request should have been
                    'POST
                    /

                    host:iam.amazonaws.com
                    x-amz-date:20260101T000000Z
                    x-amz-security-token:FwoGZXIvYXdzEXAMPLETOKEN

                    host;x-amz-date;x-amz-security-token'
                    """, status: 403))
        let shown = [error.summary, error.detail, error.hint, error.cause].compactMap { $0 }.joined(separator: "\n")
        #expect(!shown.contains("FwoGZXIvYXdzEXAMPLETOKEN"))
        #expect(shown.contains("does not match the signature"))
    }
}
