// SPDX-License-Identifier: Apache-2.0

import SiteConfig
import Testing

@testable import SiteDeploy

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

@Suite struct FunctionFolderTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func function(
        exclude: [String] = [], handler: String = "app.handler", runtime: String = "python3.14"
    ) throws -> FunctionFolder {
        FunctionFolder(
            folder: folder.path, exclude: try exclude.map { try GlobPattern($0) }, handler: handler, runtime: runtime)
    }

    private func problems(_ function: FunctionFolder) throws -> [SiteProblem.Code] {
        do {
            _ = try function.archive()
            return []
        } catch let error as SiteProblems {
            #expect(error.problems.allSatisfy { !$0.message.isEmpty && !$0.hint.isEmpty })
            return error.problems.map(\.code)
        }
    }

    /// The names in an archive, found by its headers.
    private func names(_ archive: ZipArchive) -> [String] {
        var names: [String] = []
        var rest = archive.bytes[...]
        while rest.starts(with: [0x50, 0x4b, 3, 4]) {
            let header = Array(rest.prefix(30))
            let nameCount = Int(header[26]) | Int(header[27]) << 8
            let byteCount = Int(header[18]) | Int(header[19]) << 8
            names.append(String(decoding: rest.dropFirst(30).prefix(nameCount), as: UTF8.self))
            rest = rest.dropFirst(30 + nameCount + byteCount)
        }
        return names
    }

    @Test func onlyWhatTheFunctionNeedsGoesIn() throws {
        for name in [
            "app.py", "lib/util.py", "lib/tests/data.py", "requirements.txt", "README.md", "test_app.py",
            "node_modules/x/index.js",
        ] {
            try folder.write(name)
        }
        for name in [
            ".env", ".venv/bin/python", "__pycache__/app.cpython-314.pyc", "lib/__pycache__/x.pyc", "old.pyc",
            "tests/test_app.py", "requirements-dev.txt", "node_modules/.cache/x", "app.py~", ".pytest_cache/x",
        ] {
            try folder.write(name)
        }
        let all = [
            "README.md", "app.py", "lib/tests/data.py", "lib/util.py", "node_modules/x/index.js", "requirements.txt",
            "test_app.py",
        ]
        #expect(names(try function().archive()) == all)
        #expect(
            names(try function(exclude: ["*.md", "node_modules/", "lib/tests"]).archive())
                == ["app.py", "lib/util.py", "requirements.txt", "test_app.py"])
    }

    @Test func timesAndPermissionsDoNotCount() throws {
        let path = try folder.write("app.py", "x")
        try folder.write("lib/a.py", "y")
        let first = try function().archive()
        #expect(try function().archive() == first)
        var times = [timeval(tv_sec: 1_000_000_000, tv_usec: 0), timeval(tv_sec: 1_000_000_000, tv_usec: 0)]
        #expect(utimes(path, &times) == 0)
        #expect(chmod(path, 0o700) == 0)
        #expect(chmod("\(folder.path)/lib", 0o700) == 0)
        let touched = try function().archive()
        #expect(touched == first)
        #expect(touched.codeSHA256 == first.codeSHA256)
        try folder.write("app.py", "z")
        #expect(try function().archive().codeSHA256 != first.codeSHA256)
    }

    @Test func aFolderWithoutFilesIsRefused() throws {
        #expect(try problems(function()) == [.folderEmpty])
        #expect(
            try problems(FunctionFolder(folder: "\(folder.path)/no", handler: "app.handler", runtime: "python3.14"))
                == [.folderMissing])
    }

    @Test func whatLambdaWouldNotTakeIsRefusedBeforeItIsRead() throws {
        let path = try folder.write("app.py")
        #expect(truncate(path, 60_000_000) == 0)
        #expect(try problems(function()) == [.tooLarge])
    }

    @Test func linksThatLeaveTheFolderAreRefused() throws {
        try folder.write("app.py")
        try folder.link("passwd", to: "/etc/passwd")
        #expect(try problems(function()) == [.linkLeavesFolder])
    }

    @Test(
        arguments: [
            ("app.handler", "python3.14", "app.py", nil),
            ("src/app.handler", "python3.14", "src/app.py", nil),
            ("src.app.handler", "python3.13", "src/app.py", nil),
            ("app.handler", "python3.14", "app/__init__.py", nil),
            ("app.handler", "python3.14", "main.py", .handlerMissing),
            ("app.handler", "python3.14", "app.js", .handlerMissing),
            ("app", "python3.14", "app.py", .handlerMalformed),
            (".handler", "python3.14", "app.py", .handlerMalformed),
            ("app.", "python3.14", "app.py", .handlerMalformed),
            ("index.handler", "nodejs24.x", "index.mjs", nil),
            ("index.handler", "nodejs24.x", "index.js", nil),
            ("index.handler", "nodejs22.x", "index.cjs", nil),
            ("index.handler", "nodejs24.x", "index.py", .handlerMissing),
            ("anything", "provided.al2023", "bootstrap", nil),
            ("anything", "provided.al2023", "main", .handlerMissing),
            ("pkg.Class::method", "java25", "code.jar", nil),
        ] as [(String, String, String, SiteProblem.Code?)])
    func theFileOfTheHandlerMustBeThere(handler: String, runtime: String, file: String, problem: SiteProblem.Code?)
        throws
    {
        try folder.write(file)
        #expect(try problems(function(handler: handler, runtime: runtime)) == (problem.map { [$0] } ?? []))
    }
}
