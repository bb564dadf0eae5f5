// SPDX-License-Identifier: Apache-2.0

extension TextRule {
    /// Lambda API Reference, "CreateFunction", Handler.
    static let handler = TextRule(length: 1...128, pattern: #"^\S+$"#) { text in
        text.contains(where: \.isWhitespace)
            ? Violation("contains white space", hint: "Write file.function, for example app.handler.") : nil
    }

    /// Names that Lambda sets itself and refuses (AWS Lambda Developer Guide, "Defined runtime environment variables").
    static let reservedVariables: Set<String> = [
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
        "AWS_LAMBDA_RUNTIME_API", "AWS_LAMBDA_METADATA_API", "AWS_LAMBDA_METADATA_TOKEN",
        "AWS_LAMBDA_MAX_CONCURRENCY", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
    ]

    /// The variables that resumectl sets for the function.
    static let ownVariables: Set<String> = ["TABLE_NAME"]

    /// The name of an environment variable.
    static let variableName = TextRule(length: 2...256, pattern: "^[A-Za-z][A-Za-z0-9_]+$") { text in
        if reservedVariables.contains(text) { return Violation("is set by Lambda itself and cannot be changed") }
        if ownVariables.contains(text) {
            return Violation("is set by resumectl", hint: "The table's own name is \"table\" below \"names\".")
        }
        guard text.first?.isASCIILetter == true else { return Violation("does not start with a letter") }
        return disallowedCharacter(in: text, allowed: "letters, digits and underscores") {
            $0.isASCIILetter || $0.isASCIIDigit || $0 == "_"
        }
    }

    /// The value of an environment variable; Lambda limits all of them together to 4 KB.
    static let variableValue = TextRule(length: 0...4096)

    /// A region of the `aws` partition, by its shape: new ones appear faster than programs are updated.
    package static let region = TextRule(length: 8...25, pattern: "^[a-z]{2}-[a-z]+-[0-9]+$") { text in
        if text.hasPrefix("cn-") || text.hasPrefix("eusc-") || text.contains("-gov-") || text.contains("-iso") {
            return Violation(
                "belongs to a separate part of AWS",
                hint: "A site needs CloudFront with a certificate of ACM, which is in the commercial regions only.")
        }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let isRegion =
            parts.count == 3 && parts[0].count == 2
            && parts.prefix(2).allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isASCIILetter && $0.isLowercase } }
            && parts.last.map { !$0.isEmpty && $0.allSatisfy(\.isASCIIDigit) } == true
        if isRegion {
            // A new place is more than one letter away from the known ones; "eu-cental" is a typing mistake.
            let place = parts.dropLast().joined(separator: "-")
            let isMistyped =
                !knownPlaces.contains(place) && place.count <= 25
                && knownPlaces.contains { NearestName.distance(from: Array(place), to: Array($0)) == 1 }
            guard isMistyped else { return nil }
        }
        let nearest = NearestName.find(text, among: knownRegions).map { "Did you mean \"\($0)\"?" }
        return Violation("is not an AWS region", hint: nearest ?? "Write for example \"eu-central-1\".")
    }

    private static let knownPlaces = Set(knownRegions.map { String($0.prefix { !$0.isASCIIDigit }.dropLast()) })

    /// For typing mistakes only; a region that is not listed is as good.
    private static let knownRegions = [
        "af-south-1", "ap-east-1", "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1",
        "ap-southeast-2", "ca-central-1", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-west-1",
        "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "mx-central-1", "sa-east-1", "us-east-1", "us-east-2",
        "us-west-1", "us-west-2",
    ]
}
