// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let package = Package(
    name: "resumectl",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "resumectl", targets: ["resumectl"])
    ],
    dependencies: [
        // The command line: parsing, help, completion scripts.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // SHA-256, HMAC and MD5.
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        // ByteBuffer and the event loops under the HTTP client.
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        // Certificates of the HTTP client: a bundle of one's own (AWS_CA_BUNDLE).
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        // The HTTP client; docs/decisions.md has the measurements.
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        // Other people's programs that print credentials (credential_process).
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        // The configuration file, with positions for every value.
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .executableTarget(name: "resumectl", dependencies: ["ResumectlCommands"]),
        .target(
            name: "ResumectlCommands",
            dependencies: [
                "SitePreview", "SiteDeploy", "SiteConfig", "Reconcile", "AWSServices", "AWSWire", "AWSSigning",
                "BuildInfo",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        // The local server of `resumectl dev`, and the process of the counter's function.
        .target(
            name: "SitePreview",
            dependencies: [
                "SiteDeploy", "SiteConfig", "Reconcile", "AWSServices", "AWSWire", "AWSSigning",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]
        ),
        .target(
            name: "SiteDeploy",
            dependencies: [
                "SiteConfig", "Reconcile", "AWSServices", "AWSWire", "AWSSigning",
                .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),
        .target(name: "SiteConfig", dependencies: [.product(name: "Yams", package: "Yams")]),
        .target(name: "Reconcile"),
        .target(
            name: "AWSServices",
            dependencies: [
                "AWSWire", "AWSSigning",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]
        ),
        .target(name: "AWSWire"),
        .target(name: "BuildInfo"),
        .target(name: "AWSSigning", dependencies: [.product(name: "Crypto", package: "swift-crypto")]),
        .testTarget(name: "AWSSigningTests", dependencies: ["AWSSigning"]),
        .testTarget(name: "AWSWireTests", dependencies: ["AWSWire"], exclude: ["Fixtures"]),
        .testTarget(
            name: "AWSServicesTests",
            dependencies: [
                "AWSServices", "AWSWire", "AWSSigning",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]
        ),
        .testTarget(name: "SiteConfigTests", dependencies: ["SiteConfig"]),
        .testTarget(name: "ReconcileTests", dependencies: ["Reconcile"]),
        .testTarget(
            name: "SiteDeployTests",
            dependencies: [
                "SiteDeploy", "SiteConfig", "Reconcile", "AWSServices", "AWSWire", "AWSSigning",
                .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),
        .testTarget(
            name: "SitePreviewTests",
            dependencies: ["SitePreview", "SiteDeploy", "SiteConfig", "AWSServices", "AWSWire", "AWSSigning"]
        ),
        .testTarget(
            name: "ResumectlCommandsTests",
            dependencies: [
                "ResumectlCommands", "SitePreview", "SiteDeploy", "SiteConfig", "Reconcile", "AWSServices", "AWSWire",
                "AWSSigning",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        // What must hold for hostile input, for the tests and for the fuzzer.
        .target(
            name: "FuzzChecks", dependencies: ["SiteDeploy", "SiteConfig", "AWSServices", "AWSWire", "AWSSigning"],
            path: "Tests/FuzzChecks"
        ),
        .testTarget(
            name: "FuzzTests", dependencies: ["FuzzChecks", "AWSWire"], exclude: ["Fixtures"]
        ),
    ],
    swiftLanguageModes: [.v6]
)

// What `resumectl version` says of a release.
if let commit = Context.environment["RESUMECTL_COMMIT"], commit.count == 40, commit.allSatisfy(\.isHexDigit) {
    for target in package.targets where target.name == "BuildInfo" {
        target.cSettings = [.define("RESUMECTL_COMMIT", to: "\"\(commit)\"")]
    }
}

// `make bench-micro` builds small pieces of the product, to count their instructions.
if Context.environment["RESUMECTL_BENCHMARKS"] == "1" {
    package.products.append(.executable(name: "resumectl-micro", targets: ["Micro"]))
    package.targets.append(
        .executableTarget(
            name: "Micro", dependencies: ["SiteDeploy", "AWSServices", "AWSSigning"], path: "Benchmarks/Micro"))
}

// Every target of ours is held to the same rules; warnings are errors.
for target in package.targets {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .treatAllWarnings(as: .error),
        ]
}

// `make fuzz` builds the fuzzer, and with it our targets such that libFuzzer sees which code an input reaches. They are
// optimized also in a debug build; what they depend on is built as ever.
if Context.environment["RESUMECTL_FUZZ"] == "1" {
    let sanitizers = "-sanitize=fuzzer,address"
    for target in package.targets where target.type == .regular {
        target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags([sanitizers, "-O"])]
    }
    package.products.append(.executable(name: "resumectl-fuzz", targets: ["Fuzz"]))
    package.targets.append(
        .executableTarget(
            name: "Fuzz", dependencies: ["FuzzChecks"], path: "Tests/Fuzz",
            swiftSettings: [.unsafeFlags([sanitizers, "-parse-as-library"])],
            linkerSettings: [.unsafeFlags([sanitizers, "-use-ld=lld"])]))
}
