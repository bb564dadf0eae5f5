// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire
import Reconcile
import SiteConfig
import Synchronization
import Testing

@testable import ResumectlCommands

@Suite struct ErrorReportTests {
    private static func error(_ kind: DeployError.Kind, _ code: ErrorCode = .unexpected) -> DeployError {
        DeployError(code: code, summary: "Something", kind: kind)
    }

    private static let mistake = ConfigError(diagnostics: [
        Diagnostic(
            .value, position: SourcePosition(file: "a.yaml", line: 2, column: 5), message: "no", hint: "Do this.")
    ])

    /// What ended a command, and its status.
    private static let ends: [(String, any Error, ResumectlCommands.ExitStatus)] = [
        ("a failure", error(.failure), .failed),
        ("a mistake in the configuration", mistake, .usage),
        ("a wrong value", error(.configuration), .usage),
        ("a guard", error(.refused), .refused),
        ("something pending", error(.pending), .pendingInAWS),
        ("a missing permission", error(.permission), .permission),
        ("an interruption", CancellationError(), .interrupted),
        ("AWS", AWSError(service: .s3, operation: "PutObject", code: "InternalError", message: ""), .failed),
        (
            "AWS refusing", AWSError(service: .s3, operation: "PutObject", code: "AccessDenied", message: ""),
            .permission
        ),
        ("no credentials", CredentialsError(.nothingFound, "None.", hint: "Get some."), .permission),
        ("one read not allowed", ReadFailure(errors: [error(.failure), error(.permission)]), .permission),
        ("one read refused", ReadFailure(errors: [error(.failure), error(.refused)]), .refused),
        ("all reads pending", ReadFailure(errors: [error(.pending), error(.pending)]), .pendingInAWS),
        ("some reads pending", ReadFailure(errors: [error(.pending), error(.failure)]), .failed),
    ]

    @Test(arguments: ends.indices)
    func theStatusTellsTheKindOfError(index: Int) {
        let (_, error, status) = Self.ends[index]
        #expect(ErrorReport(error).status == status)
    }

    private func shown(_ error: any Error, json: Bool = false) -> String {
        let text = Mutex("")
        var context = CommandContext.silent
        context.console = Console(style: TextStyle(isColored: false)) { piece, stream in
            #expect((stream == .output) == json)
            text.withLock { $0 += piece }
        }
        context.usesJSON = json
        _ = ErrorReport(error).show(on: context)
        return text.withLock { $0 }
    }

    @Test func anErrorSaysWhatWhereAndWhatToDo() {
        let error = DeployError(
            code: .certificatePending, summary: "The certificate is not issued yet",
            detail: "www.example.com\nexample.com", hint: "Run:\n    resumectl deploy",
            cause: "ACM DescribeCertificate, request 4f1c", kind: .pending)
        #expect(
            shown(error) == """
                pending: The certificate is not issued yet [certificate-pending]
                  www.example.com
                  example.com
                  Run:
                      resumectl deploy
                  (ACM DescribeCertificate, request 4f1c)

                """)
    }

    @Test func aMistakeStandsBehindItsPlace() {
        #expect(shown(Self.mistake) == "a.yaml:2:5: error: no [config-value]\n  Do this.\n")
    }

    @Test func everyErrorIsARecord() throws {
        let text = shown(
            ReadFailure(errors: [Self.error(.failure, .network), Self.error(.pending, .recordsPending)]), json: true)
        let records = try text.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        #expect(records.map { $0["code"] } == ["network", "records-pending"])
        #expect(records.map { $0["pending"] } == [false, true])
        let mistake = try JSONValue(parsing: shown(Self.mistake, json: true))
        #expect(mistake["type"] == "diagnostic")
        #expect(mistake["position"] == "a.yaml:2:5")
        #expect(mistake["code"] == "config-value")
        #expect(mistake["hint"] == "Do this.")
    }
}
