// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Foundation
import Testing

@testable import AWSServices

struct IAMRoleTests {
    private static let arn = "arn:aws:iam::123456789012:role/resumectl/me"
    private static let trust = #"{"Version":"2012-10-17","Statement":[{"a b":"c+d/é"}]}"#
    /// The same as IAM answers with it.
    private static let encoded =
        "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22a%20b%22%3A%22c%2Bd%2F%C3%A9%22%7D%5D%7D"

    private static let bare: JSONValue = [
        "Path": "/resumectl/", "RoleName": "me", "RoleId": "AROAEXAMPLEEXAMPLE", "Arn": .string(arn),
        "CreateDate": "2026-11-20T08:09:10Z", "AssumeRolePolicyDocument": .string(encoded),
    ]

    private func role(
        description: String = "", seconds: Int = 3600, boundary: String? = nil, tags: [String: String] = [:]
    ) throws -> IAMRole {
        IAMRole(
            name: "me", id: "AROAEXAMPLEEXAMPLE", createdAt: Date(timeIntervalSince1970: 1_795_162_150),
            arn: try #require(ARN(rawValue: Self.arn)), path: "/resumectl/", trustPolicy: Self.trust,
            description: description, maxSessionSeconds: seconds, permissionsBoundary: boundary, tags: tags)
    }

    @Test func createsReadsChangesAndDeletes() async throws {
        var full = Self.bare
        full["Description"] = "runs <me>"
        full["MaxSessionDuration"] = 7200
        full["PermissionsBoundary"] = [
            "PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
        ]
        full["Tags"] = [["Key": "a", "Value": "1"], ["Key": "b", "Value": ""]]
        let exchanges = [
            Exchange(
                "CreateRole",
                [
                    "Path": "/resumectl/", "RoleName": "me", "AssumeRolePolicyDocument": .string(Self.trust),
                    "Description": "runs <me>",
                    "Tags": [["Key": "a", "Value": "1"], ["Key": "resumectl:site", "Value": "x y"]],
                ], answer: ["Role": Self.bare]),
            Exchange(
                "CreateRole",
                ["Path": "/", "RoleName": "me", "AssumeRolePolicyDocument": .string(Self.trust)],
                answer: ["Role": Self.bare]),
            Exchange("GetRole", ["RoleName": "me"], answer: ["Role": full]),
            Exchange(
                "UpdateAssumeRolePolicy", ["RoleName": "me", "PolicyDocument": .string(Self.trust)]),
            Exchange("DeleteRole", ["RoleName": "me"]),
            Exchange("GetRole", ["RoleName": "me"], failure: "NoSuchEntity"),
        ]
        try await withOracle(.iam, exchanges) {
            let client = IAMClient(caller: $0)
            let created = try await client.createRole(
                "me", path: "/resumectl/", trustPolicy: Self.trust, description: "runs <me>",
                tags: ["resumectl:site": "x y", "a": "1"])
            #expect(try created == role())
            _ = try await client.createRole("me", trustPolicy: Self.trust, description: nil, tags: [:])
            let read = try await client.getRole("me")
            let expected = try role(
                description: "runs <me>", seconds: 7200, boundary: "arn:aws:iam::aws:policy/ReadOnlyAccess",
                tags: ["a": "1", "b": ""])
            #expect(read == expected)
            try await client.updateAssumeRolePolicy(of: "me", document: Self.trust)
            try await client.deleteRole("me")
            let gone = try await client.getRole("me")
            #expect(gone == nil)
        }
    }

    @Test func addsTags() async throws {
        let exchange = Exchange("TagRole", ["RoleName": "me", "Tags": [["Key": "a", "Value": "1 + 1"]]])
        try await withOracle(.iam, [exchange]) {
            try await IAMClient(caller: $0).tagRole("me", tags: ["a": "1 + 1"])
        }
    }

