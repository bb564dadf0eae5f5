// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SiteConfig

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct SchemaTests {
    static let examples = ["config/minimal.yaml", "config/resume.yaml", "config/full.yaml"]
    static let keyPaths = KeyList.all.map(\.path)

    /// `RESUMECTL_WRITE_SCHEMA=1 swift test --filter SchemaTests` writes the file anew from the table.
    @Test func `the schema says exactly what the parser's table says`() throws {
        let expected = SchemaRenderer.schema().rendered() + "\n"
        if ProcessInfo.processInfo.environment["RESUMECTL_WRITE_SCHEMA"] == "1" {
            try Data(expected.utf8).write(to: URL(filePath: RepositoryFile.path("config/resume.schema.json")))
        }
        let actual = try RepositoryFile.text("config/resume.schema.json")
        let differing = zip(actual.split(separator: "\n"), expected.split(separator: "\n")).first { $0 != $1 }
        #expect(actual == expected, "first difference: \(String(describing: differing))")
    }

    @Test(arguments: examples)
    func `the example files keep to the schema and load`(_ name: String) throws {
        let text = try RepositoryFile.text(name)
        #expect(text.contains("# yaml-language-server: $schema=resume.schema.json\n"))
        #expect(try SchemaValidator(schema: SchemaRenderer.schema()).violations(in: text) == [])
        let config = try ConfigLoader.load(path: RepositoryFile.path(name))
        for environment in KeyList.environments(in: text) {
            let staged = try ConfigLoader.load(path: RepositoryFile.path(name), environment: environment)
            #expect(staged.name != config.name)
        }
    }

    @Test func `the full example sets every key`() throws {
        let config = try ConfigLoader.load(path: RepositoryFile.path("config/full.yaml"))
        for item in KeyList.all where item.path != "environments" {
            let path = item.path.replacing("site.headers.", with: "site.headers[0].")
            #expect(config.position(of: path) != nil, "\(path)")
        }
    }

    @Test func `the small example is the smallest useful file`() throws {
        let config = try ConfigLoader.load(path: RepositoryFile.path("config/minimal.yaml"))
        #expect(config.name == "resume")
        #expect(config.counter?.path == RepositoryFile.path("lambda"))
        #expect(config.site.path == RepositoryFile.path("site"))
    }

    @Test(arguments: KeyList.all.filter(\.isLeaf).map(\.path))
    func `every default in the table is one that the key itself takes`(_ path: String) throws {
        let item = try #require(KeyList.all.first { $0.path == path })
        switch (item.key.kind, item.key.defaultValue) {
        case (.text(let rule), .text(let text)): #expect(rule.violation(of: text) == nil)
        case (.choice(let choices, _), .text(let text)): #expect(choices.contains(text))
        case (.integer(let range), .integer(let number)): #expect(range.contains(number))
        case (.integerChoice(let choices), .integer(let number)): #expect(choices.contains(number))
        case (.flag, .flag), (_, .derived), (_, .none), (_, .required): break
        default: Issue.record("the default's type is not the key's")
        }
    }

    @Test(arguments: [
        "name: resume\nsite: {path: x}\nzzz: 1",
        "name: Resume\nsite: {path: x}",
        "name: resume\nsite: {}",
        "name: resume\nsite: {path: x, cleanUrls: 1}",
        "name: resume\nsite: {path: x, headers: [{cacheControl: x}]}",
        "name: resume\nsite: {path: x}\ncounter: {path: x, memory: 64}",
        "name: resume\nsite: {path: x}\ncounter: {path: x, runtime: python3.9}",
        "name: resume\nsite: {path: x}\ncounter: {path: x, logRetentionDays: 31}",
        "name: resume\nsite: {path: x}\ncounter: {path: x, route: api}",
        "name: resume\nsite: {path: x}\ncounter: {path: x, environment: {1A: x}}",
        "name: resume\nsite: {path: x}\ntags: {'aws:a': x}",
        "name: resume\nsite: {path: x}\ntags: {a: null}",
        "name: resume\nsite: {path: x}\ndomain: a_b.com",
        "name: resume\nsite: {path: x}\ndomain: null",
        "name: resume\nsite: {path: x}\ndomain: a.example\ndns: cloudflare",
        "name: resume\nsite: {path: x}\ndomain: a.example\ndns: null",
        "name: resume\nsite: {path: x}\ndomain: a.example\ndns: [external]",
        "name: resume\nsite: {path: x}\nenvironments: {A: {}}",
        "name: resume\nsite: {path: x}\nenvironments: {a: {name: null}}",
        "name: resume\nsite: {path: x}\nenvironments: {a: {environments: {}}}",
    ])
    func `what the schema refuses the parser refuses`(_ yaml: String) throws {
        #expect(try !SchemaValidator(schema: SchemaRenderer.schema()).violations(in: yaml).isEmpty)
        #expect(throws: ConfigError.self) { try ConfigLoader.load(text: yaml, file: "resume.yaml") }
    }

    @Test(arguments: [
        "name: resume\nsite: {path: x}",
        "name: '01'\nsite: {path: x, exclude: []}\naliases: []",
        "name: resume\nsite: {path: x}\nenvironments: {a: , b: {domain: null, tags: {a: null}, cdn: {priceClass: null}}}",
        "name: resume\nsite: {path: x}\ntags: {Größe: 'a b@c', empty: ''}",
        "name: resume\nsite: {path: x}\ndomain: A.Example\ndns: {zone: Z0123456789ABC}",
        "name: resume\nsite: {path: x}\ndomain: a.example\ndns: external",
        "name: resume\nsite: {path: x}\nenvironments: {a: {domain: a.example, dns: external}, b: {dns: null}}",
    ])
    func `what the schema takes the parser takes`(_ yaml: String) throws {
        #expect(try SchemaValidator(schema: SchemaRenderer.schema()).violations(in: yaml) == [])
        #expect(throws: Never.self) { try ConfigLoader.load(text: yaml, file: "resume.yaml") }
    }

    @Test(arguments: KeyList.all.map(\.path))
    func `the reference has a row for every key, with its default`(_ path: String) throws {
        let item = try #require(KeyList.all.first { $0.path == path })
        let wanted: String
        switch item.key.defaultValue {
        case .text(let text): wanted = "`\(text)`"
        case .integer(let number): wanted = "`\(number)`"
        case .flag(let flag): wanted = "`\(flag)`"
        case .derived(let words): wanted = words
        case .none: wanted = "none"
        case .required: wanted = "required"
        }
        let rows = try RepositoryFile.text("docs/configuration.md").split(separator: "\n")
            .filter { $0.hasPrefix("| `\(path)` |") }
        #expect(rows.count == 1)
        #expect(rows.first?.hasPrefix("| `\(path)` | \(wanted) |") == true, "expected the default \(wanted)")
    }

    @Test func `the reference has no row for a key that does not exist`() throws {
        let known = Set(Self.keyPaths)
        var isKeyTable = false
        for line in try RepositoryFile.text("docs/configuration.md").split(separator: "\n") {
            if !line.hasPrefix("|") { isKeyTable = false }
            if line == "| Key | Default | Meaning |" { isKeyTable = true }
            guard isKeyTable, line.hasPrefix("| `") else { continue }
            let key = line.dropFirst(3).prefix { $0 != "`" }
            #expect(known.contains(String(key)), "\(key)")
        }
    }
}

extension KeyList {
    /// The names of the environments in a file.
    static func environments(in text: String) -> [String] {
        var reader = YAMLReader(text: text, file: "x")
        return reader.read()?.entry("environments")?.value.entries?.map(\.key) ?? []
    }
}
