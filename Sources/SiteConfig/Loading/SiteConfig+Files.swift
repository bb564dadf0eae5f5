// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension SiteConfig {
    /// Checks that the folders and files which the configuration names are there.
    ///
    /// Loading does not do this, so that a configuration can be checked where the built site is not at hand.
    ///
    /// - Returns: The mistakes in file order; empty when a deploy can go on. Nothing is changed.
    package func checkFiles() -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        if isFolder(site.path, key: "site.path", into: &diagnostics) {
            checkPages(into: &diagnostics)
            checkNothingPrivateIsPublished(into: &diagnostics)
        }
        if let counter, isFolder(counter.path, key: "counter.path", into: &diagnostics) {
            checkHandler(of: counter, into: &diagnostics)
        }
        return ConfigError(diagnostics: diagnostics).diagnostics
    }

    private func isFolder(_ path: String, key: String, into diagnostics: inout [Diagnostic]) -> Bool {
        var isFolder = false
        let position = closestPosition(of: key)
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            diagnostics.append(
                Diagnostic(
                    .files, position: position, message: "\(key): there is no folder \(shown(path, limit: 1000))",
                    hint: "The path is relative to the folder of this file."))
            return false
        }
        guard isFolder else {
            diagnostics.append(
                Diagnostic(.files, position: position, message: "\(key): \(shown(path, limit: 1000)) is not a folder"))
            return false
        }
        guard FileManager.default.isReadableFile(atPath: path) else {
            diagnostics.append(
                Diagnostic(
                    .files, position: position, message: "\(key): the folder \(shown(path, limit: 1000)) cannot be read"
                )
            )
            return false
        }
        return true
    }

    private func isFile(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder
    }

    private func checkPages(into diagnostics: inout [Diagnostic]) {
        // The page for missing addresses is optional unless the file asks for it.
        let pages = [("site.index", site.index, true), ("site.notFound", site.notFound, false)]
        for (key, page, isNeeded) in pages where isNeeded || position(of: key) != nil {
            if !isFile("\(site.path)/\(page)") {
                diagnostics.append(
                    Diagnostic(
                        .files, position: closestPosition(of: key),
                        message: "\(key): there is no file \(shown(page)) in \(shown(site.path))"))
            } else if let pattern = site.exclude.first(where: { $0.matchesPathOrFolder(of: page) }) {
                diagnostics.append(
                    Diagnostic(
                        .files, position: closestPosition(of: key),
                        message: "\(key): \(shown(page)) is left out by the pattern \(shown(pattern.source))",
                        hint: "Change the pattern in site.exclude."))
            }
        }
    }

    /// A configuration or function inside the published folder would be there for everybody to read.
    private func checkNothingPrivateIsPublished(into diagnostics: inout [Diagnostic]) {
        let configuration = FilePath.resolve(file, from: FileManager.default.currentDirectoryPath)
        let places =
            [("site.path", configuration, "this file")]
            + (counter.map { [("counter.path", $0.path, "the function")] } ?? [])
        for (key, path, thing) in places {
            guard let inside = FilePath.relative(path, to: site.path) else { continue }
            if !inside.isEmpty, site.exclude.contains(where: { $0.matchesPathOrFolder(of: inside) }) { continue }
            diagnostics.append(
                Diagnostic(
                    .files, position: closestPosition(of: key),
                    message: "\(key): \(thing) lies in the folder that is published, \(shown(site.path))",
                    hint: inside.isEmpty
                        ? "Keep the two in folders of their own."
                        : "Move it out, or add \(shown("/" + inside)) to site.exclude."))
        }
    }

    private func checkHandler(of counter: Counter, into diagnostics: inout [Diagnostic]) {
        let position = closestPosition(of: position(of: "counter.handler") == nil ? "counter.path" : "counter.handler")
        let names: [String]
        if counter.runtime.hasPrefix("provided") {
            names = ["bootstrap"]
        } else {
            guard let dot = counter.handler.lastIndex(of: ".") else { return }
            let file = String(counter.handler[..<dot])
            if counter.runtime.hasPrefix("python") {
                // Python imports the part before the last dot as a module, whose dots are folders.
                let module = file.split(separator: ".").joined(separator: "/")
                names = ["\(module).py", "\(module)/__init__.py"]
            } else {
                names = ["js", "mjs", "cjs"].map { "\(file).\($0)" }
            }
        }
        guard let name = names.first, !names.contains(where: { isFile("\(counter.path)/\($0)") }) else { return }
        diagnostics.append(
            Diagnostic(
                .files, position: position,
                message: "counter.handler: there is no file \(shown(name)) in \(shown(counter.path))",
                hint: counter.runtime.hasPrefix("provided")
                    ? "The runtime \(counter.runtime) starts a program of this name."
                    : "The handler \(shown(counter.handler)) asks for it."))
    }
}
