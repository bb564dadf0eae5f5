// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Testing

@Suite struct CallerKindTests {
    @Test(arguments: [
        ("arn:aws:iam::123456789012:root", CallerKind.root, "root user of the account"),
        ("arn:aws-us-gov:iam::123456789012:root", .root, "root user of the account"),
        ("arn:aws:iam::123456789012:user/jane", .user(name: "jane"), "IAM user jane"),
        ("arn:aws-cn:iam::123456789012:user/staff/web/jane", .user(name: "jane"), "IAM user jane"),
        ("arn:aws:iam::123456789012:user/root", .user(name: "root"), "IAM user root"),
        (
            "arn:aws:sts::123456789012:assumed-role/deploy/me", .role(name: "deploy", session: "me"),
            "role deploy, session me"
        ),
        (
            "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Web_Admin_0123456789abcdef/jane@example.com",
            .permissionSet(name: "Web_Admin", session: "jane@example.com"),
            "permission set Web_Admin of IAM Identity Center, signed in as jane@example.com"
        ),
        (
            "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_x/jane",
            .role(name: "AWSReservedSSO_x", session: "jane"), "role AWSReservedSSO_x, session jane"
        ),
        (
            "arn:aws:sts::123456789012:federated-user/bob", .federatedUser(name: "bob"), "federated user bob"
        ),
        ("arn:aws:iam::123456789012:role/deploy", .other, "identity of another kind"),
        ("who", .other, "identity of another kind"),
    ])
    func isReadFromTheARN(arn: String, kind: CallerKind, words: String) {
        #expect(CallerKind(arn: arn) == kind)
        #expect(CallerKind(arn: arn).inWords == words)
    }
}
