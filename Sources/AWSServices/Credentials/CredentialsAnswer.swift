// SPDX-License-Identifier: Apache-2.0

internal import AWSSigning
internal import AWSWire

/// The JSON with which containers and instances hand out credentials: `AccessKeyId`, `SecretAccessKey`, `Token`,
/// `Expiration` and maybe `AccountId`.
struct CredentialsAnswer {
    /// Why an answer holds no credentials, to follow a name: `gave no JSON`.
    struct Problem: Error {
        var reason: String
    }

    /// Reads an answer.
    ///
    /// - Parameters:
    ///   - body: The answer's body.
    ///   - source: Where it comes from, for people.
    /// - Returns: The credentials.
    /// - Throws: `Problem` when there are none in it.
    static func credentials(in body: [UInt8], source: String) throws(Problem) -> TimedCredentials {
        guard let answer = try? JSONValue(parsing: body), answer.objectValue != nil else {
            throw Problem(reason: "gave an answer that is no JSON object")
        }
        guard let id = text("AccessKeyId", in: answer), let secret = text("SecretAccessKey", in: answer) else {
            if let code = text("Code", in: answer) ?? text("code", in: answer) {
                let message = text("Message", in: answer) ?? text("message", in: answer)
                throw Problem(
                    reason: "gave an error: \(ShownText.line(code))\(message.map { ": " + ShownText.line($0) } ?? "")")
            }
            throw Problem(reason: "gave an answer without AccessKeyId and SecretAccessKey")
        }
        var found = TimedCredentials(
            credentials: AWSCredentials(
                accessKeyID: id, secretAccessKey: secret, sessionToken: text("Token", in: answer)),
            accountID: text("AccountId", in: answer), source: source)
        if let expiration = text("Expiration", in: answer) {
            guard let date = AWSTimestamp.parseISO8601(expiration) else {
                throw Problem(reason: "gave an Expiration that is no time")
            }
            found.expiresAt = date
        }
        return found
    }

    private static func text(_ member: String, in answer: JSONValue) -> String? {
        answer[member]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    }
}
