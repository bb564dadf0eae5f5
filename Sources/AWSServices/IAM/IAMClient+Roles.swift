// SPDX-License-Identifier: Apache-2.0

import AWSWire

extension IAMClient {
    /// Reads a role with its tags.
    ///
    /// - Parameter name: The name, in any case: IAM does not tell cases apart.
    /// - Returns: The role, `nil` when there is none.
    /// - Throws: `AWSError`.
    ///
    /// AWS reference: AWS Identity and Access Management API Reference, "GetRole".
    package func getRole(_ name: String) async throws -> IAMRole? {
        try await absentWhen(["NoSuchEntity"]) {
            try await IAMRole(
                xml: result(of: request("GetRole", ["RoleName": name], subject: subject(name))).element("Role"))
        }
    }

    /// Creates a role.
    ///
    /// - Parameters:
    ///   - name: Up to 64 letters, digits and `+=,.@_-`; unique whatever the case.
    ///   - path: Begins and ends with `/`.
    ///   - trustPolicy: Who may assume it, as JSON.
    ///   - description: Up to 1,000 characters; `nil` for none.
    ///   - tags: Set in the same call.
    /// - Returns: The new role, which other services may not know for minutes.
    /// - Throws: `AWSError` with `EntityAlreadyExists`, or with `MalformedPolicyDocument` when the trust is refused.
    ///
    /// AWS reference: AWS Identity and Access Management API Reference, "CreateRole".
    package func createRole(
        _ name: String, path: String = "/", trustPolicy: String, description: String?, tags: [String: String]
    ) async throws -> IAMRole {
        let request = request(
            "CreateRole",
            [
                "Path": path, "RoleName": name, "AssumeRolePolicyDocument": trustPolicy, "Description": description,
            ], subject: subject(name)
        ) { form in
            form.setList("Tags", to: Tags.fields(tags))
        }
        return try await IAMRole(xml: result(of: request).element("Role"))
    }

    /// Replaces who may assume a role.
    ///
    /// - Parameters:
    ///   - name: The role.
    ///   - document: The policy as JSON.
    /// - Throws: `AWSError` with `MalformedPolicyDocument`, or with `NoSuchEntity` when there is no such role.
    ///
    /// AWS reference: AWS Identity and Access Management API Reference, "UpdateAssumeRolePolicy".
    package func updateAssumeRolePolicy(of name: String, document: String) async throws {
        try await perform(
            request(
                "UpdateAssumeRolePolicy", ["RoleName": name, "PolicyDocument": document], subject: subject(name)))
    }

    /// Deletes a role that has no policies and is in no instance profile.
    ///
    /// - Throws: `AWSError` with `DeleteConflict` when it has, with `NoSuchEntity` when there is none.
    ///
    /// AWS reference: AWS Identity and Access Management API Reference, "DeleteRole".
    package func deleteRole(_ name: String) async throws {
        try await perform(request("DeleteRole", ["RoleName": name], subject: subject(name)))
    }

    /// Adds tags to a role; those with the same key are overwritten, others stay.
    ///
    /// AWS reference: AWS Identity and Access Management API Reference, "TagRole".
    package func tagRole(_ name: String, tags: [String: String]) async throws {
        try await perform(
            request("TagRole", ["RoleName": name], subject: subject(name)) { form in
                form.setList("Tags", to: Tags.fields(tags))
            })
    }
}
