// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SiteConfig

@Suite struct KeyCheckerTests {
    static let unknownKeys = [
        ConfigCase(
            "near, far, misplaced and missing keys",
            """
            Nmae: resume
            site:
              path: x
              cache_control: y
              cleanURLs: true
              route: /x
            path: ../site
            zzz: 1
            counter:
              memroy: 128
            environments:
              staging:
                environments: {}
                taggs: {}
            """,
            #"1:1: unknown key "Nmae" | Did you mean "name"?"#,
            #"4:3: unknown key "cache_control" in site | "cacheControl" belongs below "site.headers"."#,
            #"5:3: unknown key "cleanURLs" in site | Did you mean "cleanUrls"?"#,
            #"6:3: unknown key "route" in site | "route" belongs below "counter"."#,
            #"7:1: unknown key "path" | "path" belongs below "site"."#,
            #"8:1: unknown key "zzz" | Known are name, region, domain, aliases, dns, site, cdn, counter, account, role, "#
                + "tags, names, environments.",
            "9:1: counter.path is missing | The folder with the function's code, absolute or relative to this file.",
            #"10:3: unknown key "memroy" in counter | Did you mean "memory"?"#,
            #"13:5: unknown key "environments" in environments.staging | Environments cannot contain environments."#,
            #"14:5: unknown key "taggs" in environments.staging | Did you mean "tags"?"#),
        ConfigCase(
            "nothing that is needed", "domain: example.com\n",
            "1:1: name is missing | The site's name. Resource names and the ownership tag are made from it, so a changed "
                + "name is another site. With an environment it becomes <name>-<environment>.",
            "1:1: site is missing | The folder to publish and how it is served."),
    ]

    static let types = [
        ConfigCase(
            "texts",
            """
            name: 123
            region: no
            domain: [a]
            aliases: www.example.com
            site:
              path: {}
              exclude: [a, ~, 1.5]
            """,
            #"1:7: name: expected a text, found the number 123 | Put it in quotes: "123"."#,
            #"2:9: region: expected a text, found no, which YAML may read as true or false | Put it in quotes: "no"."#,
            "3:9: domain: expected a text, found a list",
            #"4:10: aliases: expected a list of texts, found the text "www.example.com" | Write ["www.example.com"]."#,
            "6:9: site.path: expected a text, found a group of keys",
            #"7:16: site.exclude[1]: expected a text, found null | Write "" for an empty text."#,
            #"7:19: site.exclude[2]: expected a text, found the number 1.5 | Put it in quotes: "1.5"."#),
        ConfigCase(
            "true and false", minimal("dns: {createZone: yes}\ndomain: example.com"),
            "3:19: dns.createZone: expected true or false, found yes, which YAML may read as true or false | "
                + "Write true or false."),
        ConfigCase(
            "true in quotes", minimal("dns: {createZone: 'true'}\ndomain: example.com"),
            #"3:19: dns.createZone: expected true or false, found the text "true" | Write true without quotes."#),
        ConfigCase(
            "numbers",
            minimal(
                """
                counter:
                  path: x
                  memory: "128"
                  timeout: 5.0
                  logRetentionDays: 31
                  throttling: {rate: 0x10, burst: 99999999999999999999}
                """),
            #"5:11: counter.memory: expected a whole number, found the text "128" | Write 128 without quotes."#,
            "6:12: counter.timeout: expected a whole number, found the number 5.0 | Write a whole number from 1 to 29.",
            "7:21: counter.logRetentionDays: 31 is not an allowed value | Allowed are 1, 3, 5, 7, 14, 30, 60, 90, 120, "
                + "150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653.",
            "8:22: counter.throttling.rate: expected a whole number, found the number 0x10 | "
                + "Write a whole number from 1 to 10000.",
            "8:35: counter.throttling.burst: expected a whole number, found the number 99999999999999999999 | "
                + "Write a whole number from 1 to 5000."),
        ConfigCase(
            "ranges", minimal("counter: {path: x, memory: 127, timeout: 30, throttling: {rate: -1, burst: 0}}"),
            "3:28: counter.memory: 127 is out of range | Write a whole number from 128 to 10240.",
            "3:42: counter.timeout: 30 is out of range | Write a whole number from 1 to 29.",
            "3:65: counter.throttling.rate: -1 is out of range | Write a whole number from 1 to 10000.",
            "3:76: counter.throttling.burst: 0 is out of range | Write a whole number from 1 to 5000."),
        ConfigCase(
            "groups and lists",
            minimal("cdn: 5\ntags: [a]\nnames: x\ncounter: {path: x, exclude: {a: b}}\nenvironments: []"),
            #"3:6: cdn: expected a group of keys, found the number 5 | "#
                + #"Write keys such as "priceClass:", "httpVersion:", "minimumTls:"."#,
            #"4:7: tags: expected names with texts, found a list | Write for example "name: text"."#,
            #"5:8: names: expected a group of keys, found the text "x" | "#
                + #"Write keys such as "bucket:", "table:", "function:"."#,
            #"6:29: counter.exclude: expected a list of texts, found a group of keys | "#
                + #"Start each entry of the list with "- "."#,
            #"7:15: environments: expected environments by their names, found a list | "#
                + #"Write for example "staging:" with keys below it."#),
        ConfigCase(
            "nothing after a key", minimal("domain:\ncounter:\ncdn: ~"),
            "3:8: domain: has no value | Write a value or leave the line out.",
            "4:9: counter: has no value | Write a value or leave the line out.",
            "5:6: cdn: has no value | Write a value or leave the line out."),
    ]

    static let choices = [
        ConfigCase(
            "a typing mistake", minimal("cdn: {priceClass: priceclass-100, httpVersion: http4, minimumTls: TLSv1}"),
            #"3:19: cdn.priceClass: "priceclass-100" is not an allowed value | Did you mean "PriceClass_100"?"#,
            #"3:48: cdn.httpVersion: "http4" is not an allowed value | Did you mean "http2"?"#,
            #"3:67: cdn.minimumTls: "TLSv1" is not an allowed value | "#
                + #"This policy lets TLS versions in that are not safe any more; use "TLSv1.2_2021"."#),
        ConfigCase(
            "a retired runtime", minimal("counter: {path: x, runtime: python3.9}"),
            #"3:29: counter.runtime: "python3.9" is not an allowed value | "#
                + #"AWS has retired or is retiring this runtime; use "python3.14"."#),
        ConfigCase(
            "another language", minimal("counter: {path: x, runtime: java21}"),
            #"3:29: counter.runtime: "java21" is not an allowed value | "#
                + "The counter can run on Python, Node.js or a program of your own (provided.al2023)."),
        ConfigCase(
            "a mistyped runtime", minimal("counter: {path: x, runtime: pyton3.13}"),
            #"3:29: counter.runtime: "pyton3.13" is not an allowed value | Did you mean "python3.13"?"#),
    ]

    static let combinations = [
        ConfigCase(
            "without a domain", minimal("aliases: [a.com]\ndns: {createZone: true}"),
            #"3:10: aliases: there is no domain that they could redirect to | Set "domain" too."#,
            #"4:6: dns: there is no domain to keep records for | Set "domain" too."#),
        ConfigCase(
            "aliases",
            minimal("domain: Example.com\naliases: [www.example.org, WWW.example.org, example.com]"),
            #"4:28: aliases[1]: "www.example.org" is listed twice | Leave one out."#,
            #"4:45: aliases[2]: "example.com" is the domain itself | Leave it out."#),
        ConfigCase(
            "a role of another account",
            minimal("account: '123456789012'\nrole: arn:aws:iam::210987654321:role/d"),
            #"4:7: role: the role is of account 210987654321, and "account" is 123456789012 | "#
                + "Give the ARN of a role in the site's account."),
        ConfigCase(
            "a zone that does not fit",
            minimal("domain: example.com\naliases: [a.myexample.com]\ndns: {zone: myexample.com}"),
            #"3:9: domain: "example.com" is not in the zone "myexample.com" | "#
                + "Name another zone in dns.zone, or leave dns.zone out to find it by the domain."),
        ConfigCase(
            "a zone with an id to create", minimal("domain: example.com\ndns: {zone: Z0123456789, createZone: true}"),
            "4:38: dns.createZone: a zone that has an id exists already | "
                + "Name the zone to create, or leave createZone out."),
        ConfigCase(
            "a header rule without headers", "name: resume\nsite:\n  path: x\n  headers:\n  - match: a\n  - {}\n",
            #"5:5: site.headers[0]: sets no header | Add one, for example "cacheControl"."#,
            #"6:5: site.headers[1].match is missing | The file pattern, for example "assets/**"."#),
        ConfigCase(
            "tags that IAM cannot tell apart", minimal("tags: {Team: a, team: b}"),
            #"3:17: tags: "team" differs from "Team" only in letter case | IAM sees both as the same tag; keep one."#),
        ConfigCase(
            "a handler that names no function", minimal("counter: {path: x, handler: app}"),
            #"3:29: counter.handler: "app" is not of the form file.function | "#
                + "For example app.handler: the function handler in the file app."),
        ConfigCase(
            "too many variables",
            minimal("counter: {path: x, environment: {AA: \(String(repeating: "x", count: 3600))}}"),
            "3:33: counter.environment: names and values together are longer than 3,584 bytes"),
        ConfigCase(
            "too many tags", minimal("tags: {\((0...40).map { "t\($0): a" }.joined(separator: ", "))}"),
            "3:7: tags: has 41 entries, at most 40 are allowed"),
    ]

    static let environments = [
        ConfigCase(
            "unknown and near", minimal("environments:\n  production: {}\n  staging: {}"), env: "prod",
            #"3:1: there is no environment "prod" | Did you mean "production"?"#),
        ConfigCase(
            "unknown and far", minimal("environments:\n  production: {}\n  staging: {}"), env: "qa",
            #"3:1: there is no environment "qa" | Known are production, staging."#),
        ConfigCase(
            "none at all", minimal(""), env: "qa", #"there is no environment "qa" | The file has no environments."#),
        ConfigCase(
            "checked although not chosen", minimal("environments:\n  a: {nmae: x, domain: a_b.c}\n  B: 5"),
            #"4:7: unknown key "nmae" in environments.a | Did you mean "name"?"#,
            #"4:24: environments.a.domain: "a_b.c" contains "_" | Allowed are letters, digits, hyphens and dots."#,
            #"5:3: environment "B" contains "B" | Allowed are lower-case letters a-z, digits and hyphens."#,
            #"5:6: environments.B: expected a group of keys, found the number 5 | "#
                + #"Write keys such as "name:", "region:", "domain:"."#),
        ConfigCase(
            "what is required cannot be removed", minimal("environments: {a: {site: {path: null}, cdn: }}"),
            "3:33: environments.a.site.path: cannot be removed, it is required",
            "3:45: environments.a.cdn: has no value | "
                + "Write a value, null to remove the base's value, or leave the line out."),
        ConfigCase(
            "a name that gets too long",
            "name: a-very-long-name-for-a-site\nsite: {path: x}\nenvironments: {staging: {}}\n", env: "staging",
            #"3:16: the name "a-very-long-name-for-a-site-staging" is 35 characters long, at most 32 are allowed | "#
                + #"Set a shorter "name" in this environment."#),
        ConfigCase(
            "what the base lacks", "name: resume\nenvironments:\n  a: {site: {path: x}}\n",
            "1:1: site is missing | The folder to publish and how it is served."),
        ConfigCase(
            "what only the base lacks", "name: resume\nenvironments:\n  a: {site: {path: x}}\n", env: "a"),
    ]

    @Test(arguments: unknownKeys + types + choices + combinations + environments)
    func `all mistakes are reported at once, in file order`(_ c: ConfigCase) {
        c.check()
    }

    @Test func `a region from the command line is checked as well`() {
        let error = #expect(throws: ConfigError.self) {
            try ConfigLoader.load(text: minimal(""), file: "r.yaml", region: "eu-cental-1")
        }
        #expect(
            error?.description
                == "r.yaml: --region: \"eu-cental-1\" is not an AWS region\n    Did you mean \"eu-central-1\"?")
    }

    @Test func `a report has file, line and column, and shows no control characters`() {
        let error = #expect(throws: ConfigError.self) {
            try ConfigLoader.load(text: minimal("region: \"\\e[31m\""), file: "a/r.yaml")
        }
        #expect(error?.description.hasPrefix(#"a/r.yaml:3:9: region: "\u{1B}[31m" "#) == true)
    }
}
