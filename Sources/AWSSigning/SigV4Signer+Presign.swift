// SPDX-License-Identifier: Apache-2.0

extension SigV4Signer {
    /// Signs a request by its query, so that anybody who has the URL can send it.
    ///
    /// For S3 the body is not covered (`UNSIGNED-PAYLOAD`), whatever the request's payload hash says; for other
    /// services it is.
    ///
    /// - Parameters:
    ///   - request: The request. Whoever sends it must send its headers too.
    ///   - date: The time from which the URL holds.
    ///   - expiry: How long it holds, in whole seconds; a fraction is cut off.
    /// - Returns: The query to send: the request's own parameters, then the signature's, all not encoded. The host and
    ///   the path stay.
    /// - Throws: `SigningError.expiryOutOfRange` for less than a second or more than 7 days.
    ///
    /// AWS reference: Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters".
    package func presign(
        _ request: SigningRequest, at date: SigningDate, expiresIn expiry: Duration
    ) throws -> [QueryItem] {
        let (added, trace) = try presigned(request, at: date, expiresIn: expiry)
        return request.query + added + [QueryItem("X-Amz-Signature", trace.signature)]
    }

    /// The steps of the signature that `presign` makes.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - date: The time from which the URL holds.
    ///   - expiry: How long it holds.
    /// - Returns: The canonical request, the string to sign and the signature.
    /// - Throws: `SigningError.expiryOutOfRange` for less than a second or more than 7 days.
    package func presignTrace(
        _ request: SigningRequest, at date: SigningDate, expiresIn expiry: Duration
    ) throws -> SignatureTrace {
        try presigned(request, at: date, expiresIn: expiry).trace
    }

    private func presigned(
        _ request: SigningRequest, at date: SigningDate, expiresIn expiry: Duration
    ) throws -> (added: [QueryItem], trace: SignatureTrace) {
        let seconds = expiry.components.seconds
        guard (1...604_800).contains(seconds) else { throw SigningError.expiryOutOfRange(expiry) }
        let timestamp = date.timestamp
        let key = key(for: date)
        var added = [
            QueryItem("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
            QueryItem("X-Amz-Credential", "\(credentials.accessKeyID)/\(key.scope)"),
            QueryItem("X-Amz-Date", timestamp),
            QueryItem("X-Amz-Expires", String(seconds)),
            QueryItem("X-Amz-SignedHeaders", CanonicalRequest.signedHeaderNames(request)),
        ]
        if let token = credentials.sessionToken {
            added.append(QueryItem("X-Amz-Security-Token", token))
        }
        let payloadHash = pathEncoding == .verbatim ? PayloadHash.unsigned : request.payloadHash
        let canonical = CanonicalRequest(
            request, added: [], addedQuery: added, payloadHash: payloadHash.headerValue, pathEncoding: pathEncoding)
        return (added, trace(canonical, timestamp: timestamp, key: key))
    }
}
