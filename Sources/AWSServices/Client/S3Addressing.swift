// SPDX-License-Identifier: Apache-2.0

/// Where the bucket goes: into the host name, or in front of the key.
///
/// | Endpoint | Bucket | Request |
/// |---|---|---|
/// | AWS | a host label (`my-site`) | `https://my-site.s3.eu-west-1.amazonaws.com/key` |
/// | AWS | with dots (`www.example.com`) | `https://s3.eu-west-1.amazonaws.com/www.example.com/key` |
/// | chosen by the user | any | `http://127.0.0.1:4566/my-site/key` |
///
/// AWS's certificate covers one label in front of `s3`, so a name with dots would fail TLS. A chosen endpoint gets the
/// bucket in the path, whether it is an address or a name: local emulators and other S3 servers all understand that,
/// while few of them have a wildcard DNS name.
///
/// AWS reference: Amazon S3 User Guide, "Virtual hosting of general purpose buckets".
package enum S3Addressing {
    /// Puts a bucket into an endpoint.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - endpoint: The endpoint of S3 in the bucket's region.
    ///   - alwaysInPath: Whether the operation wants the path style always, as GetBucketLocation does.
    /// - Returns: The endpoint to call and what goes in front of the request's path: empty, or `/bucket`.
    package static func place(
        _ bucket: String, at endpoint: Endpoint, alwaysInPath: Bool = false
    ) -> (endpoint: Endpoint, pathPrefix: String) {
        guard !alwaysInPath, !endpoint.isOverridden, isHostLabel(bucket) else {
            return (endpoint, "/" + bucket)
        }
        var endpoint = endpoint
        endpoint.host = "\(bucket).\(endpoint.host)"
        return (endpoint, "")
    }

    /// Whether a bucket's name can be the first label of a host name: 3 to 63 of `a-z0-9-`, no `-` at either end.
    ///
    /// - Parameter bucket: The name.
    /// - Returns: `false` for names with dots, too.
    package static func isHostLabel(_ bucket: String) -> Bool {
        (3...63).contains(bucket.utf8.count) && !bucket.hasPrefix("-") && !bucket.hasSuffix("-")
            && bucket.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
