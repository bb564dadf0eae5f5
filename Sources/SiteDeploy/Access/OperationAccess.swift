// SPDX-License-Identifier: Apache-2.0

package import AWSServices

/// An operation that a resource sends, and what IAM must allow for it.
package struct OperationAccess: Sendable, Hashable {
    /// One action of IAM, and where it must be allowed.
    package struct Grant: Sendable, Hashable {
        /// Such as `s3:ListBucket`.
        package var action: String
        package var target: AccessTarget
    }

    package let service: AWSService
    /// AWS's name of the operation, such as `HeadBucket`.
    package let operation: String
    /// What must be allowed. Empty for what no policy of this project allows: see `ungranted`.
    package private(set) var grants: [Grant]

    /// An operation that needs one action.
    ///
    /// - Parameters:
    ///   - service: The service.
    ///   - operation: AWS's name of the operation.
    ///   - action: The action, `nil` when it has the operation's name.
    ///   - target: Where it must be allowed.
    init(_ service: AWSService, _ operation: String, _ action: String? = nil, on target: AccessTarget) {
        self.service = service
        self.operation = operation
        grants = [Grant(action: action ?? "\(service.actionPrefix):\(operation)", target: target)]
    }

    private init(_ service: AWSService, _ operation: String) {
        self.service = service
        self.operation = operation
        grants = []
    }

    /// An operation that is sent only to undo what somebody did by hand, and whose action would allow far more than that:
    /// no policy allows it, and the error that comes of it names it.
    static func ungranted(_ service: AWSService, _ operation: String) -> OperationAccess {
        OperationAccess(service, operation)
    }

    /// The operation with a further action that it needs.
    func and(_ action: String, on target: AccessTarget) -> OperationAccess {
        var access = self
        access.grants.append(Grant(action: action, target: target))
        return access
    }
}

extension AWSService {
    /// What the service's actions begin with in IAM policies.
    ///
    /// AWS reference: Service Authorization Reference, "Actions, resources, and condition keys for AWS services".
    package var actionPrefix: String {
        switch self {
        case .cloudFront: "cloudfront"
        case .apiGateway: "apigateway"
        case .dynamoDB: "dynamodb"
        case .tagging: "tag"
        default: rawValue
        }
    }
}
