// SPDX-License-Identifier: Apache-2.0

internal import SiteConfig

/// The configuration that `init` writes.
struct NewConfig: Sendable, Equatable {
    var name: String
    /// `nil` for a site under CloudFront's own name.
    var domain: String?
    var region: String
    /// The account of the credentials in use, twelve digits.
    var account: String?
    /// The folder to publish, as seen from the file.
    var sitePath: String
    /// The function's folder, as seen from the file; `nil` for a site without counter.
    var functionPath: String?
    /// Whether the pages are the sample's, with its folder `assets`.
    var hasSampleSite: Bool
    /// Who makes the site.
    var generator: SiteGenerator?
    /// What is known of the domain's hosted zone.
    var zone = Zone.unknown

    /// Whether Route 53 has the domain.
    enum Zone: Sendable, Equatable {
        /// Nobody looked.
        case unknown
        /// A public zone of this name holds the domain.
        case found(String)
        case missing
    }

    /// The path of a file or folder as seen from a folder; both absolute.
    static func path(of target: String, from folder: String) -> String {
        let (there, here) = (target.split(separator: "/"), folder.split(separator: "/"))
        let common = zip(there, here).prefix { $0 == $1 }.count
        let parts = Array(repeating: "..", count: here.count - common) + there.dropFirst(common).map(String.init)
        let path = parts.joined(separator: "/")
        return path.isEmpty ? "." : path
    }

    /// The file.
    var text: String {
        (head + site + counter + environments).joined(separator: "\n") + "\n"
    }

    private var head: [String] {
        [
            "# yaml-language-server: $schema=resume.schema.json",
            "#",
            "# The configuration of this site. resume.schema.json lists every key; editors show it.",
            "#",
            "#     resumectl plan       shows what would change",
            "#     resumectl deploy     changes it",
            "",
            "# Resource names and the tag that marks them are made from it. Choose it once: a changed name is another site.",
            "name: \(name)",
            "",
            "# Where bucket and counter live. Visitors notice nothing of it; a changed region is another place.",
            "region: \(region)",
            "",
            "# Without the \"# \" in front, credentials of any other AWS account are refused:",
            "# account: \"\(account ?? "123456789012")\"",
            "",
        ] + domainLines + [""]
    }

    private var domainLines: [String] {
        guard let domain else {
            return [
                "# Without a domain the site has a name of CloudFront's. Add yours here at any time, without \"# \":",
                "# domain: example.com",
            ]
        }
        let www = DomainName.isApex(domain) ? ["# www.\(domain) is added by itself and redirects here."] : []
        return ["# The site's own name."] + www + ["domain: \(domain)", ""] + zoneLines
    }

    private var zoneLines: [String] {
        switch zone {
        case .found(let name):
            [
                "# Its DNS records go into the hosted zone \(name) of this account, which Route 53 (AWS's DNS) keeps.",
                "# If the DNS is kept elsewhere:",
                "# dns: external",
            ]
        case .unknown, .missing:
            [
                "# Where is its DNS? In a hosted zone of Route 53 (AWS's DNS) in this account: nothing to write.",
                "# In none so far: let a deploy create it (50 cents a month), and enter its name servers at your registrar:",
                "# dns:",
                "#   createZone: true",
                "# Elsewhere, and it stays there: a deploy shows the records to enter.",
                "# dns: external",
            ]
        }
    }

    private var site: [String] {
        var lines = ["site:"]
        if let generator { lines.insert("# \(generator.name) makes it: \(generator.build)", at: 0) }
        lines.append("  path: \(Self.scalar(sitePath))            # relative to this file")
        if hasSampleSite {
            lines += [
                "  headers:",
                "    # The page is fetched again after a deploy; its pictures and fonts stay in the browser for a day.",
                "    - match: \"*.html\"",
                "      cacheControl: \"public, max-age=0, must-revalidate\"",
                "    - match: \"assets/**\"",
                "      cacheControl: \"public, max-age=86400\"",
            ]
        } else {
            lines += [
                "  # Browsers ask for pages again after each deploy. Files whose names change with their content can stay there:",
                "  # headers:",
                "  #   - match: \"assets/**\"",
                "  #     cacheControl: \"public, max-age=31536000, immutable\"",
            ]
        }
        lines.append("")
        return lines
    }

    private var counter: [String] {
        guard let functionPath else {
            return [
                "# The visitor counter. This site has none; with a function in ../lambda it would be:",
                "# counter:",
                "#   path: ../lambda",
                "",
            ]
        }
        let page =
            hasSampleSite
            ? [] : ["# Pages count a visit and get the number with: fetch('/api/visitors', { method: 'POST' })"]
        return ["# The visitor counter. Remove this part for a site without one."] + page + [
            "counter:",
            "  path: \(Self.scalar(functionPath))",
            "  exclude:                 # what the function does not need at run time",
            "    - \"tests/\"",
            "    - \"requirements-dev.txt\"",
            "",
        ]
    }

    private var environments: [String] {
        let change = domain.map { ["#     domain: staging.\($0)"] } ?? ["#     tags:", "#       stage: staging"]
        return [
            "# A second copy of the site to try things on: resumectl deploy --env staging",
            "# environments:",
            "#   staging:",
        ] + change
    }

    /// A path as YAML takes it.
    private static func scalar(_ text: String) -> String {
        let plain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "_"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        if plain { return text }
        return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
