// SPDX-License-Identifier: Apache-2.0

/// Makes the values of a configuration from a checked tree, and checks what fits together.
///
/// Values that broke a rule of their own are reported already; here they fall back to their defaults so that the
/// remaining checks can run.
struct ConfigBuilder {
    private let root: YAMLValue
    private let folder: String
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var positions: [String: SourcePosition] = [:]

    /// Prepares to build.
    ///
    /// - Parameters:
    ///   - root: The file's keys, an overlay merged in.
    ///   - folder: The absolute path of the folder with the file.
    init(root: YAMLValue, folder: String) {
        self.root = root
        self.folder = folder
        record(root, path: "")
    }

    private mutating func record(_ value: YAMLValue, path: String) {
        if !path.isEmpty { positions[path] = value.position }
        switch value.content {
        case .scalar: break
        case .list(let items):
            for (index, item) in items.enumerated() { record(item, path: "\(path)[\(index)]") }
        case .map(let entries):
            for entry in entries { record(entry.value, path: KeyPath.child(entry.key, of: path)) }
        }
    }

    private mutating func report(_ path: String, _ message: String, hint: String? = nil) {
        let position = positions[path] ?? root.position
        diagnostics.append(Diagnostic(.value, position: position, message: "\(path): \(message)", hint: hint))
    }
}

// MARK: - The parts

extension ConfigBuilder {
    /// The domain in lower case; `nil` when there is none or it breaks its rule.
    var domain: String? {
        guard let domain = root.text("domain"), TextRule.domain.violation(of: domain) == nil else { return nil }
        return domain.lowercased()
    }

    /// The account that the site belongs to.
    mutating func account() -> String? {
        let account = root.text("account")
        // The fifth part of an ARN; one that breaks its rule is reported already.
        let owner = root.text("role").map { $0.split(separator: ":", omittingEmptySubsequences: false) }
        if let account, let owner, owner.count > 4, owner[4].count == account.count, owner[4] != account {
            report(
                "role", "the role is of account \(owner[4]), and \"account\" is \(account)",
                hint: "Give the ARN of a role in the site's account.")
        }
        return account
    }

    /// Whether a key that needs a domain has none, and the overlay did not just take it away.
    private func lacksDomain(_ domainRemoved: Bool) -> Bool {
        root.entry("domain") == nil && !domainRemoved
    }

    /// The further names; a default when the file has none.
    mutating func aliases(domainRemoved: Bool) -> [String] {
        guard let domain else {
            if let list = root.entry("aliases")?.value, lacksDomain(domainRemoved) {
                if case .list(let items) = list.content, items.isEmpty { return [] }
                report("aliases", "there is no domain that they could redirect to", hint: "Set \"domain\" too.")
            }
            return []
        }
        guard let given = root.entry("aliases")?.value.texts else {
            return DomainName.isApex(domain) ? ["www.\(domain)"] : []
        }
        var seen: [String] = []
        for (index, alias) in given.map({ $0.lowercased() }).enumerated() {
            if alias == domain {
                report("aliases[\(index)]", "\(shown(alias)) is the domain itself", hint: "Leave it out.")
            } else if seen.contains(alias) {
                report("aliases[\(index)]", "\(shown(alias)) is listed twice", hint: "Leave one out.")
            }
            seen.append(alias)
        }
        return seen
    }

