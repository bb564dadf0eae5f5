// SPDX-License-Identifier: Apache-2.0

extension TextRule {
    private static func isNameCharacter(_ character: Character) -> Bool {
        character.isASCIIDigit || (character.isASCIILetter && character.isLowercase) || character == "-"
    }

    /// Starts of bucket names that AWS keeps for itself (Amazon S3 User Guide, "General purpose bucket naming rules").
    private static let reservedStarts = ["xn--", "sthree-", "amzn-s3-demo-"]
    private static let reservedEnds = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"]

    /// The site's name. Every resource name is made from it, so it keeps to what all services take, and its length
    /// leaves room for the account and region in the bucket's name.
    package static let siteName = TextRule(length: 2...32, pattern: "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$") { text in
        slugViolation(text)
            ?? reservedStarts.first(where: text.hasPrefix).map {
                Violation("starts with \"\($0)\", which AWS does not allow in the bucket's name")
            }
    }

    /// The name of an environment, a part of the site's name there.
    static let environmentName = TextRule(
        length: 1...20, pattern: "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", check: slugViolation)

    private static func slugViolation(_ text: String) -> Violation? {
        let allowed = "lower-case letters a-z, digits and hyphens"
        if let violation = disallowedCharacter(in: text, allowed: allowed, isNameCharacter) { return violation }
        if text.hasPrefix("-") || text.hasSuffix("-") { return Violation("starts or ends with a hyphen") }
        return nil
    }

    /// S3's rules for buckets, without dots: certificates do not cover `a.b.s3.amazonaws.com`.
    static let bucketName = TextRule(length: 3...63, pattern: "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$") { text in
        if text.contains(".") {
            return Violation("contains a dot", hint: "HTTPS to a bucket with dots in its name fails; use hyphens.")
        }
        if let violation = slugViolation(text) { return violation }
        if let start = reservedStarts.first(where: text.hasPrefix) {
            return Violation("starts with \"\(start)\", which S3 keeps for itself")
        }
        if let end = reservedEnds.first(where: text.hasSuffix) {
            return Violation("ends in \"\(end)\", which S3 keeps for itself")
        }
        return nil
    }

    /// DynamoDB API Reference, "CreateTable".
    static let tableName = plain(3...255, also: "_.-")
    /// Lambda API Reference, "CreateFunction"; longer names are ARNs.
    static let functionName = plain(1...64, also: "-_")
    /// IAM API Reference, "CreateRole".
    static let roleName = plain(1...64, also: "_+=,.@-")
    /// AWS Account Management Reference Guide, "View AWS account identifiers".
    static let accountID = TextRule(length: 12...12, pattern: "^[0-9]{12}$") { text in
        text.allSatisfy(\.isASCIIDigit)
            ? nil : Violation("is not an account's number", hint: "Write its twelve digits: \"123456789012\".")
    }
    /// IAM User Guide, "IAM identifiers": a role may have a path.
    static let roleARN = TextRule(
        length: 20...640, pattern: #"^arn:aws[a-z-]*:iam::[0-9]{12}:role/[!-~]+$"#
    ) { text in
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[1].hasPrefix("aws"), parts[2] == "iam", parts[3].isEmpty,
            parts[4].count == 12, parts[4].allSatisfy(\.isASCIIDigit), parts[5].hasPrefix("role/"),
            let name = parts[5].split(separator: "/", omittingEmptySubsequences: false).last, !name.isEmpty
        else {
            return Violation(
                "is not the ARN of a role", hint: "For example \"arn:aws:iam::123456789012:role/resume-deploy\".")
        }
        return disallowedCharacter(in: String(parts[5]), allowed: "printable ASCII without spaces") { character in
            character.isASCII && character.asciiValue.map { $0 > 32 && $0 < 127 } == true
        }
    }

    /// CloudFront API Reference, "CreateFunction".
    static let edgeFunctionName = plain(1...64, also: "-_")
    /// CloudFront API Reference, "OriginAccessControlConfig".
    static let originAccessControlName = plain(1...64, also: "-_.")
    /// API Gateway takes any 128 characters; these are the ones that no list or command line trips over.
    static let apiName = plain(1...128, also: " -_.")

    /// CloudWatch Logs API Reference, "CreateLogGroup".
    static let logGroupName = TextRule(length: 1...512, pattern: #"^[.\-_/#A-Za-z0-9]+$"#) { text in
        if text.hasPrefix("aws/") { return Violation("starts with \"aws/\", which CloudWatch Logs does not allow") }
        return disallowedCharacter(in: text, allowed: "letters, digits and . - _ / #") {
            $0.isASCIILetter || $0.isASCIIDigit || ".-_/#".contains($0)
        }
    }

    private static func plain(_ length: ClosedRange<Int>, also others: String) -> TextRule {
        let set = others.map { $0 == "-" ? "\\-" : String($0) }.joined()
        let listed = others.map { $0 == " " ? "space" : String($0) }.joined(separator: " ")
        return TextRule(length: length, pattern: "^[A-Za-z0-9\(set)]+$") { text in
            disallowedCharacter(in: text, allowed: "letters, digits and \(listed)") {
                $0.isASCIILetter || $0.isASCIIDigit || others.contains($0)
            }
        }
    }
}
