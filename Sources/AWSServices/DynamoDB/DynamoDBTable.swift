// SPDX-License-Identifier: Apache-2.0

import AWSWire

/// A table as `DescribeTable` answers.
package struct DynamoDBTable: Sendable, Equatable {
    package var name: String
    package var arn: ARN
    package var status: DynamoDBTableStatus
    /// The key: its hash attribute first, then the range attribute, if any.
    package var key: [DynamoDBKeyAttribute]
    package var billingMode: DynamoDBBillingMode
    /// Deleting is refused while this is on.
    package var isDeletionProtected: Bool
    /// `STANDARD` or `STANDARD_INFREQUENT_ACCESS`.
    package var tableClass: String
    /// Up to six hours old.
    package var itemCount: Int
}

/// One attribute of a table's key.
package struct DynamoDBKeyAttribute: Sendable, Hashable {
    package var name: String
    package var role: Role
    package var type: AttributeType

    /// What the attribute is in the key.
    package enum Role: String, Sendable {
        /// Finds the partition.
        case hash = "HASH"
        /// Sorts within the partition.
        case range = "RANGE"
    }

    /// The types that a key can have.
    package enum AttributeType: String, Sendable {
        case string = "S"
        case number = "N"
        case binary = "B"
    }

    /// Describes an attribute of a key.
    ///
    /// - Parameters:
    ///   - name: The attribute's name.
    ///   - role: What it is in the key.
    ///   - type: The type of its values.
    package init(name: String, role: Role, type: AttributeType) {
        self.name = name
        self.role = role
        self.type = type
    }
}

/// How a table is paid for.
package enum DynamoDBBillingMode: String, Sendable {
    /// By the request, "on demand".
    case payPerRequest = "PAY_PER_REQUEST"
    /// By the reserved capacity.
    case provisioned = "PROVISIONED"
}

/// The life of a table.
package struct DynamoDBTableStatus: OpenEnum {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    /// Being created; takes no requests yet.
    package static let creating = Self(rawValue: "CREATING")
    /// In use, while a change is made; takes no other change.
    package static let updating = Self(rawValue: "UPDATING")
    /// Going away.
    package static let deleting = Self(rawValue: "DELETING")
    /// Ready.
    package static let active = Self(rawValue: "ACTIVE")
}

extension DynamoDBTable {
    /// Reads `TableDescription`; what AWS leaves out has its default.
    init(json: JSONReader) throws {
        name = try json.text("TableName")
        arn = try json.arn("TableArn")
        status = DynamoDBTableStatus(rawValue: try json.text("TableStatus"))
        var types: [String: String] = [:]
        for attribute in try json.objects("AttributeDefinitions") {
            types[try attribute.text("AttributeName")] = try attribute.text("AttributeType")
        }
        key = try json.objects("KeySchema").map { element in
            let name = try element.text("AttributeName")
            guard let role = DynamoDBKeyAttribute.Role(rawValue: try element.text("KeyType")),
                let type = types[name].flatMap(DynamoDBKeyAttribute.AttributeType.init)
            else { throw json.malformed("KeySchema") }
            return DynamoDBKeyAttribute(name: name, role: role, type: type)
        }
        let mode = try json.objectIfPresent("BillingModeSummary")?.textIfPresent("BillingMode")
        guard let known = DynamoDBBillingMode(rawValue: mode ?? DynamoDBBillingMode.provisioned.rawValue) else {
            throw json.malformed("BillingModeSummary")
        }
        billingMode = known
        isDeletionProtected = try json.boolIfPresent("DeletionProtectionEnabled") ?? false
        tableClass = try json.objectIfPresent("TableClassSummary")?.textIfPresent("TableClass") ?? "STANDARD"
        itemCount = try json.intIfPresent("ItemCount") ?? 0
    }
}
