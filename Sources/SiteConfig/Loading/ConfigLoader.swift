// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads a configuration into validated values.
package enum ConfigLoader {
    /// The largest file read, in bytes.
    package static let maximumByteCount = 256 * 1024

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: The file, absolute or relative to the working directory. Paths in it are relative to its folder.
    ///   - environment: The overlay to apply, `nil` for the base alone.
    ///   - region: The region to use whatever the file says, from the command line.
    /// - Returns: The values, defaults filled in.
    /// - Throws: `ConfigError` with every mistake. Whether folders exist is not checked here; see
    ///   `SiteConfig.checkFiles()`.
    package static func load(
        path: String, environment: String? = nil, region: String? = nil
    ) throws(ConfigError) -> SiteConfig {
        let text = try readText(at: path)
        return try load(text: text, file: path, environment: environment, region: region)
    }

    /// Reads a text as if it stood in a file.
    ///
    /// - Parameters:
    ///   - text: The YAML.
    ///   - file: The file's path, for messages and relative paths; the file need not exist.
    ///   - environment: The overlay to apply, `nil` for the base alone.
    ///   - region: The region to use whatever the text says.
    ///   - workingDirectory: What a relative `file` is relative to, by default the process's.
    /// - Returns: The values, defaults filled in.
    /// - Throws: `ConfigError` with every mistake.
    package static func load(
        text: String, file: String, environment: String? = nil, region: String? = nil,
        workingDirectory: String = FileManager.default.currentDirectoryPath
    ) throws(ConfigError) -> SiteConfig {
        var reader = YAMLReader(text: text, file: file)
        guard let root = reader.read() else { throw ConfigError(diagnostics: reader.diagnostics) }
        var checker = KeyChecker()
        checker.checkSection(root, keys: ConfigKeys.root, path: "", isOverlay: false)
        var diagnostics = reader.diagnostics + checker.diagnostics

        let selection = select(environment, in: root, file: file)
        diagnostics += selection.diagnostics
        let merged = selection.merged
        diagnostics += RequiredKeyChecker.missingKeys(
            in: merged, keys: ConfigKeys.base, path: "", position: root.position)

        let folder = FilePath.parent(of: FilePath.resolve(file, from: workingDirectory))
        var builder = ConfigBuilder(root: merged, folder: folder)
        let aliases = builder.aliases(domainRemoved: selection.removesDomain)
        var config = SiteConfig(
            name: selection.name,
            file: file,
            environment: environment,
            region: region ?? merged.text("region"),
            account: builder.account(),
            role: merged.text("role"),
            domain: builder.domain,
            aliases: aliases,
            dns: builder.dns(aliases: aliases, domainRemoved: selection.removesDomain),
            site: builder.site(),
            cdn: builder.cdn(),
            counter: builder.counter(),
            tags: builder.tags(),
            names: builder.names())
        config.sources = SourceMap(builder.positions)
        diagnostics += builder.diagnostics

        if let region, let violation = TextRule.region.violation(of: region) {
            diagnostics.append(
                Diagnostic(
                    .value, position: .wholeFile(file), message: "--region: \(shown(region)) \(violation.reason)",
                    hint: violation.hint))
        }
        guard diagnostics.isEmpty else { throw ConfigError(diagnostics: diagnostics) }
        return config
    }
}

// MARK: - Environments

extension ConfigLoader {
    private struct Selection {
        var merged: YAMLValue
        var name: String
        var removesDomain = false
        var diagnostics: [Diagnostic] = []
    }

