// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import SiteConfig

extension HostedZoneResource: AccessDeclaring {
    package static func access(_ scope: AccessScope) -> AccessDeclaration {
        guard scope.hasRoute53 else { return AccessDeclaration() }
        let zone = scope.zone
        let list =
            scope.searchesZones ? [OperationAccess(.route53, "ListHostedZonesByName", on: scope.lists)] : []
        let records = OperationAccess(.route53, "ListResourceRecordSets", on: zone)
        // By its id a zone is read; of several of one name the one that the domain is delegated to is found.
        let get = OperationAccess(.route53, "GetHostedZone", on: scope.zoneDelegation)
        let read = list + [get, records]
        guard scope.ownsZone else { return AccessDeclaration(read: read) }
        return AccessDeclaration(
            read: read + [OperationAccess(.route53, "ListTagsForResource", on: zone)],
            deploy: list + [
                OperationAccess(.route53, "CreateHostedZone", on: scope.zoneCreation), get, records,
                // A zone cannot be tagged in the call that creates it.
                OperationAccess(.route53, "ChangeTagsForResource", on: zone),
                OperationAccess(.route53, "ListTagsForResource", on: zone),
            ],
            destroy: [OperationAccess(.route53, "DeleteHostedZone", on: zone)])
    }
}
