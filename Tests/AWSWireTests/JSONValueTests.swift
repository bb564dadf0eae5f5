// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Foundation
import Testing

struct JSONValueTests {
    @Test(
        arguments: [
            ("null", .null),
            (" true ", true),
            ("false", false),
            ("0", 0),
            ("-7", -7),
            ("9223372036854775807", .int(.max)),
            ("-9223372036854775808", .int(.min)),
            ("9223372036854775808", .double(9_223_372_036_854_775_808)),
            ("1.0", .double(1)),
            ("-0", 0),
            ("1.7E9", .double(1_700_000_000)),
            ("1e-2", .double(0.01)),
            ("2E+3", .double(2000)),
            (#""""#, ""),
            (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{C}\n\r\t"),
            (#""\u00e4\uD83D\uDE00\u0000""#, "ä😀\u{0}"),
            ("\"日本\"", "日本"),
            ("[]", []),
            ("[1 , [2], {}]", [1, [2], [:]]),
            (#"{ "a" : {"b": [null, true]}, "": "x" }"#, ["a": ["b": [nil, true]], "": "x"]),
            (#"{"a": 1, "a": 2}"#, ["a": 2]),
            ("\u{FEFF}{}", [:]),
        ] as [(String, JSONValue)])
    func reads(text: String, expected: JSONValue) throws {
        let value = try JSONValue(parsing: text)
        #expect(value == expected)
        #expect(try JSONValue(parsing: value.serialized()) == value)
    }

    @Test(
        arguments: [
            ("", .truncated, 0),
            ("  ", .truncated, 2),
            ("nul", .truncated, 3),
            ("nule", .malformed, 3),
            ("True", .malformed, 0),
            ("[1,]", .malformed, 3),
            ("[1 2]", .malformed, 3),
            ("[1", .truncated, 2),
            ("{\"a\"}", .malformed, 4),
            ("{a: 1}", .malformed, 1),
            ("{\"a\": 1,}", .malformed, 8),
            ("{\"a\":", .truncated, 5),
            ("01", .badNumber, 0),
            ("-", .truncated, 0),
            ("-a", .malformed, 0),
            ("+1", .malformed, 0),
            (".5", .malformed, 0),
            ("1.", .badNumber, 0),
            ("1e", .badNumber, 0),
            ("1e999", .badNumber, 0),
            ("NaN", .malformed, 0),
            ("\"a", .truncated, 2),
            ("\"\n\"", .badString, 1),
            ("\"\\x\"", .badString, 2),
            ("\"\\u12\"", .truncated, 3),
            ("\"\\u12g4\"", .badString, 3),
            ("\"\\uD800\"", .badString, 3),
            ("\"\\uD800\\u0041\"", .badString, 3),
            ("\"\\uDC00\"", .badString, 3),
            ("{} x", .trailingContent, 3),
            ("<html>", .malformed, 0),
        ] as [(String, JSONError.Reason, Int)])
    func refuses(text: String, reason: JSONError.Reason, offset: Int) {
        #expect {
            try JSONValue(parsing: text)
        } throws: { error in
            (error as? JSONError)?.reason == reason && (error as? JSONError)?.offset == offset
        }
    }

    @Test func refusesWhatIsNoUTF8() {
        #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0x5C, 0x6E, 0xC3, 0x22]) }
    }

    @Test func depthIsBounded() throws {
        let limit = JSONValue.depthLimit
        _ = try JSONValue(parsing: String(repeating: "[", count: limit) + String(repeating: "]", count: limit))
        #expect(throws: JSONError.self) {
            try JSONValue(parsing: String(repeating: "[", count: limit + 1) + String(repeating: "]", count: limit + 1))
        }
        #expect(throws: JSONError.self) { try JSONValue(parsing: String(repeating: "{\"a\":", count: 1_000_000)) }
    }

    @Test func everyTruncationIsAnError() {
        let bytes = Array(
            #"{"Table": {"Name": "visitors", "Created": 1.7E9, "é\u00e9": [true, null, -12, "\n"]}}"#.utf8)
        for count in 0..<bytes.count {
            #expect(throws: JSONError.self) { try JSONValue(parsing: Array(bytes[..<count])) }
        }
    }

    @Test func writesSortedAndEscaped() {
        let value: JSONValue = ["b": [1, 2.5, nil, true], "a": "\"\\/\u{1}\u{8}\t\n\u{C}\r\u{1F}ä", "aa": [:]]
        #expect(
            value.serializedText()
                == #"{"a":"\"\\/\u0001\b\t\n\f\r\u001fä","aa":{},"b":[1,2.5,null,true]}"#)
        #expect(JSONValue.double(.infinity).serializedText() == "null")
    }

    @Test func codersKeepValues() throws {
        let value: JSONValue = ["a": [1, 2.5, "x", nil, true, []], "b": ["c": -3]]
        #expect(try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value)) == value)
        #expect(try JSONDecoder().decode(JSONValue.self, from: Data(value.serialized())) == value)
        #expect(try JSONValue(parsing: Array(JSONEncoder().encode(value))) == value)
    }

    @Test func accessors() {
        var value: JSONValue = ["n": 3, "d": 3.0, "h": 2.5, "s": "x", "a": [1], "t": true, "z": nil]
        #expect(value["n"]?.intValue == 3)
        #expect(value["d"]?.intValue == 3)
        #expect(value["h"]?.intValue == nil)
        #expect(value["n"]?.doubleValue == 3)
        #expect(value["s"]?.stringValue == "x")
        #expect(value["s"]?.intValue == nil)
        #expect(value["a"]?.arrayValue == [1])
        #expect(value["t"]?.boolValue == true)
        #expect(value["z"]?.isNull == true)
        #expect(value["missing"] == nil)
        #expect(JSONValue.string("x")["a"] == nil)
        value["n"] = nil
        value["new"] = 1
        #expect(value.objectValue?.keys.sorted() == ["a", "d", "h", "new", "s", "t", "z"])
    }
}
