// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// Signs requests with Signature Version 4.
///
/// A signer is a value: copies may be used from any number of tasks. Without a key it derives the day's key for each
/// signature, which is correct and slow; `prepared(for:)` gives a signer that holds the key. A signer with a key of
/// another day than that of the signature derives the right one.
///
/// AWS reference: AWS Identity and Access Management User Guide, "Create a signed AWS API request".
package struct SigV4Signer: Sendable {
    /// The keys that are signed with.
    package let credentials: AWSCredentials
    /// The region of the credential scope, such as `us-east-1`.
    package let region: String
    /// The service of the credential scope, such as `s3`.
    package let service: String
    /// How the path is signed.
    package let pathEncoding: PathEncoding
    /// Whether `x-amz-content-sha256` is sent and signed. S3 demands it, all services accept it.
    package let sendsPayloadHash: Bool

    private var cachedKey: SigningKey?

    /// Makes a signer without a key.
    ///
    /// - Parameters:
    ///   - credentials: The keys.
    ///   - region: The region to sign for; for global services the one that AWS names for them, mostly `us-east-1`.
    ///   - service: The service's signing name.
    ///   - pathEncoding: How the path is signed; `nil` takes what the service needs.
    ///   - sendsPayloadHash: Whether `x-amz-content-sha256` is sent and signed.
    package init(
        credentials: AWSCredentials, region: String, service: String, pathEncoding: PathEncoding? = nil,
        sendsPayloadHash: Bool = true
    ) {
        self.credentials = credentials
        self.region = region
        self.service = service
        self.pathEncoding = pathEncoding ?? (service == "s3" ? .verbatim : .normalizedTwice)
        self.sendsPayloadHash = sendsPayloadHash
    }

    /// A signer that holds the key of a day.
    ///
    /// - Parameter date: A moment of the day to sign in.
    /// - Returns: This signer if it has the key already, else one that has.
    package func prepared(for date: SigningDate) -> SigV4Signer {
        if isPrepared(for: date) { return self }
        var signer = self
        signer.cachedKey = key(for: date)
        return signer
    }

    /// Whether the signer holds the key of a day.
    ///
    /// - Parameter date: A moment of the day.
    /// - Returns: `true` if a signature of that day needs no new key.
    package func isPrepared(for date: SigningDate) -> Bool {
        cachedKey?.day == date.day
    }

    /// Signs a request by headers.
    ///
    /// - Parameters:
    ///   - request: The request; signature headers of an earlier attempt among its headers are passed over.
    ///   - date: The time of the signature; AWS refuses one that is more than some minutes off.
    /// - Returns: The headers to send along.
    package func sign(_ request: SigningRequest, at date: SigningDate) -> SignedHeaders {
        let timestamp = date.timestamp
        var added = addedHeaders(for: request, timestamp: timestamp)
        let canonical = CanonicalRequest(
            request, added: added, payloadHash: request.payloadHash.headerValue, pathEncoding: pathEncoding)
        let key = key(for: date)
        let signature = key.signature(of: stringToSign(canonical, timestamp: timestamp, scope: key.scope))
        var authorization = ByteText(capacity: 512)
        authorization.append("AWS4-HMAC-SHA256 Credential=")
        authorization.append(credentials.accessKeyID)
        authorization.append(UInt8(ascii: "/"))
        authorization.append(key.scope)
        authorization.append(", SignedHeaders=")
        authorization.append(UnsafeRawBufferPointer(rebasing: canonical.text.bytes[canonical.signedHeaders]))
        authorization.append(", Signature=")
        appendHex(signature, to: &authorization)
        added.append(HeaderField("authorization", authorization.string))
        return SignedHeaders(headers: added)
    }

    /// The steps of the signature that `sign` makes.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - date: The time of the signature.
    /// - Returns: The canonical request, the string to sign and the signature.
    package func trace(_ request: SigningRequest, at date: SigningDate) -> SignatureTrace {
        let timestamp = date.timestamp
        let canonical = CanonicalRequest(
            request, added: addedHeaders(for: request, timestamp: timestamp),
            payloadHash: request.payloadHash.headerValue, pathEncoding: pathEncoding)
        return trace(canonical, timestamp: timestamp, key: key(for: date))
    }

    func trace(_ canonical: borrowing CanonicalRequest, timestamp: String, key: SigningKey) -> SignatureTrace {
        let text = stringToSign(canonical, timestamp: timestamp, scope: key.scope)
        return SignatureTrace(
            canonicalRequest: canonical.text.string,
            stringToSign: text.string, signature: hexString(key.signature(of: text)))
    }

    func key(for date: SigningDate) -> SigningKey {
        if let cachedKey, cachedKey.day == date.day { return cachedKey }
        return SigningKey(
            secretAccessKey: credentials.secretAccessKey, region: region, service: service, date: date)
    }

    private func addedHeaders(for request: SigningRequest, timestamp: String) -> [HeaderField] {
        var headers: [HeaderField] = []
        headers.reserveCapacity(4)
        headers.append(HeaderField("x-amz-date", timestamp))
        if sendsPayloadHash {
            headers.append(HeaderField("x-amz-content-sha256", request.payloadHash.headerValue))
        }
        if let token = credentials.sessionToken {
            headers.append(HeaderField("x-amz-security-token", token))
        }
        return headers
    }

    private func stringToSign(
        _ canonical: borrowing CanonicalRequest, timestamp: String, scope: String
    ) -> ByteText {
        var text = ByteText(capacity: 192)
        text.append("AWS4-HMAC-SHA256\n")
        text.append(timestamp)
        text.append(UInt8(ascii: "\n"))
        text.append(scope)
        text.append(UInt8(ascii: "\n"))
        var hasher = SHA256()
        hasher.update(bufferPointer: canonical.text.bytes)
        appendHex(hasher.finalize(), to: &text)
        return text
    }
}

extension SigV4Signer: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The access key ID, the region and the service; no secret.
    package var description: String {
        "SigV4Signer(accessKeyID: \(credentials.accessKeyID), region: \(region), service: \(service))"
    }

    /// The same as `description`.
    package var debugDescription: String { description }

    /// The parts of `description`, without the day's key.
    package var customMirror: Mirror {
        Mirror(self, children: ["accessKeyID": credentials.accessKeyID, "region": region, "service": service])
    }
}
