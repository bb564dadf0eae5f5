// SPDX-License-Identifier: Apache-2.0

import SitePreview
import Testing

@testable import ResumectlCommands

@Suite struct DevCommandTests {
    @Test func theLiveTableNeedsACounter() async throws {
        let stage = try CommandStage()
        #expect(try await stage.run(["dev", "--live-table", "--port", "0"]) == .usage)
        #expect(stage.error.contains("[no-counter]"))
        #expect(stage.error.contains("Leave out --live-table"))
    }

    @Test func aFolderThatIsMissingIsToldWithItsPlace() async throws {
        let stage = try CommandStage(config: "name: resume\nsite:\n  path: nowhere\n")
        #expect(try await stage.run(["dev", "--port", "0"]) == .usage)
        #expect(stage.error.contains("resume.yaml:3:9: error: site.path: there is no folder"))
    }

    @Test(arguments: [
        (
            PreviewEvent.request(method: "GET", target: "/a", status: 200, duration: .milliseconds(12)),
            "200 GET  /a 12 ms"
        ),
        (.request(method: "POST", target: "/b?c", status: 503, duration: .zero), "503 POST /b?c 0 ms"),
        (.function("counted"), "counter │ counted"), (.table("started"), "table   │ started"),
        (.note("Look."), "note: Look."), (.counterReady, "The counter is ready."),
        (.function("\u{1B}[2J"), "counter │ \\u{1B}[2J"),
    ])
    func eachEventIsALine(event: PreviewEvent, line: String) {
        let written = Lines()
        var context = CommandContext.silent
        context.console = Console(style: TextStyle(isColored: false)) { text, _ in written.add(text) }
        DevOutput(context: context).show(event)
        #expect(written.all == ["\(line)\n"])
    }

    @Test func withJSONEachEventIsARecord() {
        let written = Lines()
        var context = CommandContext.silent
        context.console = Console(style: TextStyle(isColored: false)) { text, _ in written.add(text) }
        context.usesJSON = true
        let output = DevOutput(context: context)
        output.show(.request(method: "GET", target: "/", status: 404, duration: .milliseconds(3)))
        output.show(.changed)
        #expect(
            written.all == [
                #"{"method":"GET","milliseconds":3,"status":404,"target":"/","type":"request"}"# + "\n",
                #"{"type":"changed"}"# + "\n",
            ])
    }
}
