// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
package import AWSWire
internal import Reconcile

/// The IAM policy that allows a command exactly what it sends, for one site.
package struct AccessPolicy: Sendable {
    /// What the policy is for.
    package enum Purpose: String, Sendable, CaseIterable {
        /// `deploy`, whatever state of the same site it finds.
        case deploy
        /// `deploy --only site` and `invalidate`.
        case content
        /// `plan`, `status`, `outputs`, `doctor` and `graph --plan`, which change nothing.
        case plan
        /// `destroy`.
        case destroy
        /// `logs`.
        case logs
        /// `counter get` and `counter set`.
        case counter
    }

    /// One statement: a target and every action on it.
    package struct Statement: Sendable, Equatable {
        package let target: AccessTarget
        /// In alphabetical order.
        package let actions: [String]
    }

    /// The most characters that a managed policy may have, white space not counted.
    package static let managedLimit = 6144
    /// The most characters that all inline policies of a role may have together, white space not counted.
    package static let inlineLimit = 10_240

    package let statements: [Statement]

    /// - Parameters:
    ///   - purpose: What the policy is for.
    ///   - scope: The site, its account, and what is known of its live state.
    package init(for purpose: Purpose, scope: AccessScope) {
        self.init(Self.operations(for: purpose, scope: scope))
    }

    /// A policy that allows nothing, for a role that goes.
    package static let nothing = AccessPolicy([])

    init(_ operations: [OperationAccess]) {
        let grants = Dictionary(grouping: operations.flatMap(\.grants), by: \.target)
        statements = AccessTarget.Name.allCases.flatMap { name in
            grants.filter { $0.key.name == name }.map { target, grants in
                Statement(target: target, actions: Set(grants.map(\.action)).sorted())
            }
        }
    }

    /// The types of all resources of a stack.
    static var resources: [any AccessDeclaring.Type] {
        [
            BucketResource.self, SiteFilesResource.self, OriginAccessControlResource.self, EdgeFunctionResource.self,
            HostedZoneResource.self, CertificateResource.self, ValidationRecordsResource.self,
            CertificateValidationResource.self, TableResource.self, LogGroupResource.self, RoleResource.self,
            FunctionResource.self, APIResource.self, IntegrationResource.self, RouteResource.self, StageResource.self,
            InvokePermissionResource.self, DistributionResource.self, BucketPolicyResource.self,
            AliasRecordsResource.self, RetiredCertificatesResource.self, InvalidationResource.self,
        ]
    }

    /// Every operation that a command may send.
    static func operations(for purpose: Purpose, scope: AccessScope) -> [OperationAccess] {
        let all = resources.map { ($0.address, $0.access(scope)) }
        func of(_ addresses: Set<ResourceAddress>) -> [(ResourceAddress, AccessDeclaration)] {
            all.filter { addresses.contains($0.0) }
        }
        switch purpose {
        case .plan:
            let count =
                scope.hasCounter ? [OperationAccess(.dynamoDB, "GetItem", on: scope.table)] : []
            return all.flatMap(\.1.read) + count
        case .deploy:
            return all.flatMap(\.1.read) + all.flatMap(\.1.deploy)
        case .content:
            let files: Set<ResourceAddress> = [SiteFilesResource.address, InvalidationResource.address]
            return of(files.union([BucketResource.address, DistributionResource.address])).flatMap(\.1.read)
                + of(files).flatMap(\.1.deploy)
                + [OperationAccess(.cloudFront, "GetInvalidation", on: scope.distribution)]
        case .destroy:
            return all.filter { $0.0 != SiteFilesResource.address }.flatMap(\.1.read) + all.flatMap(\.1.destroy)
        case .logs:
            return scope.hasCounter ? [OperationAccess(.logs, "FilterLogEvents", on: scope.logGroup)] : []
        case .counter:
            return scope.hasCounter
                ? ["GetItem", "UpdateItem"].map { OperationAccess(.dynamoDB, $0, on: scope.table) } : []
        }
    }

    // MARK: The document

    /// The policy as IAM takes it.
    package var document: PolicyDocument {
        PolicyDocument(["Version": "2012-10-17", "Statement": .array(statements.map(\.json))])
    }

    /// How many characters IAM counts.
    package var characterCount: Int { document.json.count { !$0.isWhitespace } }

    /// The policy as a person reads it: a line for each action and resource.
    package var text: String {
        let all = statements.map(\.text).joined(separator: ",\n")
        return "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n\(all)\n  ]\n}"
    }
}

extension AccessPolicy.Statement {
    private static func list(_ values: [String]) -> JSONValue {
        values.count == 1 ? .string(values[0]) : .array(values.map { .string($0) })
    }

    private var conditions: JSONValue {
        var conditions: JSONValue = [:]
        for condition in target.conditions {
            var keys = conditions[condition.test] ?? [:]
            keys[condition.key] = Self.list(condition.values)
            conditions[condition.test] = keys
        }
        return conditions
    }

    var json: JSONValue {
        var statement: JSONValue = [
            "Sid": .string(target.name.rawValue), "Effect": "Allow", "Action": Self.list(actions),
            "Resource": Self.list(target.resources),
        ]
        if !target.conditions.isEmpty { statement["Condition"] = conditions }
        return statement
    }

    var text: String {
        var fields = [
            Self.line("Sid", .string(target.name.rawValue)), Self.line("Effect", "Allow"),
            Self.line("Action", Self.list(actions)), Self.line("Resource", Self.list(target.resources)),
        ]
        if !target.conditions.isEmpty { fields.append(Self.line("Condition", conditions)) }
        return "    {\n" + fields.joined(separator: ",\n") + "\n    }"
    }

    private static func line(_ name: String, _ value: JSONValue) -> String {
        "      \"\(name)\": \(pretty(value, indent: 6))"
    }

    private static func pretty(_ value: JSONValue, indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        switch value {
        case .array(let values):
            let lines = values.map { "\(margin)  \(pretty($0, indent: indent + 2))" }
            return "[\n\(lines.joined(separator: ",\n"))\n\(margin)]"
        case .object(let fields):
            let lines = fields.sorted { $0.key < $1.key }.map {
                "\(margin)  \(JSONValue.string($0.key).serializedText()): \(pretty($0.value, indent: indent + 2))"
            }
            return "{\n\(lines.joined(separator: ",\n"))\n\(margin)}"
        default: return value.serializedText()
        }
    }
}
