// SPDX-License-Identifier: Apache-2.0

import SiteDeploy
import Testing

@testable import SitePreview

@Suite struct ReloadTests {
    private static func added(_ page: String) -> String? {
        guard case .success(let bytes) = ReloadScript.added(to: Array(page.utf8), revision: "7") else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let tag = "<script src=\"/.resumectl/dev/reload.js?r=7\" defer></script>"

    @Test(arguments: [
        ("<body>x</body></html>", "<body>x\(Self.tag)</body></html>"),
        ("<BODY>x</BODY >", "<BODY>x\(Self.tag)</BODY >"),
        ("<p>x", "<p>x\(Self.tag)"), ("", Self.tag), ("</body>é</body>", "</body>é\(Self.tag)</body>"),
    ])
    func theScriptStandsAtTheEndOfThePage(page: String, expected: String) {
        #expect(Self.added(page) == expected)
    }

    @Test func aPageInUTF16IsLeftAlone() {
        guard case .failure = ReloadScript.added(to: [0xFF, 0xFE, 0x3C, 0], revision: "7") else {
            Issue.record("it was changed")
            return
        }
    }

    @Test(arguments: [
        ("default-src 'none'; script-src 'self'; connect-src 'self'", true), ("default-src 'self'", true),
        ("img-src 'none'", true), ("default-src *", true), ("script-src 'self' 'nonce-x'", true),
        ("default-src 'none'; style-src 'self'", false), ("default-src 'none'; script-src 'self'", false),
        ("script-src 'nonce-x'", false), ("script-src 'self' 'strict-dynamic'", false), ("connect-src https:", false),
        ("script-src 'self'; script-src-elem 'none'", false), ("SCRIPT-SRC 'SELF'; connect-src 'self'", true),
    ])
    func aPolicyDecidesWhetherAPageGetsTheScript(policy: String, isAllowed: Bool) {
        let page = "<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\"><p>"
        #expect((Self.added(page) != nil) == isAllowed)
    }

    @Test(arguments: [
        ("<META content='a b' HTTP-EQUIV=content-security-policy>", 1),
        ("<meta charset=utf-8><meta name=x content=y>", 0),
        ("<!-- <meta http-equiv=Content-Security-Policy content=x> -->", 0),
        (
            "<meta http-equiv=\"Content-Security-Policy\" content=x><meta http-equiv='Content-Security-Policy' content='y'/>",
            2
        ),
        ("<meta http-equiv=Content-Security-Policy", 0), ("<meta", 0), ("<", 0), ("<!--", 0), ("<meta = >", 0),
    ])
    func policiesAreFoundInPages(page: String, count: Int) {
        #expect(ContentSecurityPolicy.policies(inPage: page).count == count)
    }

    @Test func pagesLoadAgainOnceTheFolderStandsStill() throws {
        let folder = try PreviewFolder()
        let site = SiteFolder(scanner: SiteScanner(folder: folder.path))
        func now() throws -> FolderFingerprint { try site.look().fingerprint }
        try folder.write("index.html", "1")
        var decision = ReloadDecision(shown: try now())
        #expect(!decision.observe(try now()))
        try folder.write("a.css", "1")
        #expect(!decision.observe(try now()))
        try folder.write("b.css", "1")
        #expect(!decision.observe(try now()), "it is still being written")
        #expect(decision.observe(try now()))
        #expect(!decision.observe(try now()), "one change is told once")
        try folder.write("c.css", "1")
        #expect(!decision.observe(try now()))
        try folder.remove("c.css")
        #expect(!decision.observe(try now()), "it is as it was")
        try folder.write("index.html", "22")
        #expect(decision.show(try now()), "a page that is loaded shows the new state at once")
        #expect(!decision.observe(try now()))
    }
}
