// SPDX-License-Identifier: Apache-2.0

import AWSSigning
import Testing

@Suite struct AWSCredentialsTests {
    private let credentials = AWSCredentials(
        accessKeyID: "ASIAEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG", sessionToken: "IQoJb3JpZ2luX2VjE")

    @Test func printingThemShowsNoSecret() {
        var dumped = ""
        dump(credentials, to: &dumped)
        let optional: AWSCredentials? = credentials
        for text in ["\(credentials)", String(reflecting: credentials), dumped, "\(String(describing: optional))"] {
            #expect(text.contains("ASIAEXAMPLE"))
            #expect(!text.contains("wJalr") && !text.contains("IQoJb"))
        }
    }

    @Test(arguments: [
        ("x-amz-security-token:IQoJb3JpZ2luX2VjE\n\nhost", "x-amz-security-token:(secret)\n\nhost"),
        ("wJalrXUtnFEMI/K7MDENG and wJalrXUtnFEMI/K7MDENG", "(secret) and (secret)"),
        ("The key ASIAEXAMPLE is unknown", "The key ASIAEXAMPLE is unknown"),
        ("", ""),
    ])
    func theyAreTakenOutOfWhatAServiceSays(text: String, expected: String) {
        #expect(credentials.concealed(in: text) == expected)
    }

    @Test func aWordThatIsNoKeyStays() {
        let short = AWSCredentials(accessKeyID: "A", secretAccessKey: "key", sessionToken: "")
        #expect(short.concealed(in: "the key") == "the key")
    }
}
