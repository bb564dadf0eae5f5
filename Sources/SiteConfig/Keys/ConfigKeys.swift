// SPDX-License-Identifier: Apache-2.0

/// The table of all keys of the configuration file, in the order of the reference.
package enum ConfigKeys {
    /// The keys at the top of the file.
    package static let root: [ConfigKey] =
        base + [
            ConfigKey(
                "environments", .overlays(names: .environmentName),
                "Variants of the site, chosen with --env. Each has the same keys as the file itself and replaces only "
                    + "what it sets: groups of keys merge, texts, numbers and lists replace, null removes.")
        ]

    /// The keys at the top of an overlay.
    package static let base: [ConfigKey] = [
        ConfigKey(
            "name", .text(.siteName), default: .required,
            "The site's name. Resource names and the ownership tag are made from it, so a changed name is another "
                + "site. With an environment it becomes <name>-<environment>."),
        ConfigKey(
            "region", .text(.region),
            default: .derived("the region of the AWS profile or environment, else `us-east-1`"),
            "The AWS region of the bucket, function, API and table."),
        ConfigKey(
            "domain", .text(.domain), default: .derived("CloudFront's own name"),
            "The site's domain, for example example.com or resume.example.com."),
        ConfigKey(
            "aliases", .textList(.alias, maximumCount: 99),
            default: .derived("`www.` in front of the domain when that is an apex"),
            "Further names, which redirect to the domain. An empty list means none."),
        ConfigKey(
            "dns", .sectionOrWord(dns, words: [SiteConfig.DNS.externalWord]),
            "Where the domain's DNS records are kept: settings of Route 53, or the word external when they are kept "
                + "elsewhere and entered there by hand."),
        ConfigKey("site", .section(site), default: .required, "The folder to publish and how it is served."),
        ConfigKey("cdn", .section(cdn), "Settings of the CloudFront distribution."),
        ConfigKey(
            "counter", .section(counter), "The visitor counter: a function and its API. Leave it out for none."),
        ConfigKey(
            "account", .text(.accountID), default: .derived("the account of the credentials"),
            "The AWS account that the site belongs to: its twelve digits, in quotes. A run with credentials of any other "
                + "account ends before anything is changed."),
        ConfigKey(
            "role", .text(.roleARN),
            "The IAM role that a run in GitHub Actions takes on, by its ARN. It counts there alone: elsewhere the AWS "
                + "profile or environment says who you are."),
        ConfigKey(
            "tags", .textMap(keys: .tagKey, values: .tagValue, maximumCount: SiteConfig.tagLimit),
            "Tags of your own for every resource that can have tags, such as a cost centre."),
        ConfigKey(
            "names", .section(names),
            "Resource names, for those that must not follow from the site's name. No environment is added to them."),
    ]

    private static let dns: [ConfigKey] = [
        ConfigKey(
            "zone", .text(.zone), default: .derived("the public zone with the longest name that fits the domain"),
            "The Route 53 hosted zone, by name or id."),
        ConfigKey(
            "createZone", .flag, default: .flag(SiteConfig.DNS().createZone),
            "Whether to create the zone when it does not exist: the one named by zone, else one for the domain."),
    ]

    private static let site: [ConfigKey] = {
        let defaults = SiteConfig.Site(path: "")
        return [
            ConfigKey(
                "path", .text(.folder), default: .required,
                "The folder to publish, absolute or relative to this file."),
            ConfigKey(
                "index", .text(.indexName), default: .text(defaults.index),
                "The page that is served for / and, with clean URLs, for every folder."),
            ConfigKey(
                "notFound", .text(.pagePath), default: .text(defaults.notFound),
                "The page for addresses that do not exist, relative to path. The default need not exist."),
            ConfigKey(
                "cleanUrls", .flag, default: .flag(defaults.cleanURLs),
                "Whether pages can be reached without their file names, for example /about/ for about/index.html."),
            ConfigKey(
                "exclude", .textList(.glob, maximumCount: 200),
                "File patterns of what is not published. A pattern that matches a folder leaves out all in it."),
            ConfigKey(
                "headers", .sectionList(headers, maximumCount: 100),
                "Headers by file pattern. All rules that match apply; for one header the last of them wins."),
        ]
    }()

    private static let headers: [ConfigKey] = [
        ConfigKey("match", .text(.glob), default: .required, "The file pattern, for example \"assets/**\"."),
        ConfigKey("cacheControl", .text(.cacheControl), "Cache-Control, for example \"public, max-age=31536000\"."),
        ConfigKey(
            "contentType", .text(.contentType), default: .derived("by the file name's ending"),
            "Content-Type, for example \"text/plain; charset=utf-8\"."),
        ConfigKey(
            "contentDisposition", .text(.contentDisposition), "Content-Disposition, \"inline\" or \"attachment\"."),
        ConfigKey(
            "contentEncoding", .text(.contentEncoding), "Content-Encoding of files that are stored compressed."),
        ConfigKey("contentLanguage", .text(.contentLanguage), "Content-Language, for example \"en\"."),
        ConfigKey(
            "metadata", .textMap(keys: .metadataKey, values: .metadataValue, maximumCount: 20),
            "Metadata, sent to visitors as x-amz-meta-<key>."),
    ]

    private static let cdn: [ConfigKey] = {
        let defaults = SiteConfig.CDN()
        return [
            ConfigKey(
                "priceClass", .choice(SiteConfig.CDN.PriceClass.allCases.map(\.rawValue), explain: nil),
                default: .text(defaults.priceClass.rawValue),
                "Which of CloudFront's locations serve the site: PriceClass_100 is North America and Europe."),
            ConfigKey(
                "httpVersion", .choice(SiteConfig.CDN.HTTPVersion.allCases.map(\.rawValue), explain: nil),
                default: .text(defaults.httpVersion.rawValue), "The HTTP versions that visitors can use."),
            ConfigKey(
                "minimumTls",
                .choice(SiteConfig.CDN.MinimumTLS.allCases.map(\.rawValue), explain: explainTLS),
                default: .text(defaults.minimumTLS.rawValue),
                "CloudFront's security policy for TLS. It applies with a domain; CloudFront's own name has a fixed one."
            ),
        ]
    }()

    @Sendable private static func explainTLS(_ policy: String) -> String? {
        ["SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016"].contains(policy)
            ? "This policy lets TLS versions in that are not safe any more; use \"TLSv1.2_2021\"." : nil
    }

    private static let counter: [ConfigKey] = {
        let defaults = SiteConfig.Counter(path: "")
        return [
            ConfigKey(
                "path", .text(.folder), default: .required,
                "The folder with the function's code, absolute or relative to this file."),
            ConfigKey(
                "handler", .text(.handler), default: .text(defaults.handler),
                "The function's entry point, file.function. For provided.al2023 it defaults to bootstrap."),
            ConfigKey(
                "runtime", .choice(LambdaRuntime.supported, explain: LambdaRuntime.explain),
                default: .text(defaults.runtime), "Lambda's runtime."),
            ConfigKey(
                "architecture", .choice(SiteConfig.Counter.Architecture.allCases.map(\.rawValue), explain: nil),
                default: .text(defaults.architecture.rawValue), "The processor the function runs on."),
            ConfigKey(
                "memory", .integer(128...10240), default: .integer(defaults.memory),
                "Memory in MB; processor time grows with it."),
            ConfigKey(
                "timeout", .integer(1...29), default: .integer(defaults.timeout),
                "The longest run of one call in seconds. API Gateway gives up after 30."),
            ConfigKey(
                "environment", .textMap(keys: .variableName, values: .variableValue, maximumCount: 100),
                "Environment variables of the function, as they are: ${NAME} is not replaced. No place for secrets."),
            ConfigKey(
                "route", .text(.route), default: .text(defaults.route), "The path of the API on the site."),
            ConfigKey(
                "exposure", .choice(SiteConfig.Counter.Exposure.allCases.map(\.rawValue), explain: nil),
                default: .text(defaults.exposure.rawValue),
                "How visitors reach the API: under the site's own name (cloudfront), or at API Gateway's address with "
                    + "CORS for the site (direct)."),
            ConfigKey("throttling", .section(throttling), "Limits on how often the API can be called."),
            ConfigKey(
                "logRetentionDays", .integerChoice(logRetentionDays), default: .integer(defaults.logRetentionDays),
                "How long the function's log lines are kept, in days."),
            ConfigKey(
                "exclude", .textList(.glob, maximumCount: 200),
                "File patterns of what does not go into the function's zip, such as tests."),
        ]
    }()

    private static let throttling: [ConfigKey] = {
        let defaults = SiteConfig.Counter.Throttling()
        return [
            ConfigKey(
                "rate", .integer(1...10_000), default: .integer(defaults.rate), "Requests a second in the long run."),
            ConfigKey("burst", .integer(1...5_000), default: .integer(defaults.burst), "Requests at the same moment."),
        ]
    }()

    /// CloudWatch Logs API Reference, "PutRetentionPolicy".
    private static let logRetentionDays = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ]

    private static let names: [ConfigKey] = [
        ConfigKey(
            "bucket", .text(.bucketName), default: .derived("`<name>-<account>-<region>`"), "The S3 bucket's name."),
        ConfigKey(
            "table", .text(.tableName), default: .derived("`<name>-visitors`"), "The DynamoDB table's name."),
        ConfigKey(
            "function", .text(.functionName), default: .derived("`<name>-counter`"), "The Lambda function's name."),
        ConfigKey("role", .text(.roleName), default: .derived("`<name>-counter`"), "The function's IAM role."),
        ConfigKey(
            "logGroup", .text(.logGroupName), default: .derived("`/aws/lambda/<function>`"),
            "The function's log group."),
        ConfigKey("api", .text(.apiName), default: .derived("`<name>`"), "The HTTP API's name."),
        ConfigKey(
            "edgeFunction", .text(.edgeFunctionName), default: .derived("`<name>-viewer-request`"),
            "The CloudFront function's name."),
        ConfigKey(
            "originAccessControl", .text(.originAccessControlName), default: .derived("`<name>`"),
            "The name of CloudFront's origin access control."),
    ]
}
