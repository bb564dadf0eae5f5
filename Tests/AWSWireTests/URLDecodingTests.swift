// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Testing

struct URLDecodingTests {
    @Test(arguments: [
        ("", "", ""),
        ("plain", "plain", "plain"),
        ("a+b%2Bc%20d", "a+b+c d", "a b+c d"),
        ("%7B%22a%22%3a1%7d", "{\"a\":1}", "{\"a\":1}"),
        ("%C3%A4%F0%9F%98%80ä", "ä😀ä", "ä😀ä"),
        ("%0D%0A%00", "\r\n\u{0}", "\r\n\u{0}"),
        ("%2525", "%25", "%25"),
    ])
    func decodes(text: String, plain: String, key: String) throws {
        #expect(try Array(URLDecoding.decode(text).utf8) == Array(plain.utf8))
        #expect(try Array(URLDecoding.decodeS3Key(text).utf8) == Array(key.utf8))
    }

    @Test(arguments: ["%", "a%2", "%g0", "%+1", "%%20", "100%"])
    func refusesWhatIsMalformed(text: String) {
        #expect(throws: URLDecoding.Failure.malformed(text)) { try URLDecoding.decode(text) }
    }

    @Test(arguments: ["%FF", "%C3", "%ED%A0%80"])
    func refusesWhatIsNoUTF8(text: String) {
        #expect(throws: URLDecoding.Failure.notUTF8(text)) { try URLDecoding.decodeS3Key(text) }
    }
}
