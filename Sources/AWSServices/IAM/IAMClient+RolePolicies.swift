// SPDX-License-Identifier: Apache-2.0

import AWSWire

extension IAMClient {
    /// Lists the names of a role's inline policies.
    ///
    /// - Returns: The names, fetched page by page. Iterating throws `AWSError` with `NoSuchEntity` when there is no such
    ///   role.
    ///
    /// AWS reference: AWS Identity and Access Management API Reference, "ListRolePolicies".
    package func listRolePolicies(of role: String) -> PagedSequence<String> {
        pages(
            "ListRolePolicies", { ["RoleName": role, "Marker": $0] }, subject: subject(role), items: "PolicyNames",
            decode: \.tree.text)
    }

    /// Reads an inline policy.
    ///
    /// - Returns: The document as JSON in the clear; `nil` when the role or the policy does not exist.
    /// - Throws: `AWSError`.
    ///
    /// AWS reference: AWS Identity and Access Management API Reference, "GetRolePolicy".
    package func getRolePolicy(_ policy: String, of role: String) async throws -> String? {
        try await absentWhen(["NoSuchEntity"]) {
            let answer = try await result(
                of: request("GetRolePolicy", ["RoleName": role, "PolicyName": policy], subject: subject(role)))
            return try Self.document(answer, "PolicyDocument")
        }
    }

    /// Creates or replaces an inline policy.
    ///
    /// - Parameters:
    ///   - policy: The policy's name.
    ///   - role: The role.
    ///   - document: The policy as JSON; 10,240 characters for all inline policies of a role together.
    /// - Throws: `AWSError` with `MalformedPolicyDocument`, or with `NoSuchEntity` when there is no such role.
    ///
    /// AWS reference: AWS Identity and Access Management API Reference, "PutRolePolicy".
    package func putRolePolicy(_ policy: String, of role: String, document: String) async throws {
        try await perform(
            request(
                "PutRolePolicy", ["RoleName": role, "PolicyName": policy, "PolicyDocument": document],
                subject: subject(role)))
    }

    /// Deletes an inline policy.
    ///
    /// - Throws: `AWSError` with `NoSuchEntity` when the role or the policy does not exist.
    ///
    /// AWS reference: AWS Identity and Access Management API Reference, "DeleteRolePolicy".
    package func deleteRolePolicy(_ policy: String, of role: String) async throws {
        try await perform(
            request("DeleteRolePolicy", ["RoleName": role, "PolicyName": policy], subject: subject(role)))
    }

    /// Lists the managed policies of a role.
    ///
    /// - Returns: Names and ARNs, fetched page by page. Iterating throws `AWSError` with `NoSuchEntity` when there is no
    ///   such role.
    ///
    /// AWS reference: AWS Identity and Access Management API Reference, "ListAttachedRolePolicies".
    package func listAttachedRolePolicies(of role: String) -> PagedSequence<IAMAttachedPolicy> {
        pages(
            "ListAttachedRolePolicies", { ["RoleName": role, "Marker": $0] }, subject: subject(role),
            items: "AttachedPolicies"
        ) { item in
            IAMAttachedPolicy(name: try item.text("PolicyName"), arn: try item.arn("PolicyArn"))
        }
    }

    /// Takes a managed policy away from a role.
    ///
    /// - Throws: `AWSError` with `NoSuchEntity` when it does not have it.
    ///
    /// AWS reference: AWS Identity and Access Management API Reference, "DetachRolePolicy".
    package func detachRolePolicy(_ policy: ARN, from role: String) async throws {
        try await perform(
            request(
                "DetachRolePolicy", ["RoleName": role, "PolicyArn": policy.rawValue], subject: subject(role)))
    }

    /// Lists the names of the instance profiles that a role is in.
    ///
    /// - Returns: The names, fetched page by page. Iterating throws `AWSError` with `NoSuchEntity` when there is no such
    ///   role.
    ///
    /// AWS reference: AWS Identity and Access Management API Reference, "ListInstanceProfilesForRole".
    package func listInstanceProfiles(of role: String) -> PagedSequence<String> {
        pages(
            "ListInstanceProfilesForRole", { ["RoleName": role, "Marker": $0] }, subject: subject(role),
            items: "InstanceProfiles"
        ) { item in
            try item.text("InstanceProfileName")
        }
    }

    /// Takes a role out of an instance profile.
    ///
    /// - Throws: `AWSError` with `NoSuchEntity` when it is not in it.
    ///
    /// AWS reference: AWS Identity and Access Management API Reference, "RemoveRoleFromInstanceProfile".
    package func removeRole(_ role: String, fromInstanceProfile profile: String) async throws {
        try await perform(
            request(
                "RemoveRoleFromInstanceProfile", ["InstanceProfileName": profile, "RoleName": role],
                subject: subject(role)))
    }
}
