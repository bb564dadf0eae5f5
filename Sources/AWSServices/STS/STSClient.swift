// SPDX-License-Identifier: Apache-2.0

internal import AWSSigning
internal import AWSWire

/// Calls the AWS Security Token Service.
package struct STSClient: Sendable {
    private static let version = "2011-06-15"
    private let caller: any ServiceCaller

    /// Makes a client.
    ///
    /// - Parameter caller: Signs, sends and retries.
    package init(caller: any ServiceCaller) {
        self.caller = caller
    }

    /// Asks who the caller is. Needs no permission, so it is the way to check credentials.
    ///
    /// - Returns: Account, ARN and id.
    /// - Throws: `AWSError`, such as `InvalidClientTokenId` or `ExpiredToken` for credentials that AWS does not take.
    ///
    /// AWS reference: AWS Security Token Service API Reference, "GetCallerIdentity".
    package func callerIdentity() async throws -> CallerIdentity {
        let result = try await call(
            FormEncoder(action: "GetCallerIdentity", version: Self.version), "GetCallerIdentity")
        return CallerIdentity(
            account: try result.required("Account"), arn: try result.required("Arn"),
            userID: try result.required("UserId"))
    }

    /// Takes on a role.
    ///
    /// - Parameter request: Which role, and how.
    /// - Returns: The role's credentials and when they expire.
    /// - Throws: `AWSError` with code `AccessDenied` when the role does not trust the caller.
    ///
    /// AWS reference: AWS Security Token Service API Reference, "AssumeRole".
    package func assumeRole(_ request: AssumeRoleRequest) async throws -> TimedCredentials {
        var form = FormEncoder(action: "AssumeRole", version: Self.version)
        form.set("RoleArn", to: request.roleARN)
        form.set("RoleSessionName", to: request.sessionName)
        form.set("ExternalId", to: request.externalID)
        form.set("DurationSeconds", to: request.duration.map { Int($0.components.seconds) })
        form.set("SerialNumber", to: request.oneTimeCode?.device)
        form.set("TokenCode", to: request.oneTimeCode?.code)
        return try credentials(
            of: request.roleARN, in: try await call(form, "AssumeRole", subject: "role \(request.roleARN)"))
    }

    /// Takes on a role with a token. The request is not signed: the token is all that AWS looks at.
    ///
    /// - Parameter request: Which role, and the token.
    /// - Returns: The role's credentials and when they expire.
    /// - Throws: `AWSError` with code `AccessDenied` when the role does not trust the token's subject,
    ///   `InvalidIdentityToken` when AWS does not know the issuer or the audience, `ExpiredTokenException` for an old
    ///   token.
    ///
    /// AWS reference: AWS Security Token Service API Reference, "AssumeRoleWithWebIdentity".
    package func assumeRoleWithWebIdentity(_ request: WebIdentityRequest) async throws -> TimedCredentials {
        var form = FormEncoder(action: "AssumeRoleWithWebIdentity", version: Self.version)
        form.set("RoleArn", to: request.roleARN)
        form.set("RoleSessionName", to: request.sessionName)
        form.set("WebIdentityToken", to: request.token)
        return try credentials(
            of: request.roleARN,
            in: try await call(
                form, "AssumeRoleWithWebIdentity", subject: "role \(request.roleARN)", isSigned: false))
    }

    private func credentials(of role: String, in result: Answer) throws -> TimedCredentials {
        guard let expiration = AWSTimestamp.parseISO8601(try result.required("Credentials/Expiration")) else {
            throw result.unreadable("Credentials/Expiration is not a time")
        }
        // arn:aws:sts::123456789012:assumed-role/name/session
        let parts = (result.tree.text(at: "AssumedRoleUser/Arn") ?? "").split(
            separator: ":", omittingEmptySubsequences: false)
        return TimedCredentials(
            credentials: AWSCredentials(
                accessKeyID: try result.required("Credentials/AccessKeyId"),
                secretAccessKey: try result.required("Credentials/SecretAccessKey"),
                sessionToken: try result.required("Credentials/SessionToken")),
            expiresAt: expiration, accountID: parts.count > 4 && !parts[4].isEmpty ? String(parts[4]) : nil,
            source: "role \(role)")
    }

    private func call(
        _ form: FormEncoder, _ operation: String, subject: String? = nil, isSigned: Bool = true
    ) async throws -> Answer {
        var request = ServiceRequest(
            operation, method: "POST", headers: [("Content-Type", FormEncoder.contentType)], body: form.body,
            subject: subject)
        request.isSigned = isSigned
        let response = try await caller.send(request)
        let empty = Answer(tree: XMLTree(""), response: response)
        guard let root = try? XMLTree(parsing: response.body), let result = root.first("\(operation)Result") else {
            throw empty.unreadable("the answer has no \(operation)Result")
        }
        return Answer(tree: result, response: response)
    }

    /// The `…Result` element of an answer.
    private struct Answer {
        let tree: XMLTree
        let response: ServiceResponse

        func required(_ path: String) throws -> String {
            guard let text = tree.text(at: path), !text.isEmpty else { throw unreadable("\(path) is missing") }
            return text
        }

        func unreadable(_ reason: String) -> AWSError {
            AWSError(
                service: .sts, operation: response.operation, code: "UnreadableResponse", message: reason,
                status: response.status, requestID: response.requestID)
        }
    }
}
