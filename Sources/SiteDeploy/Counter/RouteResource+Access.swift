// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension RouteResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        guard scope.hasCounter else { return AccessDeclaration() }
        let list = OperationAccess(.apiGateway, "GetRoutes", "apigateway:GET", on: scope.apiPartsRead)
        return AccessDeclaration(
            read: [list],
            deploy: [
                list, OperationAccess(.apiGateway, "CreateRoute", "apigateway:POST", on: scope.apiPartsCreation),
                OperationAccess(.apiGateway, "UpdateRoute", "apigateway:PATCH", on: scope.apiPartsChange),
            ])
    }
}
