// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SiteDeploy

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

@Suite struct ZipArchiveTests {
    private func entry(_ name: ObjectKey, _ text: String) -> ZipArchive.Entry {
        ZipArchive.Entry(name: name, bytes: Array(text.utf8))
    }

    @Test func theBytesNeverChange() throws {
        // Another hash here makes Lambda take all code for new once.
        let archive = try ZipArchive([entry("b/é.txt", "two"), entry("bootstrap", "#!"), entry("app.py", "one\n")])
        #expect(archive.codeSHA256 == "qfffszMzvdqITOWGy81ZT+Tn2tNYR/ZI+m5WlcslszI=")
        #expect(
            archive.bytes.count
                == Int(ZipArchive.byteCount(ofNames: ["b/é.txt", "bootstrap", "app.py"], sizes: [3, 2, 4])))
    }

    @Test func theOrderOfTheFilesDoesNotCount() throws {
        let entries = [entry("a", "1"), entry("a/b", "2"), entry("a-b", "3"), entry("B", "4")]
        #expect(try ZipArchive(entries) == ZipArchive(entries.reversed()))
    }

    @Test func whatCannotBePackedIsAnError() throws {
        #expect(throws: ZipError.empty) { try ZipArchive([]) }
        #expect(throws: ZipError.duplicateName("a")) {
            try ZipArchive([entry("a", "1"), entry("b", "1"), entry("a", "2")])
        }
        let many = (0..<65_536).map { entry(ObjectKey(String($0)), "") }
        #expect(throws: ZipError.tooManyFiles(65_536)) { try ZipArchive(many) }
        let large = [UInt8](repeating: 0, count: 50_000_000)
        #expect(throws: ZipError.tooLarge(byteCount: 50_000_100)) {
            try ZipArchive([ZipArchive.Entry(name: "a", bytes: large)])
        }
    }

    @Test(.enabled(if: system("python3 -c 'import zipfile' 2>/dev/null") == 0, "needs Python"))
    func pythonReadsTheArchive() throws {
        let folder = try TemporaryFolder()
        let archive = try ZipArchive([
            entry("app.py", "print('hello')\n"), entry("lib/naïve (1).txt", ""), entry("bootstrap", "#!/bin/sh\n"),
        ])
        let path = try folder.write("code.zip", bytes: archive.bytes)
        let script = try folder.write(
            "check.py",
            """
            import sys, zipfile
            archive = zipfile.ZipFile(sys.argv[1])
            assert archive.testzip() is None
            print(*[(i.filename, oct(i.external_attr >> 16), i.date_time, i.flag_bits, i.compress_type, i.extra,
                     archive.read(i).decode()) for i in archive.infolist()], sep="\\n")
            """)
        #expect(system("PYTHONIOENCODING=utf-8 python3 '\(script)' '\(path)' > '\(folder.path)/out'") == 0)
        let output = String(decoding: try OpenFile(path: "\(folder.path)/out").bytes(at: 0, count: 4096), as: UTF8.self)
        #expect(
            output == """
                ('app.py', '0o100644', (1980, 1, 1, 0, 0, 0), 2048, 0, b'', "print('hello')\\n")
                ('bootstrap', '0o100755', (1980, 1, 1, 0, 0, 0), 2048, 0, b'', '#!/bin/sh\\n')
                ('lib/naïve (1).txt', '0o100644', (1980, 1, 1, 0, 0, 0), 2048, 0, b'', '')

                """)
    }

    @Test(.enabled(if: system("unzip -v >/dev/null 2>&1") == 0, "needs unzip"))
    func unzipFindsNothingWrong() throws {
        let folder = try TemporaryFolder()
        let archive = try ZipArchive([entry("app.py", "x"), entry("é/b.txt", String(repeating: "y", count: 100_000))])
        let path = try folder.write("code.zip", bytes: archive.bytes)
        #expect(system("unzip -tqq '\(path)'") == 0)
    }
}
