// SPDX-License-Identifier: Apache-2.0

import AWSSigning
import Foundation

/// A line of `oracle.py`: what a request is made of, and what botocore made of it.
struct OracleCase: Decodable {
    struct Keys: Decodable {
        var access: String
        var secret: String
        var token: String?
    }

    struct Expected: Decodable {
        var canonicalRequest: String
        var stringToSign: String
        var target: String
        var headers: [String: String?]
    }

    var tags: [String]
    var service: String
    var region: String
    var credentials: Keys
    var seconds: Int64
    var expires: Int?
    var method: String
    var scheme: String
    var host: String
    var port: Int?
    var path: [String]
    var query: [[String?]]
    var headers: [[String]]
    var body: String
    var unsigned: Bool
    var expected: Expected

    var request: SigningRequest {
        let path =
            service == "s3"
            ? PercentEncoding.path(path.joined(separator: "/"))
            : path.map { PercentEncoding.encode($0) }.joined(separator: "/")
        return SigningRequest(
            method: method, host: SigningRequest.hostHeader(host, port: port, isTLS: scheme == "https"),
            path: "/" + path, query: query.map { QueryItem(($0.first ?? nil) ?? "", $0.last ?? nil) },
            headers: headers.map { HeaderField($0[0], $0[1]) },
            payloadHash: unsigned ? .unsigned : .sha256(of: Array(body.utf8)))
    }

    var signer: SigV4Signer {
        SigV4Signer(
            credentials: AWSCredentials(
                accessKeyID: credentials.access, secretAccessKey: credentials.secret, sessionToken: credentials.token),
            region: region, service: service)
    }

    /// What our signature has otherwise than botocore's; empty if they agree.
    func differences() throws -> [String] {
        let date = SigningDate(secondsSinceEpoch: seconds)
        var request = request
        var differences: [String] = []
        func compare(_ what: String, _ ours: String?, _ theirs: String?) {
            // Strings are equal if they look the same; signatures are about bytes.
            if let ours, let theirs, ours.utf8.elementsEqual(theirs.utf8) { return }
            if ours == nil, theirs == nil { return }
            differences.append("\(what):\n  ours    \(ours ?? "none")\n  botocore \(theirs ?? "none")")
        }
        let trace: SignatureTrace
        if let expires {
            trace = try signer.presignTrace(request, at: date, expiresIn: .seconds(expires))
            request.query = try signer.presign(request, at: date, expiresIn: .seconds(expires))
        } else {
            trace = signer.trace(request, at: date)
            let signed = signer.sign(request, at: date).headers
            for (name, value) in expected.headers {
                compare(name, signed.first { $0.name == name }?.value, value)
            }
            if signed.count != expected.headers.values.count(where: { $0 != nil }) {
                differences.append("added headers: \(signed.map(\.name))")
            }
        }
        compare("canonical request", trace.canonicalRequest, expected.canonicalRequest)
        compare("string to sign", trace.stringToSign, expected.stringToSign)
        compare("target", request.target, expected.target)
        return differences
    }
}
