// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension IntegrationResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        guard scope.hasCounter else { return AccessDeclaration() }
        let list = OperationAccess(.apiGateway, "GetIntegrations", "apigateway:GET", on: scope.apiPartsRead)
        return AccessDeclaration(
            read: [list],
            deploy: [
                list, OperationAccess(.apiGateway, "CreateIntegration", "apigateway:POST", on: scope.apiPartsCreation),
                OperationAccess(.apiGateway, "UpdateIntegration", "apigateway:PATCH", on: scope.apiPartsChange),
                OperationAccess(.apiGateway, "DeleteIntegration", "apigateway:DELETE", on: scope.apiPartsDeletion),
            ])
    }
}
