// SPDX-License-Identifier: Apache-2.0

/// What an error answer of AWS says, whatever protocol it is written in.
package struct AWSErrorBody: Sendable, Hashable {
    /// AWS's code, such as `NoSuchBucket`, without namespace and address; `nil` if the answer names none, so that the
    /// HTTP status has to do.
    package var code: String?
    /// AWS's message; `nil` if there is none.
    package var message: String?
    /// The request id; `nil` if there is none.
    package var requestID: String?
    /// The second id of S3 (`x-amz-id-2`), which AWS support asks for along with the first; `nil` elsewhere.
    package var hostID: String?
    /// What else the answer says, by its own names: `Region`, `BucketName`, `Endpoint`, `Type`. Nested values are left
    /// out.
    package var fields: [String: String]
    /// The messages of Route 53's `InvalidChangeBatch`, one for each change that is wrong; empty elsewhere.
    package var messages: [String]

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - code: The code.
    ///   - message: The message.
    ///   - requestID: The request id.
    ///   - hostID: The second id of S3.
    ///   - fields: What else the answer says.
    ///   - messages: The messages of a rejected batch.
    package init(
        code: String? = nil, message: String? = nil, requestID: String? = nil, hostID: String? = nil,
        fields: [String: String] = [:], messages: [String] = []
    ) {
        self.code = code
        self.message = message
        self.requestID = requestID
        self.hostID = hostID
        self.fields = fields
        self.messages = messages
    }
}
