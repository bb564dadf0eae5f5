// SPDX-License-Identifier: Apache-2.0

import AWSWire

extension FuzzCheck {
    /// What is read can be written and read again, as the same.
    static let json = FuzzCheck("json") { bytes in
        guard let value = try? JSONValue(parsing: bytes) else { return }
        let written = value.serialized()
        guard let again = try? JSONValue(parsing: written) else {
            throw FuzzFinding(description: "what was written cannot be read")
        }
        try FuzzFinding.unless(again == value, "what was written is read as something else")
        try FuzzFinding.unless(again.serialized() == written, "equal values are written differently")
    }

    /// A policy equals itself, however it is written.
    static let policy = FuzzCheck("policy") { bytes in
        guard let value = try? JSONValue(parsing: bytes) else { return }
        let policy = PolicyDocument(value)
        for other in [try PolicyDocument(parsing: policy.json), PolicyDocument(reversed(value))] {
            try FuzzFinding.unless(policy == other, "two writings of one policy are not equal")
            try FuzzFinding.unless(policy.hashValue == other.hashValue, "equal policies have different hashes")
        }
    }

    /// The policy with its statements and the lists in them the other way round, which means the same.
    private static func reversed(_ policy: JSONValue) -> JSONValue {
        guard case .object(var fields) = policy, case .array(let statements)? = fields["Statement"] else {
            return policy
        }
        fields["Statement"] = .array(
            statements.reversed().map { statement in
                guard case .object(var members) = statement else { return statement }
                for name in ["Action", "NotAction", "Resource", "NotResource"] {
                    if case .array(let values)? = members[name] { members[name] = .array(values.reversed()) }
                }
                return .object(members)
            })
        return .object(fields)
    }
}
