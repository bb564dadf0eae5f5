// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SiteDeploy

@Suite struct ContentTypesTests {
    @Test(arguments: [
        ("index.html", "text/html; charset=utf-8"),
        ("a/b.HTM", "text/html; charset=utf-8"),
        ("style.css", "text/css; charset=utf-8"),
        ("app.min.js", "text/javascript; charset=utf-8"),
        ("app.mjs", "text/javascript; charset=utf-8"),
        ("app.js.map", "application/json; charset=utf-8"),
        ("data.json", "application/json; charset=utf-8"),
        ("site.webmanifest", "application/manifest+json; charset=utf-8"),
        ("module.wasm", "application/wasm"),
        ("sitemap.xml", "application/xml; charset=utf-8"),
        ("feed.rss", "application/rss+xml; charset=utf-8"),
        ("feed.atom", "application/atom+xml; charset=utf-8"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("README.md", "text/markdown; charset=utf-8"),
        ("event.ics", "text/calendar; charset=utf-8"),
        ("me.vcf", "text/vcard; charset=utf-8"),
        ("cv.pdf", "application/pdf"),
        ("a.png", "image/png"),
        ("a.JPG", "image/jpeg"),
        ("a.avif", "image/avif"),
        ("a.webp", "image/webp"),
        ("a.jxl", "image/jxl"),
        ("a.svg", "image/svg+xml; charset=utf-8"),
        ("favicon.ico", "image/vnd.microsoft.icon"),
        ("f.woff2", "font/woff2"),
        ("f.ttf", "font/ttf"),
        ("film.mp4", "video/mp4"),
        ("sound.mp3", "audio/mpeg"),
        ("subs.vtt", "text/vtt; charset=utf-8"),
        (".well-known/apple-app-site-association", "application/json"),
        ("LICENSE", "text/plain; charset=utf-8"),
        ("noextension", "application/octet-stream"),
        ("what.everisthis", "application/octet-stream"),
        ("html", "application/octet-stream"),
        ("a.html/file", "application/octet-stream"),
        ("ends.", "application/octet-stream"),
        ("", "application/octet-stream"),
    ])
    func typeByName(path: String, type: String) {
        #expect(ContentTypes.type(for: path) == type)
    }
}
