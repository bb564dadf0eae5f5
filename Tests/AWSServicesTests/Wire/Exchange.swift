// SPDX-License-Identifier: Apache-2.0

import AWSWire

/// One call of an operation in botocore's terms: the parameters that it would be called with, and what AWS answers.
struct Exchange: Sendable {
    enum Answer: Sendable {
        /// The members of the operation's output; `[:]` for an operation without any.
        case success(JSONValue)
        /// AWS's code of an error.
        case failure(String)
    }

    let operation: String
    let parameters: JSONValue
    let answer: Answer

    /// A call that succeeds.
    init(_ operation: String, _ parameters: JSONValue, answer: JSONValue = [:]) {
        self.operation = operation
        self.parameters = parameters
        self.answer = .success(answer)
    }

    /// A call that AWS refuses.
    init(_ operation: String, _ parameters: JSONValue, failure code: String) {
        self.operation = operation
        self.parameters = parameters
        self.answer = .failure(code)
    }
}

extension JSONValue {
    /// A blob as the oracle wants it.
    static func base64(_ text: String) -> JSONValue {
        ["$base64": .string(text)]
    }
}
