// SPDX-License-Identifier: Apache-2.0

/// The AWS services that resumectl speaks to.
package enum AWSService: String, Sendable, CaseIterable {
    case s3
    case cloudFront
    case route53
    case iam
    case sts
    case acm
    case apiGateway
    case lambda
    case dynamoDB
    case logs
    case tagging
    case sso
    case ssoOIDC
    case signIn

    /// The service's own name in its error messages and in the AWS documentation.
    package var displayName: String {
        switch self {
        case .s3: "S3"
        case .cloudFront: "CloudFront"
        case .route53: "Route 53"
        case .iam: "IAM"
        case .sts: "STS"
        case .acm: "ACM"
        case .apiGateway: "API Gateway"
        case .lambda: "Lambda"
        case .dynamoDB: "DynamoDB"
        case .logs: "CloudWatch Logs"
        case .tagging: "Resource Groups Tagging"
        case .sso: "IAM Identity Center"
        case .ssoOIDC: "IAM Identity Center OIDC"
        case .signIn: "AWS Sign-In"
        }
    }

    /// The service in the credential scope of a signature.
    package var signingName: String {
        switch self {
        case .cloudFront: "cloudfront"
        case .apiGateway: "apigateway"
        case .dynamoDB: "dynamodb"
        case .sso: "awsssoportal"
        case .ssoOIDC: "sso-oauth"
        case .signIn: "signin"
        default: rawValue
        }
    }

    /// The `<SERVICE>` of `AWS_ENDPOINT_URL_<SERVICE>`.
    package var environmentID: String {
        switch self {
        case .s3: "S3"
        case .cloudFront: "CLOUDFRONT"
        case .route53: "ROUTE_53"
        case .iam: "IAM"
        case .sts: "STS"
        case .acm: "ACM"
        case .apiGateway: "APIGATEWAYV2"
        case .lambda: "LAMBDA"
        case .dynamoDB: "DYNAMODB"
        case .logs: "CLOUDWATCH_LOGS"
        case .tagging: "RESOURCE_GROUPS_TAGGING_API"
        case .sso: "SSO"
        case .ssoOIDC: "SSO_OIDC"
        case .signIn: "SIGNIN"
        }
    }

    /// Whether one endpoint per partition serves all regions.
    package var isGlobal: Bool {
        switch self {
        case .cloudFront, .route53, .iam: true
        default: false
        }
    }
}
