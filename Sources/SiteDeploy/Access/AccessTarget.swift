// SPDX-License-Identifier: Apache-2.0

/// Resources, and the conditions under which something is allowed on them: one statement of a policy, without its actions.
package struct AccessTarget: Sendable, Hashable {
    /// A condition of a policy: an operator, a key and the values to compare with.
    package struct Condition: Sendable, Hashable {
        /// Such as `StringEquals`.
        package var test: String
        /// Such as `aws:ResourceTag/resumectl:site`.
        package var key: String
        package var values: [String]

        init(_ test: String, _ key: String, _ values: [String]) {
            self.test = test
            self.key = key
            self.values = values
        }
    }

    /// The statement's id; policies have their statements in this order.
    package enum Name: String, Sendable, CaseIterable {
        case lists = "Lists"
        case bucket = "Bucket"
        case objects = "Objects"
        case cloudFrontCreation = "CloudFrontCreate"
        case distributionCreation = "DistributionCreate"
        case distribution = "Distribution"
        case distributionTags = "DistributionTags"
        case distributionTagging = "DistributionTag"
        case originAccessControl = "OriginAccessControl"
        case edgeFunction = "EdgeFunction"
        case certificateRequest = "CertificateRequest"
        case certificate = "Certificate"
        case certificateTagging = "CertificateTag"
        case certificateDeletion = "CertificateDelete"
        case zoneCreation = "ZoneCreate"
        case zoneDelegation = "ZoneDelegation"
        case zone = "Zone"
        case siteRecords = "SiteRecords"
        case validationRecords = "ValidationRecords"
        case table = "Table"
        case logGroup = "LogGroup"
        case logGroupTags = "LogGroupTags"
        case roleRead = "RoleRead"
        case role = "Role"
        case passRole = "PassRole"
        case function = "Function"
        case invokePermission = "InvokePermission"
        case apis = "APIs"
        case apiCreation = "APICreate"
        case apiTagging = "APITag"
        case api = "API"
        case apiPartsRead = "APIPartsRead"
        case apiPartsCreation = "APIPartsCreate"
        case apiPartsChange = "APIPartsChange"
        case apiPartsDeletion = "APIPartsDelete"
    }

    package let name: Name
    /// ARNs, with `*` where AWS chooses a part; `*` alone where AWS knows no resource for the action.
    package let resources: [String]
    package let conditions: [Condition]

    init(_ name: Name, _ resources: [String], _ conditions: [Condition] = []) {
        self.name = name
        self.resources = resources
        self.conditions = conditions
    }
}
