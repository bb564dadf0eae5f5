// SPDX-License-Identifier: Apache-2.0

/// How one attempt of a call failed.
package enum AttemptFailure: Sendable {
    /// There was no answer.
    case transport(HTTPTransportError)
    /// AWS answered with an error.
    case service(Answer)

    /// What matters of an error answer.
    package struct Answer: Sendable, Equatable {
        /// The HTTP status; 500 for an error that S3 sent with status 200.
        package var status: Int
        /// AWS's code, `HTTP503` and the like when there was none.
        package var code: String
        /// The wait that the server asked for in `x-amz-retry-after`.
        package var retryAfter: Duration?
        /// The server's time by the `Date` header, as seconds since 1970.
        package var serverTime: Double?
        /// The bucket's region, if S3 says that the request came to the wrong one.
        package var bucketRegion: String?

        /// Makes an answer.
        package init(
            status: Int, code: String, retryAfter: Duration? = nil, serverTime: Double? = nil,
            bucketRegion: String? = nil
        ) {
            self.status = status
            self.code = code
            self.retryAfter = retryAfter
            self.serverTime = serverTime
            self.bucketRegion = bucketRegion
        }
    }
}
