// SPDX-License-Identifier: Apache-2.0

internal import AWSServices

extension StageResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        guard scope.hasCounter else { return AccessDeclaration() }
        let get = OperationAccess(.apiGateway, "GetStage", "apigateway:GET", on: scope.apiPartsRead)
        return AccessDeclaration(
            read: [get],
            deploy: [
                get,
                OperationAccess(.apiGateway, "CreateStage", "apigateway:POST", on: scope.apiCreation)
                    .and("apigateway:TagResource", on: scope.apiTagging),
                OperationAccess(.apiGateway, "TagResource", "apigateway:POST", on: scope.apiCreation)
                    .and("apigateway:TagResource", on: scope.apiTagging),
                OperationAccess(.apiGateway, "UpdateStage", "apigateway:PATCH", on: scope.apiPartsChange),
            ])
    }
}
