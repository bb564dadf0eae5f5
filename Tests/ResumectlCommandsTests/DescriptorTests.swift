// SPDX-License-Identifier: Apache-2.0

import Reconcile
import SiteDeploy
import Testing

@testable import ResumectlCommands

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct DescriptorTests {
    @Test(arguments: [
        (Descriptor.Manner.replacing, "after"), (.appending, "beforeafter"),
    ])
    func aFileThatIsThereIsReplacedOrMadeLonger(manner: Descriptor.Manner, content: String) throws {
        let stage = try CommandStage()
        try stage.write("file", "before")
        let file = try Descriptor.open("\(stage.folder)/file", manner)
        defer { file.close() }
        try file.write("after")
        #expect(try stage.text("file") == content)
        #expect(try file.byteCount() == content.utf8.count)
    }

    @Test(arguments: [Descriptor.Manner.replacing, .appending])
    func aFileThatIsMissingIsMade(manner: Descriptor.Manner) throws {
        let stage = try CommandStage()
        let file = try Descriptor.open("\(stage.folder)/file", manner)
        defer { file.close() }
        #expect(try stage.text("file") == "")
    }

    @Test func aTextIsWrittenWholeHoweverLongItIs() throws {
        let stage = try CommandStage()
        let text = String(repeating: "漢e\u{301}", count: 1 << 20)
        let file = try Descriptor.open("\(stage.folder)/file", .replacing)
        defer { file.close() }
        try file.write(text)
        #expect(try stage.text("file") == text)
    }

    @Test func theSystemTellsWhyItFailed() throws {
        let stage = try CommandStage()
        #expect(throws: FileFailure(code: ENOENT)) { try Descriptor.open("\(stage.folder)/no/file", .replacing) }
        #expect(throws: FileFailure(code: EISDIR)) { try Descriptor.open(stage.folder, .appending) }
        #expect(throws: FileFailure(code: EBADF)) { try Descriptor(number: -1).write("x") }
        #expect(throws: FileFailure(code: EBADF)) { try Descriptor(number: -1).byteCount() }
    }

    @Test func anErrorNamesTheFileAndTheSystemsReason() throws {
        let stage = try CommandStage()
        var context = CommandContext.silent
        context.workingDirectory = stage.folder
        for (file, reason) in [("no/file", "No such file or directory"), ("site", "Is a directory")] {
            let error = #expect(throws: DeployError.self) { try context.write("x", to: file) }
            #expect(error?.code == ErrorCode.fileNotWritten.rawValue)
            #expect(error?.detail == "\(file): \(reason)")
        }
        let project = #expect(throws: DeployError.self) {
            try DiskProject(root: stage.folder).create("x", at: "resume.yaml/site/index.html")
        }
        #expect(project?.detail == "resume.yaml/site/index.html: Not a directory")
        #expect(throws: DeployError.self) { try RecordFile(path: "\(stage.folder)/site") }
    }

    @Test func aFileOfTheUsersIsReplaced() throws {
        let stage = try CommandStage()
        var context = CommandContext.silent
        context.workingDirectory = stage.folder
        try context.write("one", to: "./site/../page.html")
        try context.write("2", to: "\(stage.folder)/page.html")
        #expect(try stage.text("page.html") == "2")
    }
}
