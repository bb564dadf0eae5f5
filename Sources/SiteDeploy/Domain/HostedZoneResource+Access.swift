// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import SiteConfig

extension HostedZoneResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        guard scope.hasNames else { return AccessDeclaration() }
        let zone = scope.zone
        let list = OperationAccess(.route53, "ListHostedZonesByName", on: scope.lists)
        let records = OperationAccess(.route53, "ListResourceRecordSets", on: zone)
        var read = [list, records]
        if case .id? = scope.config.dns?.zone { read.append(OperationAccess(.route53, "GetHostedZone", on: zone)) }
        guard scope.ownsZone else { return AccessDeclaration(read: read) }
        return AccessDeclaration(
            read: read + [OperationAccess(.route53, "ListTagsForResource", on: zone)],
            deploy: [
                OperationAccess(.route53, "CreateHostedZone", on: scope.zoneCreation), list, records,
                // A zone cannot be tagged in the call that creates it.
                OperationAccess(.route53, "ChangeTagsForResource", on: zone),
                OperationAccess(.route53, "ListTagsForResource", on: zone),
            ],
            destroy: [OperationAccess(.route53, "DeleteHostedZone", on: zone)])
    }
}
