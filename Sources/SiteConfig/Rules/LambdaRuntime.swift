// SPDX-License-Identifier: Apache-2.0

/// The Lambda runtimes that a counter can use.
enum LambdaRuntime {
    /// Runtimes that AWS creates functions with (AWS Lambda Developer Guide, "Lambda runtimes").
    static let supported = [
        "python3.10", "python3.11", "python3.12", "python3.13", "python3.14",
        "nodejs22.x", "nodejs24.x", "provided.al2023",
    ]

    private static let retired: Set<String> = [
        "python2.7", "python3.6", "python3.7", "python3.8", "python3.9",
        "nodejs", "nodejs4.3", "nodejs4.3-edge", "nodejs6.10", "nodejs8.10", "nodejs10.x", "nodejs12.x", "nodejs14.x",
        "nodejs16.x", "nodejs18.x", "nodejs20.x", "provided", "provided.al2", "go1.x",
    ]

    /// Why a runtime that is not supported is none, `nil` when nothing more is known than that.
    static func explain(_ runtime: String) -> String? {
        if retired.contains(runtime) {
            let family = runtime.prefix { $0.isASCIILetter }
            let newest =
                family == "go" ? "provided.al2023" : supported.last { $0.hasPrefix(family) } ?? "provided.al2023"
            return "AWS has retired or is retiring this runtime; use \"\(newest)\"."
        }
        for family in ["java", "dotnet", "ruby"] where runtime.hasPrefix(family) {
            return "The counter can run on Python, Node.js or a program of your own (provided.al2023)."
        }
        return nil
    }
}
