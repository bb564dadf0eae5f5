// SPDX-License-Identifier: Apache-2.0

/// Where Lambda begins to run a function; a wrong one shows only when the first visitor comes.
struct FunctionEntryPoint: Sendable, Hashable {
    /// Such as `app.handler`, or `src/app.handler`.
    let handler: String
    /// Lambda's identifier, such as `python3.14`.
    let runtime: String

    /// What is wrong with the handler, given the files of the function; `nil` when nothing is, or when nothing can be
    /// said about the runtime.
    ///
    /// Only the file is looked for, not the function in it.
    func problem(in files: [ObjectKey], folder: String) -> SiteProblem? {
        let extensions: [String]
        if runtime.hasPrefix("python") {
            extensions = ["py"]
        } else if runtime.hasPrefix("nodejs") {
            extensions = ["mjs", "js", "cjs"]
        } else if runtime.hasPrefix("provided") {
            return files.contains("bootstrap")
                ? nil
                : SiteProblem(
                    .handlerMissing, path: folder,
                    "The runtime \(runtime) starts a file named bootstrap; there is none.",
                    hint: "Put the program there under that name.")
        } else {
            return nil
        }
        guard let dot = handler.lastIndex(of: "."), dot > handler.startIndex,
            handler.index(after: dot) < handler.endIndex
        else {
            return SiteProblem(
                .handlerMalformed, path: folder, "The handler \"\(handler)\" is not of the form file.function.",
                hint: "Write for example app.handler for the function handler in app.\(extensions[0]).")
        }
        // Python takes dots between the parts of a module's name, too.
        let module = String(handler[..<dot])
        let stem = runtime.hasPrefix("python") ? module.split(separator: ".").joined(separator: "/") : module
        var candidates = extensions.map { "\(stem).\($0)" }
        if runtime.hasPrefix("python") { candidates.append("\(stem)/__init__.py") }
        if candidates.contains(where: { files.contains(ObjectKey($0)) }) { return nil }
        let function = handler[handler.index(after: dot)...]
        let similar = files.filter { key in extensions.contains { key.string.hasSuffix(".\($0)") } }.prefix(3)
        let found = similar.isEmpty ? "" : " There is \(similar.map(\.string).joined(separator: ", "))."
        return SiteProblem(
            .handlerMissing, path: folder,
            "The handler is \"\(handler)\", but there is no \(candidates[0]).\(found)",
            hint: "Set the handler to the file that defines \(function), or add the file.")
    }
}
