// SPDX-License-Identifier: Apache-2.0

extension SiteConfig {
    /// The counter function and the API in front of it.
    package struct Counter: Sendable, Equatable {
        /// The processor the function runs on; raw values are AWS's.
        package enum Architecture: String, Sendable, CaseIterable {
            /// AWS Graviton.
            case arm64
            /// Intel and AMD.
            case x86 = "x86_64"
        }

        /// How visitors reach the API.
        package enum Exposure: String, Sendable, CaseIterable {
            /// Under the site's own name, through CloudFront; no CORS.
            case cloudfront
            /// At API Gateway's own address, with CORS for the site's origins.
            case direct
        }

        /// Limits on how often the API may be called.
        package struct Throttling: Sendable, Equatable {
            /// Requests a second in the long run.
            package var rate: Int
            /// Requests at once.
            package var burst: Int

            /// Makes limits with the documented defaults.
            package init(rate: Int = 10, burst: Int = 20) {
                self.rate = rate
                self.burst = burst
            }
        }

        /// The absolute path of the folder with the function's code.
        package var path: String
        /// The function's entry point, `file.function`.
        package var handler: String
        /// Lambda's runtime identifier.
        package var runtime: String
        /// The processor.
        package var architecture: Architecture
        /// Memory in MB, 128-10240. Lambda gives processor time in proportion to it.
        package var memory: Int
        /// The longest run of one call in seconds, 1-29.
        package var timeout: Int
        /// The function's environment variables, on top of `TABLE_NAME`.
        package var environment: [String: String]
        /// The API's path, for example `/api/visitors`.
        package var route: String
        /// How visitors reach the API.
        package var exposure: Exposure
        /// Limits on how often the API may be called.
        package var throttling: Throttling
        /// How long log lines are kept; one of the values CloudWatch Logs knows.
        package var logRetentionDays: Int
        /// What is left out of the function's zip, on top of what never goes in.
        package var exclude: [GlobPattern]

        /// Makes counter settings with the documented defaults.
        package init(
            path: String,
            handler: String = "app.handler",
            runtime: String = "python3.13",
            architecture: Architecture = .arm64,
            memory: Int = 256,
            timeout: Int = 5,
            environment: [String: String] = [:],
            route: String = "/api/visitors",
            exposure: Exposure = .cloudfront,
            throttling: Throttling = Throttling(),
            logRetentionDays: Int = 30,
            exclude: [GlobPattern] = []
        ) {
            self.path = path
            self.handler = handler
            self.runtime = runtime
            self.architecture = architecture
            self.memory = memory
            self.timeout = timeout
            self.environment = environment
            self.route = route
            self.exposure = exposure
            self.throttling = throttling
            self.logRetentionDays = logRetentionDays
            self.exclude = exclude
        }

        /// The paths of the site that the API answers when CloudFront is in front of both: its route's first folder,
        /// or the route itself at the top.
        package var pathPattern: String {
            let parts = route.split(separator: "/")
            return parts.count > 1 ? "/\(parts[0])/*" : route
        }
    }
}
