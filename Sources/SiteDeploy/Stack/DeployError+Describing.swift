// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
package import Reconcile

extension DeployError {
    /// Any error as a person should see it.
    package init(describing error: any Error) {
        switch error {
        case let error as DeployError: self = error
        case let error as AWSError: self.init(aws: error)
        case let error as CredentialsError:
            self.init(
                code: Self.code(of: error.reason), summary: Self.summary(of: error.reason),
                detail: error.message
                    + (error.tried.isEmpty ? "" : " Asked were: \(error.tried.joined(separator: ", "))."),
                hint: error.hint, kind: .permission)
        case let error as HTTPTransportError:
            self.init(
                code: .network, summary: "AWS could not be reached", detail: error.message,
                hint: "Check the network and the proxy settings, then run the same command again.")
        case is CancellationError:
            self.init(code: .interrupted, summary: "Interrupted", hint: "Run the same command again to go on.")
        default:
            self.init(
                code: .unexpected, summary: "Something unexpected happened", detail: "\(error)",
                hint: "This is a bug in resumectl.")
        }
    }

    private static func code(of reason: CredentialsError.Reason) -> ErrorCode {
        switch reason {
        case .nothingFound: .noCredentials
        case .misconfigured: .credentialsMisconfigured
        case .unavailable: .credentialsUnavailable
        case .expired: .credentialsExpired
        }
    }

    private static func summary(of reason: CredentialsError.Reason) -> String {
        switch reason {
        case .nothingFound: "There are no AWS credentials to use"
        case .misconfigured: "The settings for AWS credentials cannot be used"
        case .unavailable: "The place for AWS credentials did not deliver any"
        case .expired: "The AWS credentials have expired"
        }
    }

    private init(aws error: AWSError) {
        let what = "\(error.service.displayName) \(error.operation)" + (error.subject.map { " (\($0))" } ?? "")
        let cause =
            "\(what): \(error.code)"
            + (error.status.map { ", HTTP \($0)" } ?? "")
            + (error.requestID.map { ", request \($0)" } ?? "")
            + (error.extendedRequestID.map { ", id \($0)" } ?? "")
            + (error.attempts > 1 ? ", after \(error.attempts) attempts" : "")
        // With a wrong signature some services send back the request that was signed, session token included.
        let message =
            Self.credentialCodes.contains(error.code)
            ? error.message.split(whereSeparator: \.isNewline).first.map(String.init) ?? "" : error.message
        let said = message.isEmpty ? error.code : message

        if error.transport != nil {
            self.init(
                code: .network, summary: "AWS could not be reached", detail: said,
                hint: "Check the network and run the same command again; what is done stays done.", cause: cause)
        } else if Self.credentialCodes.contains(error.code) {
            self.init(
                code: .credentialsRefused, summary: "AWS refused the credentials",
                detail: error.credentialsSource.map { "\(said)\nThe credentials came from: \($0)." } ?? said,
                hint: (Self.expiredCodes.contains(error.code)
                    ? "Sign in again or get new ones there, then run the same command again; what is done stays done."
                    : "Sign in again or check AWS_PROFILE and the keys in the environment.")
                    + (Self.disabledRegionCodes.contains(error.code)
                        ? "\nIf they are right, the region may not be enabled in this account "
                            + "(AWS console: Account, AWS Regions)." : ""),
                cause: cause,
                kind: .permission)
        } else if Self.newAccountCodes.contains(error.code) {
            self.init(
                code: .accountNotReady, summary: "AWS has not finished setting up this account", detail: said,
                hint: "That takes up to 24 hours after sign-up and needs a valid payment method.", cause: cause,
                kind: .permission)
        } else if Self.permissionCodes.contains(error.code) {
            if error.message.contains("must be verified before you can add new CloudFront resources") {
                self.init(
                    code: .accountNotVerified, summary: "AWS has not verified this account for CloudFront yet",
                    detail: said,
                    hint: "Open a case with AWS Support (account and billing) and ask for CloudFront to be enabled.",
                    cause: cause, kind: .permission)
            } else {
                self.init(
                    code: .permissionDenied, summary: "A permission is missing",
                    detail: Self.naming(RequiredActions.of(error.operation, in: error.service), on: error, said: said),
                    hint: Self.permissionHint, cause: cause, kind: .permission)
            }
        } else {
            self.init(
                code: .awsError, summary: "AWS refused a request", detail: said,
                hint: "Run the same command again once that is fixed; what is done stays done.", cause: cause)
        }
    }

    /// What AWS said; where that names no action, the actions of which one is missing.
    private static func naming(_ actions: [String], on error: AWSError, said: String) -> String {
        guard !actions.contains(where: said.contains), !said.contains("is not authorized to perform") else {
            return said
        }
        return "\(said): \(actions.joined(separator: " or ")) is not allowed"
            + (error.subject.map { " on \($0)" } ?? "")
    }

    /// What to do when a permission is missing.
    package static let permissionHint = """
        Allow it to the identity that runs this. All that a command needs is printed by:
            resumectl policy --for deploy
        It also knows content, plan and destroy. Then run the same command again.
        """

    private static let credentialCodes: Set<String> = [
        "ExpiredToken", "ExpiredTokenException", "InvalidAccessKeyId", "InvalidClientTokenId",
        "UnrecognizedClientException", "SignatureDoesNotMatch", "InvalidSignatureException", "TokenRefreshRequired",
        "InvalidToken", "AuthFailure", "RequestExpired", "RequestTimeTooSkewed", "MissingAuthenticationToken",
    ]
    private static let expiredCodes: Set<String> = ["ExpiredToken", "ExpiredTokenException"]
    private static let disabledRegionCodes: Set<String> = [
        "InvalidClientTokenId", "UnrecognizedClientException", "InvalidToken",
    ]
    private static let newAccountCodes: Set<String> = [
        "OptInRequired", "SubscriptionRequiredException", "NotSignedUp", "PendingVerification",
    ]
    private static let permissionCodes: Set<String> = [
        "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "Forbidden", "HTTP403",
    ]
}
