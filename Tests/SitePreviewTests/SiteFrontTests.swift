// SPDX-License-Identifier: Apache-2.0

import SiteConfig
import SiteDeploy
import Synchronization
import Testing

@testable import SitePreview

@Suite struct SiteFrontTests {
    /// A site with its front; what the user is told is kept.
    private final class Stage: Sendable {
        let folder: PreviewFolder
        let site: SiteFolder
        let front: SiteFront
        let told: Told

        final class Told: Sendable {
            private let lines = Mutex<[String]>([])
            var all: [String] { lines.withLock { $0 } }
            func add(_ line: String) { lines.withLock { $0.append(line) } }
        }

        init(reloads: Bool = false) throws {
            folder = try PreviewFolder()
            try folder.write("index.html", "<body>home</body>")
            try folder.write("404.html", "<p>none")
            try folder.write("style.css", "body{}")
            site = SiteFolder(scanner: SiteScanner(folder: folder.path, exclude: [try GlobPattern("drafts/")]))
            let told = Told()
            self.told = told
            front = SiteFront(
                config: SiteConfig(
                    name: "resume", site: SiteConfig.Site(path: folder.path),
                    counter: SiteConfig.Counter(path: "/lambda")),
                folder: site,
                api: { _ in PreviewResponse(status: 404, type: "application/json", text: "{}") },
                reload: reloads ? ReloadWatch(folder: site, run: "run") {} : nil, note: { told.add($0) })
        }

        func get(_ path: String, _ headers: HeaderFields = [:], method: String = "GET") async -> PreviewResponse {
            await front.answer(PreviewRequest(method: method, path: path, headers: headers))
        }

        func text(_ response: PreviewResponse) -> String {
            switch response.body {
            case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
            case .file(let file, let range):
                site.read(file, range).map { String(decoding: $0, as: UTF8.self) } ?? "gone"
            case .events: "events"
            }
        }
    }

    @Test func aFileHasTheHeadersThatItWouldBeDeployedWith() async throws {
        let response = try await Stage().get("/style.css")
        #expect(response.status == 200)
        #expect(response.headers["content-type"] == "text/css; charset=utf-8")
        #expect(response.headers["cache-control"] == "public, max-age=0, s-maxage=86400, must-revalidate")
        #expect(response.headers["etag"] == "\"aa676972bbd2b68e94ef8e91e81d20be\"")
        #expect(response.headers["x-content-type-options"] == "nosniff")
        #expect(response.headers["x-frame-options"] == "SAMEORIGIN")
        #expect(response.headers["accept-ranges"] == "bytes")
    }

    @Test func whatIsMissingIsThePageForThatWithItsStatus() async throws {
        let stage = try Stage()
        for path in ["/nothing", "/api/unknown", "/../index.html", "/drafts/", "/.hidden.txt"] {
            let response = await stage.get(path)
            #expect(response.status == 404, "\(path)")
            #expect(stage.text(response) == "<p>none", "\(path)")
            #expect(response.headers["content-type"] == "text/html; charset=utf-8")
        }
        try stage.folder.remove("404.html")
        #expect(stage.text(await stage.get("/nothing")).contains("NoSuchKey"))
    }

    @Test func editsNewFilesAndDeletesAreSeenAtOnce() async throws {
        let stage = try Stage()
        #expect(stage.text(await stage.get("/")) == "<body>home</body>")
        try stage.folder.write("index.html", "<body>changed</body>")
        #expect(stage.text(await stage.get("/")) == "<body>changed</body>")
        #expect(await stage.get("/new.txt").status == 404)
        try stage.folder.write("new.txt", "new")
        #expect(stage.text(await stage.get("/new.txt")) == "new")
        try stage.folder.remove("new.txt")
        #expect(await stage.get("/new.txt").status == 404)
    }

    @Test func whatIsNotPublishedIsNotServed() async throws {
        let stage = try Stage()
        try stage.folder.write(".env", "SECRET=1")
        try stage.folder.write(".git/config", "x")
        try stage.folder.write("drafts/a.html", "draft")
        try stage.folder.write("index.html~", "old")
        let outside = try PreviewFolder()
        try outside.write("secret.txt", "secret")
        try stage.folder.link("link.txt", to: "\(outside.path)/secret.txt")
        for path in ["/.env", "/.git/config", "/drafts/a.html", "/index.html~", "/link.txt", "/%2Eenv"] {
            #expect(await stage.get(path).status == 404, "\(path)")
        }
    }

    @Test func aFileThatADeployRefusesIsNotServed() async throws {
        let stage = try Stage()
        try stage.folder.write("key.txt", "-----BEGIN RSA PRIVATE KEY-----\nabc")
        let response = await stage.get("/key.txt")
        #expect(response.status == 500)
        #expect(!stage.text(response).contains("abc"))
        #expect(stage.told.all.first?.contains("private key") == true)
    }

    @Test func partsAndConditionsAreAnsweredLikeTheBucketDoes() async throws {
        let stage = try Stage()
        let whole = await stage.get("/style.css")
        let tag = try #require(whole.headers["etag"])
        let unchanged = await stage.get("/style.css", ["If-None-Match": tag])
        #expect(unchanged.status == 304)
        #expect(unchanged.headers["etag"] == tag)
        let part = await stage.get("/style.css", ["Range": "bytes=0-3"])
        #expect(part.status == 206)
        #expect(stage.text(part) == "body")
        #expect(part.headers["content-range"] == "bytes 0-3/6")
        #expect(await stage.get("/style.css", ["Range": "bytes=9-"]).status == 416)
    }

    @Test func withLiveReloadPagesGetTheScriptAndBrowsersKeepNothing() async throws {
        let stage = try Stage(reloads: true)
        let page = await stage.get("/")
        #expect(stage.text(page).contains("<script src=\"/.resumectl/dev/reload.js?r=run-1\" defer></script></body>"))
        #expect(page.headers["cache-control"] == "no-cache")
        #expect(page.headers["x-resumectl-cache-control"] == "public, max-age=0, must-revalidate")
        #expect(page.headers["etag"]?.hasPrefix("W/") == true)
        let style = await stage.get("/style.css")
        #expect(stage.text(style) == "body{}")
        #expect(style.headers["cache-control"] == "no-cache")
        #expect(
            await stage.get("/.resumectl/dev/reload.js").headers["content-type"] == "text/javascript; charset=utf-8")
        // The tag tells one state from another, also of the script.
        try stage.folder.write("style.css", "body { margin: 0 }")
        #expect(await stage.get("/", ["If-None-Match": try #require(page.headers["etag"])]).status == 200)
    }

    @Test func withoutLiveReloadThereAreNoAddressesOfItsOwn() async throws {
        #expect(try await Stage().get("/.resumectl/dev/reload.js").status == 403)
    }

    @Test func aPageThatAllowsNoScriptIsLeftAloneAndTheUserIsTold() async throws {
        let stage = try Stage(reloads: true)
        let page = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"><body>x</body>"
        try stage.folder.write("index.html", page)
        #expect(stage.text(await stage.get("/")) == page)
        #expect(
            stage.told.all == [
                "No live reload on index.html: "
                    + "The Content-Security-Policy of the page allows no script of the site itself."
            ])
    }
}
