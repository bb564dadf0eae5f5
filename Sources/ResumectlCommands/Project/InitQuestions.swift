// SPDX-License-Identifier: Apache-2.0

internal import Reconcile
internal import SiteConfig

/// What `init` has to know and cannot see: asked at a terminal, else the defaults.
struct InitQuestions {
    struct Answers: Sendable, Equatable {
        var name: String
        var domain: String?
        var region: String
    }

    let name: String?
    let domain: String?
    let region: String?
    let glance: AccountGlance
    /// Whether there is somebody to ask.
    let asks: Bool

    /// Gets the answers.
    ///
    /// - Parameter context: Where to ask.
    /// - Returns: Valid answers.
    /// - Throws: `DeployError` with code `bad-answer` for an option that cannot be used, with `no-answer` when the input
    ///   ends before every question is answered.
    func answers(in context: CommandContext) throws -> Answers {
        let folder = context.workingDirectory.split(separator: "/").last.map(String.init) ?? ""
        let name = try answer(
            "Name", option: "--name", given: name, suggested: Self.name(from: folder), rule: .siteName,
            note: "goes into the names of all resources; choose it once", in: context)
        let domain = try answer(
            "Domain", option: "--domain", given: domain, suggested: "", rule: .domain, note: domainNote, in: context)
        let region = try answer(
            "Region", option: "--region", given: region, suggested: glance.region ?? "us-east-1", rule: .region,
            note: "where the bucket and the counter live", in: context)
        return Answers(name: name, domain: domain.isEmpty ? nil : domain.lowercased(), region: region)
    }

    private var domainNote: String {
        let zones = glance.zones ?? []
        let known = zones.prefix(5).joined(separator: ", ") + (zones.count > 5 ? ", …" : "")
        return zones.isEmpty
            ? "such as example.com; empty: an address of CloudFront's, for now"
            : "this account has hosted zones for \(known); empty: an address of CloudFront's, for now"
    }

    /// One answer. An empty one is allowed where the suggestion is.
    private func answer(
        _ question: String, option: String, given: String?, suggested: String, rule: TextRule, note: String,
        in context: CommandContext
    ) throws -> String {
        func violation(of text: String) -> TextRule.Violation? {
            text.isEmpty && suggested.isEmpty ? nil : rule.violation(of: text)
        }
        if let given {
            guard let violation = violation(of: given) else { return given }
            throw DeployError(
                code: .badAnswer, summary: "An option cannot be used",
                detail: "\(option): \"\(given)\" \(violation.reason)", hint: violation.hint, kind: .configuration)
        }
        guard asks else { return suggested }
        context.console.line("\(question): \(context.console.style.dim(note))")
        while true {
            context.console.prompt(suggested.isEmpty ? "> " : "[\(suggested)] > ")
            guard let line = context.readLine() else {
                context.console.line()
                throw DeployError(
                    code: .noAnswer, summary: "A question was not answered", detail: question,
                    hint: "Nothing was written. Answer by an option, or take the defaults:\n    resumectl init -y",
                    kind: .configuration)
            }
            let words = line.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
            let text = words.isEmpty ? suggested : words
            guard let violation = violation(of: text) else { return text }
            context.console.line("\"\(text)\" \(violation.reason)." + (violation.hint.map { " \($0)" } ?? ""))
        }
    }

    /// A name for a site made from a folder's; `resume` when nothing of it is left.
    static func name(from folder: String) -> String {
        var name = ""
        for character in folder.lowercased() {
            if character.isASCII, character.isLetter || character.isNumber {
                name.append(character)
            } else if !name.isEmpty, name.last != "-" {
                name.append("-")
            }
        }
        name = String(name.prefix(32))
        while name.last == "-" { name.removeLast() }
        return TextRule.siteName.violation(of: name) == nil ? name : "resume"
    }
}
