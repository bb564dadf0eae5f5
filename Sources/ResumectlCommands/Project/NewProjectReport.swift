// SPDX-License-Identifier: Apache-2.0

/// What `init` shows.
struct NewProjectReport {
    let project: NewProject
    let files: [NewProject.File]
    let glance: AccountGlance
    /// A bucket of this site that is there already.
    let bucket: String?

    /// The commands that come next.
    private var next: [String] {
        [project.unbuilt?.build, "resumectl dev", "resumectl plan", "resumectl deploy"].compactMap { $0 }
    }

    /// What the user should know, a sentence or two each.
    private var notes: [String] {
        var notes = glance.doubts
        switch project.folder.site {
        case .generated(let generator, let isBuilt):
            notes.append(
                isBuilt
                    ? "The site is what \(generator.name) makes in \(generator.output)/."
                    : "This is a project of \(generator.name), and \(generator.output)/ is not there yet: build it first."
            )
        case .folder(let folder): notes.append("The site is in \(folder)/.")
        case .unfinished(let folder):
            notes.append(
                "\(folder)/ has no index.html, the page for the site's own address. Write one before you deploy.")
        case .atTheTop, .missing: break
        }
        if project.folder.function == .other, project.hasCounter {
            notes.append("lambda/ has no app.py, so the site is made without a visitor counter.")
        }
        if let domain = project.answers.domain {
            switch project.zone {
            case .found(let zone):
                notes.append("The hosted zone \(zone) of the account will hold the records of \(domain).")
            case .missing:
                notes.append(
                    "This account has no hosted zone for \(domain). Say in \(project.file) where its DNS is (dns).")
            case .unknown: break
            }
        }
        if let workflow = files.first(where: { $0.path.hasPrefix(".github/") && $0.isNew }) {
            notes.append(
                "\(workflow.path) can deploy from GitHub; its first lines say what that needs.")
        }
        if let bucket {
            notes.append(
                "The bucket \(bucket) is there already: a deploy uses it if it is tagged for a site of this name.")
        }
        return notes
    }

    func show(on context: CommandContext) {
        let next = next.map(context.repeated.added(to:))
        for file in files { context.record(FileRecord(path: file.path, action: file.isNew ? "created" : "kept")) }
        context.record(
            InitRecord(
                name: project.answers.name, domain: project.answers.domain, region: project.answers.region,
                config: project.file, site: project.folder.sitePath, function: project.functionFolder,
                generator: project.config.generator?.name, notes: notes, next: next))
        guard !context.usesJSON else { return }
        let console = context.console
        for file in files {
            console.result(
                file.isNew
                    ? "\(console.style.green("created"))  \(file.path)"
                    : "\(console.style.dim("kept"))     \(file.path)")
        }
        if !notes.isEmpty { console.line() }
        for note in notes { console.line("\(console.style.yellow("note:")) \(note)") }
        console.result("")
        console.result("Next:")
        for command in next { console.result("    \(command)") }
    }
}

private struct FileRecord: Encodable {
    let type = "file"
    let path: String
    let action: String
}

private struct InitRecord: Encodable {
    let type = "init"
    let name: String
    let domain: String?
    let region: String
    let config: String
    let site: String
    let function: String?
    let generator: String?
    let notes: [String]
    let next: [String]
}
