// SPDX-License-Identifier: Apache-2.0

extension UInt8 {
    /// The byte, or the lower-case letter if it is an upper-case letter of ASCII.
    var lowercasedASCII: UInt8 {
        self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
    }
}

extension Sequence<UInt8> {
    /// The text of these bytes, its upper-case letters of ASCII in lower case.
    var lowercasedASCIIText: String { String(decoding: map(\.lowercasedASCII), as: UTF8.self) }
}
