// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSSigning
import AWSWire

/// IAM with one role and one OpenID Connect provider.
struct RoleBackend: ScriptedBackend {
    static let service = AWSService.iam

    struct Role {
        /// A new one for every role that is made.
        var id = "AROAEXAMPLE0"
        var path = "/resumectl/"
        var trust: String
        var tags: [String: String] = [:]
        var policies: [String: String] = [:]
        var attached: [String] = []
        var profiles: [String] = []
    }

    var role: Role?
    /// How many roles were made.
    private var created = 0
    /// The provider's audiences, `nil` without a provider.
    var audiences: [String]?

    mutating func answer(_ request: ServiceRequest) throws -> [UInt8] {
        let operation = request.operation
        let result = try perform(operation, try request.form())
        return Array(
            "<\(operation)Response><\(operation)Result>\(result)</\(operation)Result></\(operation)Response>".utf8)
    }

    private mutating func perform(_ operation: String, _ form: [String: String]) throws -> String {
        if operation.hasSuffix("OpenIDConnectProvider") { return try provider(operation, form) }
        if operation == "CreateRole" {
            guard role == nil else { throw Refusal(code: "EntityAlreadyExists", status: 409) }
            created += 1
            role = Role(
                id: "AROAEXAMPLE\(created)", path: form["Path"] ?? "/", trust: form["AssumeRolePolicyDocument"] ?? "",
                tags: Self.tags(form))
            return description()
        }
        guard let current = role else { throw Refusal(code: "NoSuchEntity", status: 404) }
        switch operation {
        case "GetRole": return description()
        case "GetRolePolicy":
            guard let document = current.policies[form["PolicyName"] ?? ""] else {
                throw Refusal(code: "NoSuchEntity", status: 404)
            }
            return "<PolicyDocument>\(PercentEncoding.encode(document))</PolicyDocument>"
        case "PutRolePolicy": role?.policies[form["PolicyName"] ?? ""] = form["PolicyDocument"]
        case "UpdateAssumeRolePolicy": role?.trust = form["PolicyDocument"] ?? ""
        case "TagRole": role?.tags.merge(Self.tags(form)) { $1 }
        case "ListRolePolicies":
            return list("PolicyNames", current.policies.keys.sorted().map { "<member>\($0)</member>" })
        case "ListAttachedRolePolicies":
            return list(
                "AttachedPolicies",
                current.attached.map { "<member><PolicyName>p</PolicyName><PolicyArn>\($0)</PolicyArn></member>" })
        case "ListInstanceProfilesForRole":
            return list(
                "InstanceProfiles",
                current.profiles.map { "<member><InstanceProfileName>\($0)</InstanceProfileName></member>" })
        case "DeleteRolePolicy": role?.policies[form["PolicyName"] ?? ""] = nil
        case "DetachRolePolicy": role?.attached.removeAll { $0 == form["PolicyArn"] }
        case "RemoveRoleFromInstanceProfile": role?.profiles.removeAll { $0 == form["InstanceProfileName"] }
        case "DeleteRole":
            guard current.policies.isEmpty, current.attached.isEmpty, current.profiles.isEmpty else {
                throw Refusal(code: "DeleteConflict", status: 409)
            }
            role = nil
        default: throw Refusal(code: "InvalidAction")
        }
        return ""
    }

    private mutating func provider(_ operation: String, _ form: [String: String]) throws -> String {
        let url = "token.actions.githubusercontent.com"
        if operation == "CreateOpenIDConnectProvider" {
            guard audiences == nil else { throw Refusal(code: "EntityAlreadyExists", status: 409) }
            audiences = [form["ClientIDList.member.1"] ?? ""]
            let arn = "arn:aws:iam::123456789012:oidc-provider/\(url)"
            return "<OpenIDConnectProviderArn>\(arn)</OpenIDConnectProviderArn>"
        }
        guard let audiences else { throw Refusal(code: "NoSuchEntity", status: 404) }
        if operation == "AddClientIDToOpenIDConnectProvider" {
            self.audiences = audiences + [form["ClientID"] ?? ""]
            return ""
        }
        return "<Url>\(url)</Url><ClientIDList>"
            + audiences.map { "<member>\($0)</member>" }.joined() + "</ClientIDList>"
    }

    private static func tags(_ form: [String: String]) -> [String: String] {
        var tags: [String: String] = [:]
        var index = 1
        while let key = form["Tags.member.\(index).Key"] {
            tags[key] = form["Tags.member.\(index).Value"]
            index += 1
        }
        return tags
    }

    private func list(_ name: String, _ members: [String]) -> String {
        "<\(name)>\(members.joined())</\(name)><IsTruncated>false</IsTruncated>"
    }

    private func description() -> String {
        guard let role else { return "" }
        let tags = role.tags.map { "<member><Key>\($0.key)</Key><Value>\($0.value)</Value></member>" }.joined()
        return "<Role><RoleName>resume-counter</RoleName><RoleId>\(role.id)</RoleId><Path>\(role.path)</Path>"
            + "<CreateDate>2026-11-20T08:09:10Z</CreateDate>"
            + "<Arn>arn:aws:iam::123456789012:role\(role.path)resume-counter</Arn>"
            + "<AssumeRolePolicyDocument>\(PercentEncoding.encode(role.trust))</AssumeRolePolicyDocument>"
            + "<Tags>\(tags)</Tags></Role>"
    }
}