    /// The DNS settings; `nil` without a domain.
    mutating func dns(aliases: [String], domainRemoved: Bool) -> SiteConfig.DNS? {
        let section = root.entry("dns")?.value
        guard let domain else {
            if section != nil, lacksDomain(domainRemoved) {
                report("dns", "there is no domain to keep records for", hint: "Set \"domain\" too.")
            }
            return nil
        }
        var dns = SiteConfig.DNS()
        dns.isExternal = root.text("dns") == SiteConfig.DNS.externalWord
        dns.createZone = section?.flag("createZone") ?? dns.createZone
        guard let zone = section?.text("zone") else { return dns }
        if TextRule.isZoneID(zone) {
            dns.zone = .id(zone)
            if dns.createZone {
                report(
                    "dns.createZone", "a zone that has an id exists already",
                    hint: "Name the zone to create, or leave createZone out.")
            }
            return dns
        }
        let name = zone.lowercased()
        dns.zone = .name(name)
        for (path, host) in [("domain", domain)] + aliases.enumerated().map({ ("aliases[\($0.offset)]", $0.element) })
        where !DomainName.isName(host, inZone: name) {
            report(
                positions[path] == nil ? "domain" : path, "\(shown(host)) is not in the zone \(shown(name))",
                hint: "Name another zone in dns.zone, or leave dns.zone out to find it by the domain.")
        }
        return dns
    }

    /// The site's settings.
    mutating func site() -> SiteConfig.Site {
        let section = root.entry("site")?.value
        var site = SiteConfig.Site(path: section?.text("path").map { FilePath.resolve($0, from: folder) } ?? "/")
        site.index = section?.text("index") ?? site.index
        site.notFound = section?.text("notFound") ?? site.notFound
        site.cleanURLs = section?.flag("cleanUrls") ?? site.cleanURLs
        site.exclude = section?.globs("exclude") ?? []
        if case .list(let items)? = section?.entry("headers")?.value.content {
            for (index, item) in items.enumerated() {
                if let rule = headerRule(item, path: "site.headers[\(index)]") { site.headerRules.append(rule) }
            }
        }
        return site
    }

    private mutating func headerRule(_ item: YAMLValue, path: String) -> SiteConfig.HeaderRule? {
        if let entries = item.entries, entries.map(\.key) == ["match"] {
            report(path, "sets no header", hint: "Add one, for example \"cacheControl\".")
        }
        guard let match = item.text("match").flatMap({ try? GlobPattern($0) }) else { return nil }
        let metadata = item.entry("metadata")?.value.textMap ?? [:]
        // Amazon S3 User Guide, "Working with object metadata".
        if metadata.reduce(0, { $0 + $1.key.utf8.count + $1.value.utf8.count }) > 2048 {
            report("\(path).metadata", "names and values are longer than the 2 KB that S3 allows")
        }
        return SiteConfig.HeaderRule(
            match: match,
            cacheControl: item.text("cacheControl"),
            contentType: item.text("contentType"),
            contentDisposition: item.text("contentDisposition"),
            contentEncoding: item.text("contentEncoding"),
            contentLanguage: item.text("contentLanguage"),
            metadata: metadata)
    }

    /// The distribution's settings.
    func cdn() -> SiteConfig.CDN {
        let section = root.entry("cdn")?.value
        var cdn = SiteConfig.CDN()
        cdn.priceClass = section?.choice("priceClass") ?? cdn.priceClass
        cdn.httpVersion = section?.choice("httpVersion") ?? cdn.httpVersion
        cdn.minimumTLS = section?.choice("minimumTls") ?? cdn.minimumTLS
        return cdn
    }

    /// The counter's settings, `nil` when the file has none.
    mutating func counter() -> SiteConfig.Counter? {
        guard let section = root.entry("counter")?.value else { return nil }
        var counter = SiteConfig.Counter(path: section.text("path").map { FilePath.resolve($0, from: folder) } ?? "/")
        counter.runtime = section.text("runtime") ?? counter.runtime
        let isProvided = counter.runtime.hasPrefix("provided")
        counter.handler = section.text("handler") ?? (isProvided ? "bootstrap" : counter.handler)
        if !isProvided, !Self.isFileAndFunction(counter.handler) {
            report(
                "counter.handler", "\(shown(counter.handler)) is not of the form file.function",
                hint: "For example app.handler: the function handler in the file app.")
        }
        counter.architecture = section.choice("architecture") ?? counter.architecture
        counter.memory = section.integer("memory") ?? counter.memory
        counter.timeout = section.integer("timeout") ?? counter.timeout
        counter.environment = section.entry("environment")?.value.textMap ?? [:]
        // AWS Lambda Developer Guide, "Lambda quotas"; TABLE_NAME and its value need room as well.
        if counter.environment.reduce(0, { $0 + $1.key.utf8.count + $1.value.utf8.count }) > 4096 - 512 {
            report("counter.environment", "names and values together are longer than 3,584 bytes")
        }
        counter.route = section.text("route") ?? counter.route
        counter.exposure = section.choice("exposure") ?? counter.exposure
        let throttling = section.entry("throttling")?.value
        counter.throttling.rate = throttling?.integer("rate") ?? counter.throttling.rate
        counter.throttling.burst = throttling?.integer("burst") ?? counter.throttling.burst
        counter.logRetentionDays = section.integer("logRetentionDays") ?? counter.logRetentionDays
        counter.exclude = section.globs("exclude") ?? []
        return counter
    }

