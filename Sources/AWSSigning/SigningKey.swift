// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// The key of one day, region and service, ready to sign with.
///
/// Deriving it takes four HMACs, which is most of the work of a signature: one key serves all signatures of its day.
struct SigningKey: Sendable {
    /// The day that the key is good for, counted from 1970-01-01.
    let day: Int64
    /// `yyyymmdd/region/service/aws4_request`.
    let scope: String
    /// The keyed state, to be copied for each signature: the key's two blocks are hashed only once.
    private let authenticator: HMAC<SHA256>

    init(secretAccessKey: String, region: String, service: String, date: SigningDate) {
        let dateStamp = date.dateStamp
        var key = SymmetricKey(data: Array(("AWS4" + secretAccessKey).utf8))
        for part in [dateStamp, region, service, "aws4_request"] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
        }
        self.day = date.day
        self.scope = "\(dateStamp)/\(region)/\(service)/aws4_request"
        self.authenticator = HMAC<SHA256>(key: key)
    }

    /// The signature of a string to sign, in hexadecimal.
    func signature(of stringToSign: [UInt8]) -> String {
        var authenticator = authenticator
        authenticator.update(data: stringToSign)
        return hexString(authenticator.finalize())
    }
}
