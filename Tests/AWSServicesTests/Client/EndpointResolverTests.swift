// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Testing

@Suite struct EndpointResolverTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let service: AWSService
        let region: String
        let host: String
        let signingRegion: String
        let dualStack: Bool
        let fips: Bool

        init(
            _ service: AWSService, _ region: String, _ host: String, signs signingRegion: String? = nil,
            dualStack: Bool = false, fips: Bool = false
        ) {
            self.service = service
            self.region = region
            self.host = host
            self.signingRegion = signingRegion ?? region
            self.dualStack = dualStack
            self.fips = fips
        }

        var testDescription: String { "\(service) \(region)\(dualStack ? " dual-stack" : "")\(fips ? " FIPS" : "")" }
    }

    @Test(arguments: [
        Case(.s3, "us-east-1", "s3.us-east-1.amazonaws.com"),
        Case(.sts, "us-east-1", "sts.us-east-1.amazonaws.com"),
        Case(.lambda, "eu-central-1", "lambda.eu-central-1.amazonaws.com"),
        Case(.apiGateway, "ap-southeast-7", "apigateway.ap-southeast-7.amazonaws.com"),
        Case(.dynamoDB, "mx-central-1", "dynamodb.mx-central-1.amazonaws.com"),
        Case(.logs, "il-central-1", "logs.il-central-1.amazonaws.com"),
        Case(.tagging, "us-west-2", "tagging.us-west-2.amazonaws.com"),
        Case(.acm, "us-east-1", "acm.us-east-1.amazonaws.com"),
        Case(.cloudFront, "eu-west-1", "cloudfront.amazonaws.com", signs: "us-east-1"),
        Case(.route53, "eu-west-1", "route53.amazonaws.com", signs: "us-east-1"),
        Case(.iam, "eu-west-1", "iam.amazonaws.com", signs: "us-east-1"),

        Case(.s3, "cn-north-1", "s3.cn-north-1.amazonaws.com.cn"),
        Case(
            .cloudFront, "cn-north-1", "cloudfront.cn-northwest-1.amazonaws.com.cn", signs: "cn-northwest-1"),
        Case(.route53, "cn-north-1", "route53.amazonaws.com.cn", signs: "cn-northwest-1"),
        Case(.iam, "cn-northwest-1", "iam.cn-north-1.amazonaws.com.cn", signs: "cn-north-1"),
        Case(.lambda, "us-gov-east-1", "lambda.us-gov-east-1.amazonaws.com"),
        Case(.iam, "us-gov-east-1", "iam.us-gov.amazonaws.com", signs: "us-gov-west-1"),
        Case(.route53, "us-gov-west-1", "route53.us-gov.amazonaws.com", signs: "us-gov-west-1"),
        Case(.dynamoDB, "eusc-de-east-1", "dynamodb.eusc-de-east-1.amazonaws.eu"),
        Case(.iam, "eusc-de-east-1", "iam.eusc-de-east-1.amazonaws.eu", signs: "eusc-de-east-1"),

        Case(.s3, "eu-west-1", "s3.dualstack.eu-west-1.amazonaws.com", dualStack: true),
        Case(.lambda, "eu-west-1", "lambda.eu-west-1.api.aws", dualStack: true),
        Case(.iam, "eu-west-1", "iam.global.api.aws", signs: "us-east-1", dualStack: true),
        Case(.cloudFront, "eu-west-1", "cloudfront.global.api.aws", signs: "us-east-1", dualStack: true),
        Case(.lambda, "cn-north-1", "lambda.cn-north-1.api.amazonwebservices.com.cn", dualStack: true),
        Case(.s3, "us-east-1", "s3-fips.us-east-1.amazonaws.com", fips: true),
        Case(.s3, "us-east-1", "s3-fips.dualstack.us-east-1.amazonaws.com", dualStack: true, fips: true),
        Case(.sts, "us-east-2", "sts-fips.us-east-2.amazonaws.com", fips: true),
        Case(.iam, "us-east-2", "iam-fips.amazonaws.com", signs: "us-east-1", fips: true),
        Case(.sts, "us-gov-west-1", "sts.us-gov-west-1.amazonaws.com", fips: true),
        Case(.acm, "us-gov-west-1", "acm.us-gov-west-1.amazonaws.com", fips: true),
        Case(.apiGateway, "us-gov-west-1", "apigateway-fips.us-gov-west-1.amazonaws.com", fips: true),
    ])
    func findsTheHostAndTheRegionOfTheSignature(_ c: Case) {
        let endpoint = EndpointResolver(usesDualStack: c.dualStack, usesFIPS: c.fips)
            .endpoint(for: c.service, region: c.region)
        #expect(endpoint == Endpoint(host: c.host, signingRegion: c.signingRegion))
    }

    @Test func anOverrideKeepsTheRegionOfTheSignature() throws {
        let url = try #require(EndpointURL("http://127.0.0.1:4566/aws/"))
        let endpoint = EndpointResolver().endpoint(for: .iam, region: "eu-west-1", override: url)
        #expect(
            endpoint
                == Endpoint(
                    scheme: "http", host: "127.0.0.1", port: 4566, basePath: "/aws", signingRegion: "us-east-1",
                    isOverridden: true))
    }

    @Test(arguments: [
        ("http://127.0.0.1:4566", "http://127.0.0.1:4566"), ("HTTPS://S3.Example.com", "https://s3.example.com"),
        ("http://[::1]:80/", "http://[::1]:80"), ("https://host/a/b//", "https://host/a/b"),
        ("http://my_host:1", "http://my_host:1"),
    ])
    func readsAddresses(text: String, expected: String) {
        #expect(EndpointURL(text)?.description == expected)
    }

    @Test(arguments: [
        "", "localhost:4566", "ftp://host", "http://", "http:///path", "http://host:0", "http://host:99999",
        "http://host:x", "http://user@host", "http://host?x", "http://host#x", "http://ho st", "http://host\r\nX: y",
        "http://[zz]:1", "http://[::1",
    ])
    func refusesWhatIsNoAddress(text: String) {
        #expect(EndpointURL(text) == nil)
    }

    @Test(arguments: [
        ("my-site", false, "my-site.s3.eu-west-1.amazonaws.com", ""),
        ("www.example.com", false, "s3.eu-west-1.amazonaws.com", "/www.example.com"),
        ("My_Site", false, "s3.eu-west-1.amazonaws.com", "/My_Site"),
        ("my-site", true, "s3.eu-west-1.amazonaws.com", "/my-site"),
    ])
    func placesTheBucketInTheHostWhereItCan(bucket: String, always: Bool, host: String, prefix: String) {
        let endpoint = EndpointResolver().endpoint(for: .s3, region: "eu-west-1")
        let placed = S3Addressing.place(bucket, at: endpoint, alwaysInPath: always)
        #expect(placed.endpoint.host == host)
        #expect(placed.pathPrefix == prefix)
    }

    @Test(arguments: ["http://127.0.0.1:1", "http://localhost:1", "https://s3.example.com"])
    func aChosenEndpointGetsTheBucketInThePath(url: String) throws {
        let chosen = try #require(EndpointURL(url))
        let endpoint = EndpointResolver().endpoint(for: .s3, region: "eu-west-1", override: chosen)
        let placed = S3Addressing.place("my-site", at: endpoint)
        #expect(placed.endpoint == endpoint)
        #expect(placed.pathPrefix == "/my-site")
    }
}