    private static func isFileAndFunction(_ handler: String) -> Bool {
        guard let dot = handler.lastIndex(of: ".") else { return false }
        let file = handler[..<dot]
        let function = handler[handler.index(after: dot)...]
        return !file.isEmpty && !file.hasPrefix("/") && !file.hasSuffix("/") && !file.hasPrefix(".")
            && function.first.map { $0.isLetter || $0 == "_" || $0 == "$" } == true
            && function.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }
    }

    /// The user's tags. IAM takes names that differ only in letter case for the same.
    mutating func tags() -> [String: String] {
        guard let entries = root.entry("tags")?.value.entries else { return [:] }
        for (index, entry) in entries.enumerated() {
            if let other = entries[..<index].first(where: { $0.key.lowercased() == entry.key.lowercased() }) {
                diagnostics.append(
                    Diagnostic(
                        .value, position: entry.keyPosition,
                        message: "tags: \(shown(entry.key)) differs from \(shown(other.key)) only in letter case",
                        hint: "IAM sees both as the same tag; keep one."))
            }
        }
        return root.entry("tags")?.value.textMap ?? [:]
    }

    /// The fixed resource names.
    func names() -> SiteConfig.Names {
        let section = root.entry("names")?.value
        return SiteConfig.Names(
            bucket: section?.text("bucket"),
            table: section?.text("table"),
            function: section?.text("function"),
            role: section?.text("role"),
            logGroup: section?.text("logGroup"),
            api: section?.text("api"),
            edgeFunction: section?.text("edgeFunction"),
            originAccessControl: section?.text("originAccessControl"))
    }
}

// MARK: - Reading checked values

extension YAMLValue {
    /// The text under a key; `nil` when it is absent or no text.
    func text(_ key: String) -> String? { entry(key)?.value.plainText }

    fileprivate var plainText: String? {
        guard case .scalar(let scalar) = content, scalar.kind == .text else { return nil }
        return scalar.text
    }

    fileprivate func integer(_ key: String) -> Int? {
        guard case .scalar(let scalar)? = entry(key)?.value.content else { return nil }
        return scalar.integer
    }

    fileprivate func flag(_ key: String) -> Bool? {
        guard case .scalar(let scalar)? = entry(key)?.value.content else { return nil }
        return scalar.flag
    }

    fileprivate func choice<Choice: RawRepresentable<String>>(_ key: String) -> Choice? {
        text(key).flatMap(Choice.init(rawValue:))
    }

    fileprivate func globs(_ key: String) -> [GlobPattern]? {
        entry(key)?.value.texts?.compactMap { try? GlobPattern($0) }
    }

    /// The texts of a list, `nil` for anything but a list.
    fileprivate var texts: [String]? {
        guard case .list(let items) = content else { return nil }
        return items.compactMap(\.plainText)
    }

    /// The texts of a group, `nil` for anything but a group.
    fileprivate var textMap: [String: String]? {
        guard let entries else { return nil }
        var map: [String: String] = [:]
        for entry in entries { map[entry.key] = entry.value.plainText }
        return map
    }
}
