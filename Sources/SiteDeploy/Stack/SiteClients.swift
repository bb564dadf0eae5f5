// SPDX-License-Identifier: Apache-2.0

package import AWSServices

/// The clients of all services that a stack uses.
package struct SiteClients: Sendable {
    package var s3: S3Client
    package var cloudFront: CloudFrontClient
    package var route53: Route53Client
    /// In us-east-1, where CloudFront takes its certificates from.
    package var acm: ACMClient
    package var apiGateway: APIGatewayClient
    package var lambda: LambdaClient
    package var dynamoDB: DynamoDBClient
    package var iam: IAMClient
    package var logs: LogsClient
    /// In us-east-1, where certificates and distributions are indexed.
    package var globalTagging: TaggingClient

    /// Clients in the site's region, except for the global services and the two in us-east-1.
    package init(
        s3: S3Client, cloudFront: CloudFrontClient, route53: Route53Client, acm: ACMClient,
        apiGateway: APIGatewayClient, lambda: LambdaClient, dynamoDB: DynamoDBClient, iam: IAMClient,
        logs: LogsClient, globalTagging: TaggingClient
    ) {
        self.s3 = s3
        self.cloudFront = cloudFront
        self.route53 = route53
        self.acm = acm
        self.apiGateway = apiGateway
        self.lambda = lambda
        self.dynamoDB = dynamoDB
        self.iam = iam
        self.logs = logs
        self.globalTagging = globalTagging
    }
}