    @Test func managesInlinePolicies() async throws {
        let policy: JSONValue = ["RoleName": "me", "PolicyName": "p"]
        let exchanges = [
            Exchange("GetRolePolicy", policy, failure: "NoSuchEntity"),
            Exchange(
                "PutRolePolicy", ["RoleName": "me", "PolicyName": "p", "PolicyDocument": .string(Self.trust)]),
            Exchange(
                "GetRolePolicy", policy,
                answer: ["RoleName": "me", "PolicyName": "p", "PolicyDocument": .string(Self.encoded)]),
            Exchange(
                "ListRolePolicies", ["RoleName": "me"],
                answer: ["PolicyNames": ["p"], "IsTruncated": true, "Marker": "m"]),
            Exchange(
                "ListRolePolicies", ["RoleName": "me", "Marker": "m"],
                answer: ["PolicyNames": ["q"], "IsTruncated": false]),
            Exchange("DeleteRolePolicy", policy),
        ]
        try await withOracle(.iam, exchanges) {
            let client = IAMClient(caller: $0)
            let none = try await client.getRolePolicy("p", of: "me")
            #expect(none == nil)
            try await client.putRolePolicy("p", of: "me", document: Self.trust)
            let read = try await client.getRolePolicy("p", of: "me")
            #expect(read == Self.trust)
            let names = try await client.listRolePolicies(of: "me").all()
            #expect(names == ["p", "q"])
            try await client.deleteRolePolicy("p", of: "me")
        }
    }

    @Test func managesAttachedPoliciesAndInstanceProfiles() async throws {
        let text = "arn:aws:iam::aws:policy/ReadOnlyAccess"
        let policy = try #require(ARN(rawValue: text))
        var inProfile = Self.bare
        inProfile["AssumeRolePolicyDocument"] = .string(Self.encoded)
        let exchanges = [
            Exchange(
                "ListAttachedRolePolicies", ["RoleName": "me"],
                answer: [
                    "AttachedPolicies": [["PolicyName": "ReadOnlyAccess", "PolicyArn": .string(text)]],
                    "IsTruncated": false,
                ]),
            Exchange("DetachRolePolicy", ["RoleName": "me", "PolicyArn": .string(text)]),
            Exchange(
                "ListInstanceProfilesForRole", ["RoleName": "me"],
                answer: [
                    "InstanceProfiles": [
                        [
                            "Path": "/", "InstanceProfileName": "web", "InstanceProfileId": "AIPAEXAMPLEEXAMPLE",
                            "Arn": "arn:aws:iam::123456789012:instance-profile/web",
                            "CreateDate": "2026-11-20T08:09:10Z", "Roles": [inProfile],
                        ]
                    ], "IsTruncated": false,
                ]),
            Exchange("RemoveRoleFromInstanceProfile", ["RoleName": "me", "InstanceProfileName": "web"]),
        ]
        try await withOracle(.iam, exchanges) {
            let client = IAMClient(caller: $0)
            let attached = try await client.listAttachedRolePolicies(of: "me").all()
            #expect(attached == [IAMAttachedPolicy(name: "ReadOnlyAccess", arn: policy)])
            try await client.detachRolePolicy(policy, from: "me")
            let profiles = try await client.listInstanceProfiles(of: "me").all()
            #expect(profiles == ["web"])
            try await client.removeRole("me", fromInstanceProfile: "web")
        }
    }

    @Test(arguments: [
        "<GetRoleResponse><GetRoleResult/></GetRoleResponse>", "<GetRoleResponse/>", "<html></html>", "", "{}",
    ])
    func doesNotTakeAnotherAnswerForARole(body: String) async {
        let caller = AnsweringCaller(.iam, body: body)
        let error = await #expect(throws: AWSError.self) { try await IAMClient(caller: caller).getRole("me") }
        #expect(error?.code == "UnreadableResponse")
        #expect(error?.operation == "GetRole")
    }

    @Test func doesNotTakeAnAnswerWithoutListForAnEmptyList() async {
        let caller = AnsweringCaller(
            .iam, body: "<ListRolePoliciesResponse><ListRolePoliciesResult/></ListRolePoliciesResponse>")
        let error = await #expect(throws: AWSError.self) {
            try await IAMClient(caller: caller).listRolePolicies(of: "me").all()
        }
        #expect(error?.code == "UnreadableResponse")
    }
}
