// SPDX-License-Identifier: Apache-2.0

import Crypto
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

@Suite struct SiteScannerTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func scan(exclude: [String] = [], path: String? = nil) async throws -> SiteScan {
        try await SiteScanner(folder: path ?? folder.path, exclude: try exclude.map { try GlobPattern($0) }).scan()
    }

    /// The codes and paths of everything that is wrong with the folder.
    private func problems(exclude: [String] = [], path: String? = nil) async throws -> [String] {
        do {
            _ = try await scan(exclude: exclude, path: path)
            return []
        } catch let error as SiteProblems {
            #expect(error.problems.allSatisfy { !$0.message.isEmpty && !$0.hint.isEmpty })
            return error.problems.map { "\($0.code.rawValue) \($0.path)" }
        }
    }

    @Test func filesComeWithHashesAndHeadersInTheOrderOfTheirBytes() async throws {
        for name in ["b.html", "a/z.css", "a.html", "Z.txt", "é.png", "a-b.html"] { try folder.write(name, "hello\n") }
        let files = try await scan().files
        #expect(files.map(\.key) == ["Z.txt", "a-b.html", "a.html", "a/z.css", "b.html", "é.png"])
        #expect(files.allSatisfy { $0.byteCount == 6 && $0.md5 == "b1946ac92492d2347c6235b4d2611184" })
        #expect(files.allSatisfy { $0.etag == $0.md5 && $0.layout == nil })
        #expect(files[3].headers.contentType == "text/css; charset=utf-8")
        #expect(try await scan() == scan())
    }

    @Test func anEmptyFileIsAFile() async throws {
        try folder.write("empty.txt", "")
        #expect(try await scan().files.map(\.md5) == ["d41d8cd98f00b204e9800998ecf8427e"])
    }

    @Test func leftoversAndDotfilesAreSkipped() async throws {
        for name in [
            ".env", ".git/config", "a/.DS_Store", "Thumbs.db", "desktop.ini", "index.html~", ".index.html.swp", "a.swp",
            "#notes#", "__MACOSX/x", "a/.well-known/x", ".well-known/.secret",
        ] {
            try folder.write(name)
        }
        for name in ["index.html", ".well-known/security.txt", "#not", "a~b.txt", "a/c#d"] { try folder.write(name) }
        #expect(
            try await scan().files.map(\.key) == [
                "#not", ".well-known/security.txt", "a/c#d", "a~b.txt", "index.html",
            ])
    }

    @Test func excludesAreSkippedWithAllThatIsWrongInThem() async throws {
        for name in ["index.html", "drafts/a.html", "notes.md", "x/notes.md"] { try folder.write(name) }
        try folder.link("drafts/out", to: "/etc/passwd")
        #expect(try await scan(exclude: ["drafts/", "*.md"]).files.map(\.key) == ["index.html"])
        #expect(try await problems(exclude: ["drafts"]) == [])
    }

    @Test func linksAreFollowedInsideTheFolder() async throws {
        try folder.write("real/a.html", "a")
        try folder.link("b.html", to: "real/a.html")
        try folder.link("twin", to: "\(folder.path)/real")
        #expect(try await scan().files.map(\.key) == ["b.html", "real/a.html", "twin/a.html"])
    }

    @Test func linksThatLeaveLoopOrLeadNowhereAreRefusedAllAtOnce() async throws {
        try folder.write("a/index.html")
        let outside = try TemporaryFolder()
        try outside.write("secret.txt")
        try folder.link("a/out.txt", to: "\(outside.path)/secret.txt")
        try folder.link("a/outside", to: outside.path)
        try folder.link("a/sibling", to: "\(folder.path)-other")
        try folder.link("a/up", to: "..")
        try folder.link("self", to: "self")
        #expect(
            try await problems() == [
                "link-leaves-folder a/out.txt", "link-leaves-folder a/outside", "link-broken a/sibling",
                "link-loops a/up", "link-loops self",
            ])
    }

    @Test func aFolderThatBeginsWithTheSameNameIsOutside() async throws {
        try folder.write("site/index.html")
        try folder.write("site-private/secret.txt")
        try folder.link("site/link.txt", to: "../site-private/secret.txt")
        #expect(try await problems(path: "\(folder.path)/site") == ["link-leaves-folder link.txt"])
    }

    @Test func theFolderItselfMayBeALink() async throws {
        try folder.write("real/index.html")
        try folder.link("site", to: "real")
        #expect(try await scan(path: "\(folder.path)/site").files.map(\.key) == ["index.html"])
    }

    @Test func aMissingOrEmptyFolderIsRefused() async throws {
        #expect(try await problems(path: "\(folder.path)/none") == ["folder-missing \(folder.path)/none"])
        #expect(try await problems() == ["folder-empty \(folder.path)"])
        try folder.write("file")
        #expect(try await problems(path: "\(folder.path)/file") == ["not-a-file \(folder.path)/file"])
        #expect(try await problems(exclude: ["*"]) == ["folder-empty \(folder.path)"])
    }

    @Test func namesThatS3CannotTakeAreRefused() async throws {
        try folder.write("ok.html")
        try folder.write("tab\there.txt")
        try folder.write(
            String(repeating: String(repeating: "n", count: 200) + "/", count: 5) + "aaaaaaaaaaaaaaaaaaaaaaaa")
        #expect(
            try await problems().map { String($0.prefix(32)) } == [
                #"name-has-control-character "tab\"#, "name-too-long nnnnnnnnnnnnnnnnnn",
            ])
    }

    #if os(Linux)
        @Test func namesThatAreNotUTF8AreRefused() async throws {
            try folder.write("ok.html")
            let path = Array("\(folder.path)/caf".utf8CString.dropLast()) + [CChar(bitPattern: 0xe9), 0]
            let file = open(path, O_CREAT | O_WRONLY, 0o644)
            #expect(file >= 0)
            close(file)
            #expect(try await problems() == ["name-not-utf8 caf\u{fffd}"])
        }

        @Test func accentsAreComposedAndClashesRefused() async throws {
            try folder.write("re\u{301}sume\u{301}.pdf")
            #expect(
                try await scan().files.map { Array($0.key.string.unicodeScalars) }
                    == [Array("r\u{e9}sum\u{e9}.pdf".unicodeScalars)])
            try folder.write("r\u{e9}sum\u{e9}.pdf", "other")
            #expect(try await problems() == ["name-clash r\u{e9}sum\u{e9}.pdf"])
        }

        @Test func namesThatDifferInCaseAreAWarning() async throws {
            try folder.write("About.html")
            try folder.write("about.html")
            #expect(try await scan().warnings.map(\.code) == [.caseClash])
        }
    #endif

    @Test func aLinkCannotPublishWhatBeginsWithADot() async throws {
        try folder.write("index.html")
        try folder.write(".env")
        try folder.write(".git/config")
        try folder.write(".well-known/security.txt")
        try folder.link("environment", to: ".env")
        try folder.link("history", to: ".git")
        try folder.link("security.txt", to: ".well-known/security.txt")
        #expect(try await problems() == ["link-to-hidden environment", "link-to-hidden history"])
    }

    @Test func linksThatStandForEndlessFoldersAreRefused() async throws {
        try folder.write("index.html")
        for number in 0..<20 {
            for name in ["a", "b"] {
                try folder.write("d\(number)/x.txt")
                try folder.link("d\(number)/\(name)", to: "../d\(number + 1)")
            }
        }
        try folder.write("d20/x.txt")
        #expect(try await problems() == ["too-many-files \(folder.path)"])
    }

    @Test func aFileThatIsASecretIsRefused() async throws {
        try folder.write("index.html", "<pre>-----BEGIN PRIVATE KEY-----")
        try folder.write("key.txt", " \n-----BEGIN EC PRIVATE KEY-----\nx")
        try folder.write("public.pem", "-----BEGIN PUBLIC KEY-----\nx")
        try folder.write("keys.csv", "\u{FEFF}Access key ID,Secret access key\r\nA,b")
        try folder.write("c", "[default]\naws_secret_access_key=x")
        #expect(try await problems() == ["secret c", "secret key.txt", "secret keys.csv"])
        #expect(try await problems(exclude: ["/c", "key*"]) == [])
    }

    @Test func aFileTooLargeForCloudFrontIsRefusedWithoutBeingRead() async throws {
        let path = try folder.write("disk.img", "")
        #expect(truncate(path, 50_000_000_001) == 0)
        #expect(try await problems() == ["too-large disk.img"])
    }

    @Test func oddNamesAreWarnings() async throws {
        for name in ["index.html", "a /b", "c\\d", "dump.sql", "api/x.html", "apix"] { try folder.write(name) }
        let scan = try await SiteScanner(folder: folder.path, apiPathPattern: "/api/*").scan()
        #expect(
            scan.warnings.map { "\($0.code.rawValue) \($0.path)" } == [
                #"name-is-odd "a /b""#, #"name-is-odd c\d"#, "likely-secret dump.sql", "shadowed-by-api api/x.html",
            ])
        #expect(scan.files.count == 6)
    }

    @Test func pipesAreRefusedAndNotWaitedFor() async throws {
        try folder.write("ok.html")
        #expect(mkfifo("\(folder.path)/pipe", 0o644) == 0)
        #expect(try await problems() == ["not-a-file pipe"])
    }

    @Test(.enabled(if: geteuid() != 0, "root can read everything"))
    func whatCannotBeReadIsReported() async throws {
        try folder.write("ok.html")
        chmod(try folder.write("secret.html"), 0)
        try folder.write("closed/a.html")
        chmod("\(folder.path)/closed", 0)
        #expect(try await problems() == ["unreadable closed", "unreadable secret.html"])
        chmod("\(folder.path)/closed", 0o755)
    }

    @Test func aFileThatChangedSinceItWasFoundIsNotHashed() async throws {
        try folder.write("a.html", "one")
        let entry = try #require(try FolderWalk.run(root: folder.path) { _, _ in false }.entries.first)
        try folder.write("a.html", "three")
        await #expect(throws: FileChange.self) { try await FileDigests(of: entry, buffer: ReadBuffer()) }
    }

    @Test func filesOfAllSizesAreHashedInTheOrderOfTheirKeys() async throws {
        // From empty to more than is read at once, secrets and files that are in no batch among them.
        for number in 0..<100 {
            try folder.write("f\(100 + number)", String(repeating: "\(number)", count: number * number))
        }
        try folder.write("large", String(repeating: "x", count: 300_000))
        let files = try await scan().files
        #expect(files.map(\.key) == files.map(\.key).sorted() && files.count == 101)
        for file in files {
            let bytes = try OpenFile(path: file.path).bytes(at: 0, count: 1_000_000)
            #expect(file.md5 == Hexadecimal.text(Insecure.MD5.hash(data: bytes)), "\(file.key)")
            #expect(file.byteCount == bytes.count && file.headersDigest == file.headers.digest)
        }
        for number in [3, 50] { try folder.write("f\(100 + number)", "-----BEGIN PRIVATE KEY-----\n") }
        #expect(try await problems() == ["secret f103", "secret f150"])
    }

    @Test func aLargeFileGetsTheETagOfItsParts() async throws {
        // 64 MiB and 5 bytes of zeros, sparse on disk.
        let path = try folder.write("film.mp4", "")
        #expect(truncate(path, (64 << 20) + 5) == 0)
        let file = try #require(try await scan().files.first)
        #expect(file.partMD5s.count == 5)
        #expect(file.md5 == "0744563125ded92e554d493eaa201369")
        #expect(file.etag == "a28c677036f0c14f7aa9d34e9c869477-5")
        #expect(file.hasBytes(ofETag: file.etag, byteCount: file.byteCount))
        #expect(file.hasBytes(ofETag: file.md5, byteCount: file.byteCount))
        #expect(!file.hasBytes(ofETag: file.md5, byteCount: 5))
    }
}
