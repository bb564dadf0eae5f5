// SPDX-License-Identifier: Apache-2.0

/// The script that loads a page again when the site has changed, and how it gets into the page.
package enum ReloadScript {
    /// Below the prefix that no file of a site may have.
    package static let path = "/.resumectl/dev/reload.js"
    /// Where the script listens for changes.
    package static let eventsPath = "/.resumectl/dev/events"

    /// Why the script is not put into a page.
    package struct Obstacle: Error, Sendable, Equatable {
        /// For people.
        package let reason: String
    }

    /// Loads the page again when it is told to, and when the server, after it was away, has another state of the site.
    package static let source = """
        (function () {
            "use strict";
            var known = new URL(document.currentScript.src).searchParams.get("r");
            var events = new EventSource("\(eventsPath)");
            events.addEventListener("revision", function (event) {
                if (event.data === known) return;
                events.close();
                location.reload();
            });
            addEventListener("pagehide", function () { events.close(); });
            addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });
        })();

        """

    /// Puts the script into a page: a file of the site's own origin, so that `script-src 'self'` lets it run.
    ///
    /// - Parameters:
    ///   - page: The page as it is on disk, in an encoding in which ASCII is ASCII.
    ///   - revision: Which state of the site the page is of.
    /// - Returns: The page with the script at its end, or why it has to do without.
    package static func added(to page: [UInt8], revision: String) -> Result<[UInt8], Obstacle> {
        if page.starts(with: [0xFE, 0xFF]) || page.starts(with: [0xFF, 0xFE]) {
            return .failure(Obstacle(reason: "The page is in UTF-16."))
        }
        let text = String(decoding: page, as: UTF8.self)
        for policy in ContentSecurityPolicy.policies(inPage: text) {
            for (directive, what) in [("script-src", "script"), ("connect-src", "connection")]
            where !policy.allowsSelf(directive) {
                return .failure(
                    Obstacle(reason: "The Content-Security-Policy of the page allows no \(what) of the site itself."))
            }
        }
        let tag = Array("<script src=\"\(path)?r=\(revision)\" defer></script>".utf8)
        let lowered = page.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 + 32 : $0 }
        let end = Array("</body".utf8)
        var index = lowered.count - end.count
        while index >= 0 {
            if lowered[index] == end[0], lowered[index..<index + end.count].elementsEqual(end) {
                return .success(Array(page[..<index]) + tag + Array(page[index...]))
            }
            index -= 1
        }
        return .success(page + tag)
    }
}
