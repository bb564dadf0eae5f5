// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SiteConfig

@Suite struct TextRuleTests {
    struct RuleCase: Sendable, CustomTestStringConvertible {
        let name: String
        let rule: TextRule
        let good: [String]
        /// Texts with the reasons against them.
        let bad: [String: String]

        var testDescription: String { name }
    }

    private static func x(_ count: Int) -> String { String(repeating: "x", count: count) }

    static let cases = [
        RuleCase(
            name: "site name", rule: .siteName, good: ["ab", "a-b", "01", x(32)],
            bad: [
                "": "is empty", "a": "is shorter than 2 characters",
                x(33): "is 33 characters long, at most 32 are allowed", "Ab": #"contains "A""#, "a_b": #"contains "_""#,
                "a b": "contains a space", "-a": "starts or ends with a hyphen", "a-": "starts or ends with a hyphen",
                "xn--a": #"starts with "xn--", which AWS does not allow in the bucket's name"#, "é1": #"contains "é""#,
            ]),
        RuleCase(
            name: "domain", rule: .domain,
            good: ["example.com", "a.b.c.d", "xn--mller-kva.de", "EXAMPLE.com", "1.example", "a-b.co"],
            bad: [
                "example": "has no top-level domain", "https://example.com/x": "is a URL",
                "example.com/x": "has a path or port", "example.com:443": "has a path or port",
                "müller.de": #"contains "ü""#, "example.com.": "ends in a dot", "*.example.com": "is a wildcard",
                "a_b.com": #"contains "_""#, "a b.com": "contains a space", "a..com": "has an empty part between dots",
                ".com": "has an empty part between dots",
                "-a.com": #"has the part "-a", which starts or ends with a hyphen"#,
                "a-.com": #"has the part "a-", which starts or ends with a hyphen"#,
                "1.2.3.4": "is an IP address or ends in a number",
                "\(x(64)).c": "has a part of 64 characters, at most 63 are allowed",
                "\(x(40)).\(x(40)).com": "is 85 characters long, at most 64 are allowed",
                "d1.cloudfront.net": "belongs to CloudFront",
            ]),
        RuleCase(
            name: "zone", rule: .zone, good: ["example.com", "Z0123456789ABCDEFGHIJ", "Z148QEXAMPLE8V"],
            bad: ["/hostedzone/Z012345": "has a path in front", "Zone": "has no top-level domain"]),
        RuleCase(
            name: "region", rule: .region, good: ["us-east-1", "ap-southeast-12", "xx-newplace-1"],
            bad: [
                "us-gov-west-1": "belongs to a separate part of AWS", "cn-north-1": "belongs to a separate part of AWS",
                "eusc-de-east-1": "belongs to a separate part of AWS",
                "eu-cental-1": "is not an AWS region", "us-east-1a": "is not an AWS region",
                "Frankfurt": "is not an AWS region",
                "EU-west-1": "is not an AWS region",
            ]),
        RuleCase(
            name: "bucket", rule: .bucketName, good: ["abc", "a-b-c", x(63)],
            bad: [
                "ab": "is shorter than 3 characters", "a.b.c": "contains a dot", "Abc": #"contains "A""#,
                "sthree-a": #"starts with "sthree-", which S3 keeps for itself"#,
                "abc-s3alias": #"ends in "-s3alias", which S3 keeps for itself"#,
                x(64): "is 64 characters long, at most 63 are allowed",
            ]),
        RuleCase(name: "table", rule: .tableName, good: ["a.b", "A_b-c"], bad: ["a/b": #"contains "/""#]),
        RuleCase(name: "role", rule: .roleName, good: ["a+=,.@-_B"], bad: ["a b": "contains a space"]),
        RuleCase(
            name: "account", rule: .accountID, good: ["123456789012", "000000000001"],
            bad: [
                "12345678901": "is shorter than 12 characters", "1234-5678-9012": "is not an account's number",
                "12345678901a": "is not an account's number",
                "1234567890123": "is 13 characters long, at most 12 are allowed",
            ]),
        RuleCase(
            name: "role ARN", rule: .roleARN,
            good: ["arn:aws:iam::123456789012:role/d", "arn:aws-us-gov:iam::123456789012:role/path/to/d"],
            bad: [
                "arn:aws:iam::12345678901:role/d": "is not the ARN of a role",
                "arn:aws:iam::123456789012:user/d": "is not the ARN of a role",
                "arn:aws:sts::123456789012:assumed-role/d/s": "is not the ARN of a role",
                "arn:aws:iam::123456789012:role/": "is not the ARN of a role",
                "resume-deploy-is-my-role": "is not the ARN of a role",
                "arn:aws:iam::123456789012:role/a b": "contains a space",
            ]),
        RuleCase(name: "function", rule: .functionName, good: ["a_B-1"], bad: ["a:b": #"contains ":""#]),
        RuleCase(
            name: "log group", rule: .logGroupName, good: ["/aws/lambda/x", "a.b_c#d"],
            bad: ["aws/x": #"starts with "aws/", which CloudWatch Logs does not allow"#, "a b": "contains a space"]),
        RuleCase(
            name: "route", rule: .route, good: ["/api/visitors", "/a", "/a.b_c~d-e/f"],
            bad: [
                "api": "does not start with a slash", "/api/": "ends in a slash",
                "//a": #"has an empty, "." or ".." part"#,
                "/a/../b": #"has an empty, "." or ".." part"#, "/{proxy+}": "has a variable or wildcard",
                "/a b": "contains a space", "/": "is shorter than 2 characters", "/a?b": #"contains "?""#,
                "/é": #"contains "é""#,
            ]),
        RuleCase(
            name: "folder", rule: .folder, good: ["..", "../a b", "/x", "é"],
            bad: [
                "": "is empty", "~/x": #"starts with "~", which is not expanded"#, "s3://x": "is a URL",
                "a\nb": "contains a control character",
            ]),
        RuleCase(
            name: "index", rule: .indexName, good: ["index.html", "a b"],
            bad: ["/index.html": "contains a slash", "a/b": "contains a slash", "..": "is a folder"]),
        RuleCase(
            name: "page", rule: .pagePath, good: ["404.html", "e/404.html"],
            bad: [
                "/404.html": "starts with a slash", "../x": "is not a plain path of a file inside the site's folder",
                "a//b": "is not a plain path of a file inside the site's folder",
                "a/": "is not a plain path of a file inside the site's folder",
            ]),
        RuleCase(
            name: "variable name", rule: .variableName, good: ["LEVEL", "a1", "A_"],
            bad: [
                "A": "is shorter than 2 characters", "1A": "does not start with a letter", "A-B": #"contains "-""#,
                "AWS_REGION": "is set by Lambda itself and cannot be changed", "TABLE_NAME": "is set by resumectl",
                "_HANDLER": "is set by Lambda itself and cannot be changed",
            ]),
        RuleCase(
            name: "tag name", rule: .tagKey, good: ["a", "Größe 1", "a:b/c=d+e-f@g._", "日本", "awsome"],
            bad: [
                "aws:x": #"starts with "aws:", which AWS keeps for itself"#,
                "AWS:x": #"starts with "aws:", which AWS keeps for itself"#,
                "resumectl:x": #"starts with "resumectl:", which is kept for resumectl"#, "a,b": #"contains ",""#,
                "a\tb": #"contains "\u{9}""#, x(129): "is 129 characters long, at most 128 are allowed",
            ]),
        RuleCase(name: "tag value", rule: .tagValue, good: ["", "a b"], bad: ["a;b": #"contains ";""#]),
        RuleCase(
            name: "cache-control", rule: .cacheControl,
            good: [
                "no-store", "public, max-age=0,s-maxage=10", "private=\"a, b\"".replacing(", ", with: " "), "max-age=1",
            ],
            bad: [
                "max-age 3600": #"has the directive "max-age 3600", which is not one"#,
                "max-age=1h": #"needs a number of seconds after "max-age=""#,
                "max-age": #"needs a number of seconds after "max-age=""#, "public,": "has an empty directive",
                " public": "starts or ends with a space", "public\u{1F600}": "contains \"\u{1F600}\"",
            ]),
        RuleCase(
            name: "content-type", rule: .contentType,
            good: ["text/html", "text/html; charset=utf-8", "image/svg+xml", "a/b; c=\"d e\""],
            bad: [
                "html": "is not a media type", "text/": "is not a media type", "a/b/c": "is not a media type",
                "a/b; utf-8": #"has the parameter "utf-8", which is not of the form name=value"#,
            ]),
        RuleCase(
            name: "content-disposition", rule: .contentDisposition,
            good: ["inline", "attachment; filename=\"a.pdf\""],
            bad: ["download": #"starts with neither "inline" nor "attachment""#]),
        RuleCase(
            name: "content-encoding", rule: .contentEncoding, good: ["gzip", "gzip, br"],
            bad: ["gz": #"names the coding "gz", which browsers do not know"#]),
        RuleCase(
            name: "content-language", rule: .contentLanguage, good: ["en", "de-AT, en"],
            bad: [
                "de_AT": #"has the language "de_AT", which is not a language tag"#,
                "": "is empty", "en,": #"has the language "", which is not a language tag"#,
            ]),
        RuleCase(
            name: "metadata name", rule: .metadataKey, good: ["a", "a-b_1"],
            bad: [
                "A": #"contains "A""#, "x-amz-meta-a": "has S3's prefix", "-a": "does not start with a letter or digit",
                "resumectl-a": #"starts with "resumectl", which is kept for resumectl"#,
            ]),
        RuleCase(
            name: "glob", rule: .glob, good: ["*.html"],
            bad: ["[a": "is not a file pattern: the set after \"[\" is not closed with \"]\""]),
    ]

    @Test(arguments: cases)
    func `good texts pass, bad ones have their reason`(_ c: RuleCase) {
        for text in c.good { #expect(c.rule.violation(of: text) == nil, "\(text)") }
        for (text, reason) in c.bad { #expect(c.rule.violation(of: text)?.reason == reason, "\(text)") }
    }

    @Test(arguments: cases)
    func `the pattern for editors refuses no good text`(_ c: RuleCase) throws {
        guard let pattern = c.rule.pattern else { return }
        let regex = try Regex(pattern)
        for text in c.good { #expect(text.firstMatch(of: regex) != nil, "\(text)") }
    }

    @Test(
        arguments: [
            ("memroy", "memory"), ("cache_control", "cacheControl"), ("cleanURLs", "cleanUrls"), ("prod", "production"),
            ("zzz", nil), ("", nil), ("pth", "path"), ("-_-", nil), ("hadnler", "handler"), ("pat", "path"),
        ] as [(String, String?)])
    func `the nearest name is found, or none`(_ name: String, _ expected: String?) {
        let known = ["memory", "cacheControl", "cleanUrls", "production", "path", "handler"]
        #expect(NearestName.find(name, among: known) == expected)
    }

    @Test(arguments: [("", "abc", 3), ("abc", "acb", 1), ("kitten", "sitting", 3), ("same", "same", 0)])
    func `distance counts inserted, removed, replaced and swapped letters`(
        _ one: String, _ other: String, _ expected: Int
    ) {
        #expect(NearestName.distance(from: Array(one), to: Array(other)) == expected)
        #expect(NearestName.distance(from: Array(other), to: Array(one)) == expected)
    }
}
