// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSServices

@Suite struct RequestTimeoutTests {
    @Test(
        arguments: [
            ("90", Duration.seconds(90)), ("2.5", .milliseconds(2500)), ("0.1", .milliseconds(100)),
            ("0", nil), ("-3", nil), ("soon", nil), ("inf", nil), ("nan", nil), ("86401", nil),
        ] as [(String, Duration?)])
    func secondsAreUnderstoodAndNothingElse(_ text: String, _ expected: Duration?) {
        #expect(RequestTimeout(text)?.duration == expected)
    }

    @Test func anEmptyVariableSetsNothing() {
        let environment = AWSEnvironment(variables: [RequestTimeout.variable: ""], homeDirectory: "/")
        #expect(RequestTimeout(environment: environment) == nil)
    }
}
