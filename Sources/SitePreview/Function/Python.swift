// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The Python that runs the counter's function, and whether it can.
package struct Python: Sendable, Equatable {
    /// The program; a name without `/` is looked for in `PATH`.
    package let program: String
    /// Such as `3.13`.
    package let version: String
    /// The modules that it should have and does not.
    package let missing: [String]

    /// What the function's runtime client and the function need, and what the local table needs.
    package static func modules(hasLocalTable: Bool) -> [String] {
        ["awslambdaric", "boto3"] + (hasLocalTable ? ["moto", "requests"] : [])
    }

    /// Where a virtual environment may be, nearest first: in the current folder, beside the configuration or its folder,
    /// and beside the function.
    ///
    /// - Parameters:
    ///   - workingFolder: The current folder.
    ///   - configFile: The configuration's path; it may be relative.
    ///   - functionFolder: The function's folder.
    /// - Returns: Paths of interpreters, which need not exist.
    package static func candidates(workingFolder: String, configFile: String, functionFolder: String) -> [String] {
        func parent(_ path: String) -> String {
            let cut = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
            return cut.isEmpty ? "/" : cut
        }
        let config = parent(configFile.hasPrefix("/") ? configFile : "\(workingFolder)/\(configFile)")
        var seen: Set<String> = []
        return [workingFolder, config, parent(config), functionFolder, parent(functionFolder)]
            .map { "\($0 == "/" ? "" : $0)/.venv/bin/python" }.filter { seen.insert($0).inserted }
    }

    /// Finds the interpreter, and asks it what it has.
    ///
    /// - Parameters:
    ///   - chosen: What the user named; `nil` looks for one.
    ///   - candidates: Where to look before `python3` is taken from `PATH`.
    ///   - modules: What it should have.
    ///   - path: `PATH`.
    /// - Returns: The interpreter; `nil` when it does not run.
    package static func find(
        chosen: String?, candidates: [String], modules: [String], path: String?
    ) async -> Python? {
        let program = chosen ?? candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "python3"
        let written = Mutex<[String]>([])
        let ended = await ChildProcess(
            words: [program, "-c", question] + modules,
            environment: ["PATH": path ?? "/usr/local/bin:/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"], folder: nil
        ).run { line in written.withLock { $0.append(line) } }
        guard ended == "exit status 0" else { return nil }
        return answer(program, written.withLock { $0 })
    }

    private static let question = """
        import importlib.util, sys
        print("python %d.%d" % sys.version_info[:2], *[m for m in sys.argv[1:] if importlib.util.find_spec(m) is None])
        """

    private static func answer(_ program: String, _ lines: [String]) -> Python? {
        guard let words = lines.last?.split(separator: " ").map(String.init), words.count >= 2, words[0] == "python"
        else { return nil }
        return Python(program: program, version: words[1], missing: Array(words.dropFirst(2)))
    }
}
