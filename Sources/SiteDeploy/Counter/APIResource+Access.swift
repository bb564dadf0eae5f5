// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension APIResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        let list = OperationAccess(.apiGateway, "GetApis", "apigateway:GET", on: scope.apis)
        // Which of several APIs is the one in use, the function's policy tells.
        let policy = OperationAccess(.lambda, "GetPolicy", on: scope.function)
        let delete = OperationAccess(.apiGateway, "DeleteApi", "apigateway:DELETE", on: scope.api)
        let cors =
            scope.hasDirectAPI
            ? []
            : [
                OperationAccess(
                    .apiGateway, "DeleteCorsConfiguration", "apigateway:DELETE", on: scope.apiPartsDeletion)
            ]
        return AccessDeclaration(
            read: [list, policy],
            deploy: scope.hasCounter
                ? [
                    list, policy, delete,
                    OperationAccess(.apiGateway, "CreateApi", "apigateway:POST", on: scope.apiCreation)
                        .and("apigateway:TagResource", on: scope.apiTagging),
                    OperationAccess(.apiGateway, "TagResource", "apigateway:POST", on: scope.apiCreation)
                        .and("apigateway:TagResource", on: scope.apiTagging),
                    OperationAccess(.apiGateway, "UpdateApi", "apigateway:PATCH", on: scope.api),
                ] + cors : [delete],
            destroy: [delete])
    }
}
