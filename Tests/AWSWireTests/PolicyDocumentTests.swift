// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Testing

struct PolicyDocumentTests {
    private static let policy = """
        {"Version": "2012-10-17", "Statement": [{
            "Sid": "Read", "Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"},
            "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
            "Condition": {"StringEquals": {"AWS:SourceArn": "arn:aws:cloudfront::1:distribution/E", "aws:b": ["1", "2"]}}
        }, {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}
        """

    @Test(arguments: [
        ("order of actions", #"["s3:GetObject", "s3:ListBucket"]"#, #"["s3:ListBucket", "s3:GetObject"]"#),
        ("case of actions", "s3:GetObject", "S3:getobject"),
        ("a repeated action", #"["s3:GetObject", "#, #"["s3:GetObject", "s3:GetObject", "#),
        ("order of resources", #"["arn:aws:s3:::b", "arn:aws:s3:::b/*"]"#, #"["arn:aws:s3:::b/*", "arn:aws:s3:::b"]"#),
        ("a list of one action", #""s3:*""#, #"["s3:*"]"#),
        ("a list of one resource", #""Resource": "*""#, #""Resource": ["*"]"#),
        ("a list of one service", #""cloudfront.amazonaws.com""#, #"["cloudfront.amazonaws.com"]"#),
        ("everybody", #""Principal": "*""#, #""Principal": {"AWS": "*"}"#),
        ("case of a condition key", "AWS:SourceArn", "aws:sourcearn"),
        ("order of condition values", #"["1", "2"]"#, #"["2", "1"]"#),
        ("a number in a condition", #"["1", "2"]"#, #"[1, "2"]"#),
        ("a truth value in a condition", #""false""#, "false"),
    ])
    func sameMeaning(name: String, from: String, to: String) throws {
        try #require(Self.policy.contains(from))
        let other = try PolicyDocument(parsing: Self.policy.replacing(from, with: to))
        let policy = try PolicyDocument(parsing: Self.policy)
        #expect(policy == other)
        #expect(policy.hashValue == other.hashValue)
    }

    @Test(arguments: [
        ("version", "2012-10-17", "2008-10-17"),
        ("no version", #""Version": "2012-10-17", "#, ""),
        ("sid", #""Read""#, #""Write""#),
        ("effect", "Deny", "Allow"),
        ("service", "cloudfront.amazonaws.com", "lambda.amazonaws.com"),
        ("action", "s3:GetObject", "s3:PutObject"),
        ("one action less", #""s3:GetObject", "#, ""),
        ("action turned round", #""Action": "s3:*""#, #""NotAction": "s3:*""#),
        ("case of a resource", "arn:aws:s3:::b/*", "arn:aws:s3:::B/*"),
        ("condition operator", "StringEquals", "StringLike"),
        ("condition value", "distribution/E", "distribution/F"),
        ("case of a condition value", "distribution/E", "distribution/e"),
        ("condition key", "SecureTransport", "PrincipalType"),
        ("principal", #""Principal": "*""#, #""Principal": {"AWS": "123456789012"}"#),
    ])
    func otherMeaning(name: String, from: String, to: String) throws {
        try #require(Self.policy.contains(from))
        #expect(
            try PolicyDocument(parsing: Self.policy) != PolicyDocument(parsing: Self.policy.replacing(from, with: to)))
    }

    @Test(arguments: [
        (
            "an order of statements", #"{"Statement": [{"Sid": "1"}, {"Sid": "2"}]}"#,
            #"{"Statement": [{"Sid": "2"}, {"Sid": "1"}]}"#
        ),
        ("one statement", #"{"Statement": {"Sid": "1"}}"#, #"{"Statement": [{"Sid": "1"}]}"#),
        ("the first version", #"{"Version": "2008-10-17", "Statement": []}"#, #"{"Statement": []}"#),
        (
            "an account and its root",
            #"{"Statement": [{"Principal": {"AWS": ["123456789012", "arn:aws:iam::2:role/r"]}}]}"#,
            #"{"Statement": {"Principal": {"AWS": ["arn:aws:iam::2:role/r", "arn:aws:iam::123456789012:root"]}}}"#
        ),
    ])
    func sameDocuments(name: String, one: String, other: String) throws {
        #expect(try PolicyDocument(parsing: one) == PolicyDocument(parsing: other))
    }

    @Test func whatIsNoPolicyIsComparedAsItIs() throws {
        #expect(PolicyDocument(["a"]) == PolicyDocument(["a"]))
        #expect(PolicyDocument(["a"]) != PolicyDocument("a"))
        #expect(
            try PolicyDocument(parsing: #"{"Statement": [1, {"Principal": 1, "Condition": [2], "Action": {}}]}"#)
                == PolicyDocument(parsing: #"{"Statement": [{"Condition": [2], "Action": [{}], "Principal": 1}, 1]}"#))
        #expect(throws: JSONError.self) { try PolicyDocument(parsing: "%7B%7D") }
    }

    @Test func theDocumentIsKept() throws {
        #expect(try PolicyDocument(parsing: #"{"Action": "S3:Get", "A": 1}"#).json == #"{"A":1,"Action":"S3:Get"}"#)
    }

    @Test func twoSpellingsOfAConditionKeyAreBothKept() throws {
        func policy(_ keys: String) throws -> PolicyDocument {
            try PolicyDocument(parsing: #"{"Statement": {"Condition": {"StringEquals": {\#(keys)}}}}"#)
        }
        for _ in 0..<20 {
            let both = try policy(#""A": "1", "a": "2", "b": "3""#)
            #expect(try both == policy(#""b": "3", "a": "2", "A": "1""#))
            #expect(try both != policy(#""A": "1", "b": "3""#))
            #expect(try both != policy(#""a": "2", "b": "3""#))
        }
    }
}
