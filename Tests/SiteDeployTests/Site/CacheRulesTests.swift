// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SiteDeploy

@Suite struct CacheRulesTests {
    @Test(arguments: [
        ("index.html", CacheRules.revalidate),
        ("blog/3f9a2b1c/index.html", CacheRules.revalidate),
        ("page.3f9a2b1c.html", CacheRules.revalidate),
        ("sw.js", CacheRules.revalidate),
        ("Service-Worker.js", CacheRules.revalidate),
        ("site.webmanifest", CacheRules.revalidate),
        ("manifest.json", CacheRules.revalidate),
        ("feed.xml", CacheRules.revalidate),
        ("blog/index.xml", CacheRules.revalidate),
        ("sitemap-0.xml", CacheRules.revalidate),
        ("robots.txt", CacheRules.revalidate),
        (".well-known/security.txt", CacheRules.revalidate),
        ("app.3f9a2b1c.js", CacheRules.immutable),
        ("assets/index-BsX3kd1q.js", CacheRules.immutable),
        ("assets/index-BsX3kd1q.js.map", CacheRules.immutable),
        ("img/photo.3f9a2b1c.webp", CacheRules.immutable),
        ("style.css", CacheRules.edgeOnly),
        ("app.js", CacheRules.edgeOnly),
        ("data.json", CacheRules.edgeOnly),
        ("cv.pdf", CacheRules.hour),
        ("a.png", CacheRules.hour),
        ("f.woff2", CacheRules.hour),
        ("noextension", CacheRules.hour),
    ])
    func cacheControlByName(key: String, value: String) {
        #expect(CacheRules.cacheControl(for: ObjectKey(key)) == value)
    }

    @Test(arguments: [
        "app.3f9a2b1c.js", "chunk-4b1e0d7f.css", "index-BsX3kd1q.js", "main_4b1e0d7f.css", "app.3f9a2b1c.min.js",
        "app.3f9a2b1c.js.map", "app.3f9a2b1c.css.map", "app-4B1E0D7F.js", "3f9a2b1c4d5e6f70.js",
        "logo.d41d8cd98f00b204e9800998ecf8427e.svg", "inter-latin-BsX3kd1q.woff2",
        "a.e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.js",
    ])
    func aHashIsSeen(name: String) {
        #expect(CacheRules.hasContentHash(name[...]))
    }

    @Test(arguments: [
        "app.js", "app.min.js", "jquery-3.7.1.min.js", "photo-20240115.jpg", "photo-2024-01-15.jpg", "deadbeef.js",
        "logo-deadbeef.svg", "effaced1.css", "3f9a2b1c.js", "IMG_20240115.jpg", "photo-DSC01234.jpg",
        "photo-iPhone5s.jpg", "photo-iPhone15Pro.jpg", "MyPhoto2.png", "resume-2024final.pdf", "a-12345678.css",
        "3f9a2b1c", "-3f9a2b1c.js", "", ".", "..", "x.", "bootstrap.bundle.min.js", "é-ééééééé1.js",
        "photo-4B1E0D7F.jpg", "photo.3f9a2b1.jpg", "angular-ui-router.js", "swiper-bundle.css",
    ])
    func aWordIsNotTakenForAHash(name: String) {
        #expect(!CacheRules.hasContentHash(name[...]))
    }
}