    /// The file's keys with the chosen overlay on them, and the name that results.
    private static func select(_ environment: String?, in root: YAMLValue, file: String) -> Selection {
        let environments = root.entry("environments")
        let base = (root.entries ?? []).filter { $0.key != "environments" }
        let baseValue = YAMLValue(position: root.position, content: root.entries == nil ? root.content : .map(base))
        var selection = Selection(merged: baseValue, name: baseValue.text("name") ?? "")
        guard let environment else { return selection }

        guard let overlay = environments?.value.entry(environment) else {
            let known = (environments?.value.entries ?? []).map(\.key)
            let nearest = NearestName.find(environment, among: known).map { "Did you mean \"\($0)\"?" }
            let list = known.isEmpty ? "The file has no environments." : "Known are \(known.joined(separator: ", "))."
            selection.diagnostics.append(
                Diagnostic(
                    .value, position: environments?.keyPosition ?? .wholeFile(file),
                    message: "there is no environment \(shown(environment))", hint: nearest ?? list))
            return selection
        }
        let changes = overlay.value.entries ?? []
        selection.merged.content = .map(Overlay.merge(base, with: changes))
        selection.removesDomain = changes.contains { $0.key == "domain" && $0.value.isExplicitNull }
        if let name = overlay.value.text("name") {
            selection.name = name
        } else if TextRule.siteName.violation(of: selection.name) == nil {
            selection.name += "-\(environment)"
            if TextRule.environmentName.violation(of: environment) == nil,
                let violation = TextRule.siteName.violation(of: selection.name)
            {
                selection.diagnostics.append(
                    Diagnostic(
                        .value, position: overlay.keyPosition,
                        message: "the name \(shown(selection.name)) \(violation.reason)",
                        hint: "Set a shorter \"name\" in this environment."))
            }
        }
        return selection
    }
}

// MARK: - Reading the file

extension ConfigLoader {
    private static func readText(at path: String) throws(ConfigError) -> String {
        func failure(_ message: String, _ hint: String? = nil) -> ConfigError {
            ConfigError(diagnostics: [Diagnostic(.unreadable, position: .wholeFile(path), message: message, hint: hint)]
            )
        }
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw failure("there is no such file", "Name the configuration with -c FILE.")
        }
        guard !isFolder else {
            throw failure("this is a folder, not a file", "Name the file in it, such as \(path)/resume.yaml.")
        }
        let data: Data
        do {
            // The size is asked first so that a device or a disk image is not read whole.
            let resolved = URL(filePath: path).resolvingSymlinksInPath().path
            let attributes = try FileManager.default.attributesOfItem(atPath: resolved)
            guard attributes[.type] as? FileAttributeType == .typeRegular else {
                throw failure("this is not a regular file")
            }
            // The number's type differs between the Foundations of macOS and Linux.
            let size = attributes[.size] as? UInt64 ?? (attributes[.size] as? Int).flatMap(UInt64.init(exactly:))
            guard let size, size <= maximumByteCount else {
                throw failure("the file is larger than \(maximumByteCount / 1024) KB")
            }
            data = try Data(contentsOf: URL(filePath: path))
        } catch let error as ConfigError {
            throw error
        } catch let error as CocoaError where error.code == .fileReadNoPermission {
            throw failure("the file cannot be read: permission denied")
        } catch {
            throw failure("the file cannot be read: \(error)")
        }
        return try decode(data, file: path)
    }

    /// Decodes UTF-8, with or without a byte order mark.
    static func decode(_ data: Data, file: String) throws(ConfigError) -> String {
        var bytes = Array(data)
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw ConfigError(diagnostics: [
                Diagnostic(
                    .unreadable, position: .wholeFile(file), message: "the file is UTF-16, expected UTF-8",
                    hint: "Save it again as UTF-8.")
            ])
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        if let text = String(validating: bytes, as: UTF8.self) { return text }

        // The longest prefix that is valid but for a character cut off at its end.
        var low = 0
        var high = bytes.count
        while low < high {
            let middle = (low + high) / 2
            if validPart(of: bytes[...middle]) != nil { low = middle + 1 } else { high = middle }
        }
        let before = SourceText(validPart(of: bytes[..<low]) ?? "", file: file)
        throw ConfigError(diagnostics: [
            Diagnostic(
                .unreadable, position: before.position(at: before.scalars.count),
                message: "the file is not valid UTF-8",
                hint: "Save it again as UTF-8.")
        ])
    }

    /// The text of bytes without a character that may be cut off at the end, `nil` when more than that is wrong.
    private static func validPart(of bytes: ArraySlice<UInt8>) -> String? {
        for cut in 0...3 {
            if let text = String(validating: bytes.dropLast(cut), as: UTF8.self) { return text }
        }
        return nil
    }
}
