// SPDX-License-Identifier: Apache-2.0

internal import AWSSigning
internal import AWSWire
internal import Crypto

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Calls Amazon S3.
///
/// The caller's region is where buckets are created; a bucket that turns out to be elsewhere is followed there.
package struct S3Client: Sendable {
    /// The namespace of all documents that S3 reads.
    static let namespace = "http://s3.amazonaws.com/doc/2006-03-01/"

    /// Signs, sends and retries.
    package let caller: any ServiceCaller
    /// The account that buckets must belong to. S3 then refuses to touch a bucket of anybody else, whatever its
    /// policy allows; `nil` does not check.
    package let expectedOwner: String?

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - caller: Signs, sends and retries.
    ///   - expectedOwner: The account's 12 digits that every bucket must belong to, `nil` not to check.
    package init(caller: any ServiceCaller, expectedOwner: String? = nil) {
        self.caller = caller
        self.expectedOwner = expectedOwner
    }

    /// The region of the client.
    package var region: String { caller.region }

    /// How often AWS has asked to slow down, or has not answered in time.
    package var slowDownCount: Int { caller.slowDownCount }

    /// Begins to open connections for requests to a bucket that are about to come.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - count: How many there are to be, given how long the last one took to open; not asked when there was none yet.
    package func openConnections(to bucket: BucketName, count: (Duration) -> Int) {
        caller.openConnections(toBucket: bucket.rawValue, count: count)
    }
}

extension S3Client {
    /// A body and how S3 is to check it.
    struct Payload {
        var body: HTTPBody
        var sha256: String?
        /// Base64 of the MD5, for `Content-MD5`; `nil` sends none.
        var md5: String?

        static let none = Payload(body: HTTPBody(), sha256: nil, md5: nil)

        /// A document with its MD5, which S3 demands for settings.
        static func document(_ tree: XMLTree) -> Payload {
            checked(tree.serialized())
        }

        static func checked(_ bytes: [UInt8]) -> Payload {
            Payload(body: HTTPBody(bytes), sha256: nil, md5: ContentMD5.of(bytes))
        }
    }

    /// Sends one operation.
    func send(
        _ operation: String, _ method: String, bucket: BucketName, key: String? = nil,
        query: [(name: String, value: String?)] = [], headers: [(name: String, value: String?)] = [],
        payload: Payload = .none, attemptTimeout: Duration = .seconds(60), checksOwner: Bool = true,
        acceptedStatuses: Set<Int> = []
    ) async throws -> ServiceResponse {
        var fields = headers.compactMap { field in field.value.map { (name: field.name, value: $0) } }
        if let md5 = payload.md5 { fields.append(("Content-MD5", md5)) }
        if checksOwner, let expectedOwner { fields.append(("x-amz-expected-bucket-owner", expectedOwner)) }
        let subject = key.map { "object \(Self.shown($0)) in bucket \(bucket)" } ?? "bucket \(bucket)"
        return try await caller.send(
            ServiceRequest(
                operation, method: method, path: "/" + PercentEncoding.path(key ?? ""), query: query, headers: fields,
                bucket: bucket.rawValue, subject: subject, attemptTimeout: attemptTimeout, bodySHA256: payload.sha256,
                acceptedStatuses: acceptedStatuses, payload: payload.body))
    }

    /// A key as a line of text: keys may hold line feeds and worse.
    private static func shown(_ key: String) -> String {
        if key.utf8.allSatisfy({ (32..<127).contains($0) }) { return key }
        return key.unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: text += scalar.escaped(asASCII: true)
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    /// The document of an answer.
    func document(_ response: ServiceResponse, root: String) throws -> XMLTree {
        let tree: XMLTree
        do {
            tree = try XMLTree(parsing: response.body)
        } catch {
            throw unreadable(response, "\(error)")
        }
        guard tree.name == root else {
            throw unreadable(response, "the answer is <\(tree.name)>, expected was <\(root)>")
        }
        return tree
    }

    /// The error of a successful answer that cannot be understood. The body stays out of it.
    func unreadable(_ response: ServiceResponse, _ reason: String) -> AWSError {
        AWSError(
            service: .s3, operation: response.operation, code: "UnreadableResponse", message: reason,
            status: response.status, requestID: response.requestID)
    }

    /// Runs a read and gives `nil` for the codes with which S3 says that the thing is not there.
    func unless<Value>(_ codes: Set<String>, _ read: () async throws -> Value) async throws -> Value? {
        do {
            return try await read()
        } catch let error as AWSError where codes.contains(error.code) {
            return nil
        }
    }
}

/// MD5 as S3 takes it for the check of a body. It guards against damage on the way, not against malice.
package enum ContentMD5 {
    /// The value of `Content-MD5`.
    ///
    /// - Parameter bytes: The body.
    /// - Returns: The MD5 in base64.
    package static func of(_ bytes: [UInt8]) -> String {
        base64(Insecure.MD5.hash(data: bytes))
    }

    /// Rewrites an MD5 in hexadecimal, the form of an ETag.
    ///
    /// - Parameter hex: 32 hexadecimal digits.
    /// - Returns: The MD5 in base64; `nil` if the text is something else.
    package static func base64(hex: String) -> String? {
        let digits = Array(hex.utf8)
        guard digits.count == 32 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: 32, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        return base64(bytes)
    }

    private static func base64(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString()
    }
}
