// SPDX-License-Identifier: Apache-2.0

package import AWSServices
package import AWSWire

/// The policies of the counter function's role: who may be it, and the little that it may do.
package enum CounterRolePolicies {
    /// Lets Lambda, and nobody else, assume the role.
    package static let trust = PolicyDocument([
        "Version": "2012-10-17",
        "Statement": [
            ["Effect": "Allow", "Principal": ["Service": "lambda.amazonaws.com"], "Action": "sts:AssumeRole"]
        ],
    ])

    /// Lets the function read and add to items of its table and write lines to its log group.
    ///
    /// Not among it: `logs:CreateLogGroup`, which would let Lambda make the log group again after a destroy.
    ///
    /// - Parameters:
    ///   - table: The table's ARN.
    ///   - logGroup: The log group's ARN, without `:*` at its end.
    /// - Returns: The policy.
    package static func permissions(table: ARN, logGroup: ARN) -> PolicyDocument {
        PolicyDocument([
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Sid": "Count", "Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:UpdateItem"],
                    "Resource": .string(table.rawValue),
                ],
                [
                    "Sid": "Log", "Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                    "Resource": .string("\(logGroup.rawValue):*"),
                ],
            ],
        ])
    }
}
