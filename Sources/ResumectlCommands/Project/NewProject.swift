// SPDX-License-Identifier: Apache-2.0

internal import SiteConfig

/// The files of a new project, and what becomes of those that are there.
struct NewProject: Sendable {
    /// A file, and whether it is new.
    struct File: Sendable, Equatable {
        let path: String
        let isNew: Bool
    }

    let folder: ProjectFolder
    let answers: InitQuestions.Answers
    /// The configuration's path.
    let file: String
    /// The project's absolute path.
    let root: String
    let hasCounter: Bool
    let zone: NewConfig.Zone
    /// The account of the credentials in use.
    let account: String?

    /// Where the function is, or comes; `nil` without a counter.
    var functionFolder: String? {
        guard hasCounter else { return nil }
        switch folder.function {
        case .folder(let path): return path
        case .missing: return "lambda"
        case .other: return nil
        }
    }

    /// The generator that still has to make the site.
    var unbuilt: SiteGenerator? {
        guard case .generated(let generator, isBuilt: false) = folder.site else { return nil }
        return generator
    }

    /// The configuration.
    var config: NewConfig {
        let place = FilePath.parent(of: FilePath.resolve(file, from: root))
        func path(_ name: String) -> String { NewConfig.path(of: FilePath.resolve(name, from: root), from: place) }
        var generator: SiteGenerator?
        if case .generated(let found, _) = folder.site { generator = found }
        return NewConfig(
            name: answers.name, domain: answers.domain, region: answers.region, account: account,
            sitePath: path(folder.sitePath),
            functionPath: functionFolder.map(path), hasSampleSite: folder.site == .missing, generator: generator,
            zone: zone)
    }

    /// The files in the order in which they are written; the configuration is the last one, because with it the project
    /// is made.
    var files: [EmbeddedFile] {
        let schema =
            FilePath.parent(of: "/" + file) == "/" ? "" : String(file[...(file.lastIndex(of: "/") ?? file.startIndex)])
        let samples = EmbeddedFile.all.compactMap { sample -> EmbeddedFile? in
            if sample.path == "config/resume.schema.json" {
                return EmbeddedFile(path: "\(schema)resume.schema.json", text: sample.text)
            }
            if sample.path.hasPrefix("site/") { return folder.site == .missing ? sample : nil }
            if sample.path.hasPrefix("lambda/") {
                return folder.function == .missing && functionFolder != nil ? sample : nil
            }
            if sample.path.hasPrefix(".github/") { return workflow(sample) }
            return sample
        }
        return samples + [EmbeddedFile(path: file, text: config.text)]
    }

    /// The workflow; `nil` for a configuration where workflows do not look for it.
    private func workflow(_ sample: EmbeddedFile) -> EmbeddedFile? {
        guard Session.candidates.contains(file) else { return nil }
        guard case .generated(let generator, _) = folder.site else { return sample }
        return EmbeddedFile(path: sample.path, text: Self.workflow(sample.text, making: generator))
    }

    /// A workflow that says, before each use of the action, that the site has to be made.
    static func workflow(_ text: String, making generator: SiteGenerator) -> String {
        var lines: [String] = []
        var step = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.drop(while: { $0 == " " }).hasPrefix("- ") { step = lines.count }
            lines.append(String(line))
            guard line.contains("OWNER/resumectl@") else { continue }
            let margin = lines[step].prefix { $0 == " " }
            lines.insert(
                contentsOf: [
                    "\(margin)# The site has to be made first: install \(generator.name) here, then",
                    "\(margin)# - run: \(generator.build)",
                ], at: step)
        }
        return lines.joined(separator: "\n")
    }

    /// Writes what is not there.
    ///
    /// - Parameter disk: The project's folder.
    /// - Returns: Every file, in the order of `files`.
    /// - Throws: `DeployError` with code `file-not-written`.
    func write(to disk: DiskProject) throws -> [File] {
        try files.map { File(path: $0.path, isNew: try disk.create($0.text, at: $0.path)) }
    }
}
