// SPDX-License-Identifier: Apache-2.0

// The bytes that the XML parser tells apart. Bytes of 128 and up are parts of letters for all that concerns names:
// AWS's are ASCII, and whether the UTF-8 is sound is checked where text is made of it.

let lessThan = UInt8(ascii: "<")
let greaterThan = UInt8(ascii: ">")
let ampersand = UInt8(ascii: "&")
let slash = UInt8(ascii: "/")

func isXMLSpace(_ byte: UInt8) -> Bool {
    byte == 32 || byte == 9 || byte == 10 || byte == 13
}

func isXMLNameStart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
        UInt8(ascii: ":"), 128...255:
        true
    default: false
    }
}

func isXMLNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): true
    default: isXMLNameStart(byte)
    }
}

func isXMLHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
        UInt8(ascii: "A")...UInt8(ascii: "F"):
        true
    default: false
    }
}
