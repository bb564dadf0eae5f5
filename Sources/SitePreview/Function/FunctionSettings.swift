// SPDX-License-Identifier: Apache-2.0

package import AWSSigning
package import SiteConfig
internal import SiteDeploy

/// How the counter's function is run on this machine.
package struct FunctionSettings: Sendable {
    /// Where the function finds its table.
    package enum Place: Sendable, Equatable {
        /// An emulator at this address; nothing leaves the machine.
        case local(endpoint: String)
        /// The account that the credentials are of; `endpoint` stands in for AWS when it is set.
        case account(AWSCredentials, endpoint: String?)
    }

    package let config: SiteConfig
    package let counter: SiteConfig.Counter
    package let region: String
    /// The variables of resumectl's own process, of which a few are handed on.
    package let variables: [String: String]

    /// - Parameters:
    ///   - config: The site.
    ///   - counter: Its counter.
    ///   - region: The region that the function would be in.
    ///   - variables: See the property.
    package init(config: SiteConfig, counter: SiteConfig.Counter, region: String, variables: [String: String]) {
        self.config = config
        self.counter = counter
        self.region = region
        self.variables = variables
    }

    /// The function's own name for itself.
    package var arn: String {
        "arn:aws:lambda:\(region):\(GatewayEvent.account):function:\(config.functionName)"
    }

    /// How the machine reaches the network; the function needs that only for a table in the account.
    private static let networkVariables = [
        "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy", "AWS_CA_BUNDLE",
        "SSL_CERT_FILE",
    ]

    /// All environment variables of the function's process: those that Lambda sets, and those of the configuration.
    ///
    /// Nothing else of the user's own environment is in it. Credentials are in it only for a table in the account.
    ///
    /// - Parameters:
    ///   - runtimeAPI: Host and port of the runtime API.
    ///   - place: Where the table is.
    /// - Returns: Names and values.
    ///
    /// AWS reference: AWS Lambda Developer Guide, "Defined runtime environment variables".
    package func environment(runtimeAPI: String, place: Place) -> [String: String] {
        var result = CounterEnvironment.variables(for: config)
        let own = [
            "PATH": variables["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
            "LANG": "en_US.UTF-8",
            "TZ": ":UTC",
            // No cache of compiled modules in the user's folder.
            "PYTHONDONTWRITEBYTECODE": "1",
            "_HANDLER": counter.handler,
            "AWS_LAMBDA_RUNTIME_API": runtimeAPI,
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "AWS_EXECUTION_ENV": "AWS_Lambda_\(counter.runtime)",
            "AWS_LAMBDA_FUNCTION_NAME": config.functionName,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "\(counter.memory)",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": config.logGroupName,
            "AWS_LAMBDA_LOG_STREAM_NAME": "preview",
            "LAMBDA_TASK_ROOT": counter.path,
            // The settings of this machine must not reach the function.
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_EC2_METADATA_DISABLED": "true",
        ]
        result.merge(own) { _, own in own }
        switch place {
        case .local(let endpoint):
            result["AWS_ACCESS_KEY_ID"] = LocalTable.credentials.accessKeyID
            result["AWS_SECRET_ACCESS_KEY"] = LocalTable.credentials.secretAccessKey
            result["AWS_ENDPOINT_URL"] = endpoint
        case .account(let credentials, let endpoint):
            result["AWS_ACCESS_KEY_ID"] = credentials.accessKeyID
            result["AWS_SECRET_ACCESS_KEY"] = credentials.secretAccessKey
            result["AWS_SESSION_TOKEN"] = credentials.sessionToken
            result["AWS_ENDPOINT_URL"] = endpoint
            for name in Self.networkVariables { result[name] = variables[name] ?? result[name] }
        }
        return result
    }
}
