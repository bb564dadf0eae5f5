// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSSigning
import AWSWire
import SiteDeploy

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension FuzzCheck {
    /// What is encoded is decoded to the same; a path to invalidate stays as it is once it is written.
    static let percent = FuzzCheck("percent") { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        let encoded = PercentEncoding.encode(text)
        try FuzzFinding.unless(encoded.utf8.allSatisfy { $0 > 32 && $0 < 127 }, "an encoded text is not ASCII")
        for decoded in [try URLDecoding.decode(encoded), try URLDecoding.decodeS3Key(encoded)] {
            try FuzzFinding.unless(Array(decoded.utf8) == Array(text.utf8), "decoded to something else")
        }
        if let decoded = try? URLDecoding.decode(text) {
            try FuzzFinding.unless(decoded.utf8.count <= text.utf8.count, "decoding made it longer")
        }
        if let path = InvalidationPath.parse(text) {
            try FuzzFinding.unless(InvalidationPath.parse(path) == path, "a path changes when it is written again")
            try FuzzFinding.unless(path.utf8.allSatisfy { $0 > 32 && $0 < 127 }, "a path is not ASCII")
        }
        for pattern in InvalidationPath.patterns("/\(text)") {
            try FuzzFinding.unless(
                pattern.utf8.count <= InvalidationPath.maximumLength && !pattern.dropLast().contains("*"),
                "CloudFront does not take \(pattern)")
        }
    }

    /// A moment that is read can be written and read again.
    static let timestamp = FuzzCheck("timestamp") { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        // From year 0 to 9999.
        let writable = -62_167_219_200.0...253_402_300_799.0
        if let date = AWSTimestamp.parseISO8601(text), writable.contains(date.timeIntervalSince1970) {
            let again = AWSTimestamp.parseISO8601(AWSTimestamp.formatISO8601(date, milliseconds: true))
            let difference = abs((again ?? .distantPast).timeIntervalSince(date))
            try FuzzFinding.unless(difference < 0.0011, "a moment changes by \(difference) s")
        }
        if let date = AWSTimestamp.parseHTTPDate(text) {
            try FuzzFinding.unless(
                AWSTimestamp.parseHTTPDate(AWSTimestamp.formatHTTPDate(date)) == date, "a header's date changes")
        }
        let value = try? JSONValue(parsing: bytes)
        for date in [AWSTimestamp.parseEpochSeconds(value), AWSTimestamp.parseEpochMilliseconds(value)] {
            guard let date else { continue }
            let written = AWSTimestamp.formatISO8601(date, milliseconds: true)
            try FuzzFinding.unless(AWSTimestamp.parseISO8601(written) != nil, "\(written) cannot be read")
        }
    }

    /// A name of Route 53 has one normal form.
    static let dnsName = FuzzCheck("dns-name") { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        let name = DNSName.normalized(text)
        try FuzzFinding.unless(name.utf8.count <= text.utf8.count, "a name became longer")
        if !name.hasSuffix(".") {
            try FuzzFinding.unless(DNSName.normalized(name) == name, "the normal form is not normal")
            try FuzzFinding.unless(DNSName.normalized(name + ".") == name, "a dot at the end makes a difference")
        }
    }
}
