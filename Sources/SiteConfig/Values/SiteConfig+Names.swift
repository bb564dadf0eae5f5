// SPDX-License-Identifier: Apache-2.0

extension SiteConfig {
    /// Resource names that the user fixed; `nil` leaves a name to its rule.
    package struct Names: Sendable, Equatable {
        /// The S3 bucket.
        package var bucket: String?
        /// The DynamoDB table.
        package var table: String?
        /// The Lambda function.
        package var function: String?
        /// The function's IAM role.
        package var role: String?
        /// The function's log group.
        package var logGroup: String?
        /// The HTTP API.
        package var api: String?
        /// The CloudFront function.
        package var edgeFunction: String?
        /// The origin access control.
        package var originAccessControl: String?

        /// Makes a set of fixed names, by default none.
        package init(
            bucket: String? = nil,
            table: String? = nil,
            function: String? = nil,
            role: String? = nil,
            logGroup: String? = nil,
            api: String? = nil,
            edgeFunction: String? = nil,
            originAccessControl: String? = nil
        ) {
            self.bucket = bucket
            self.table = table
            self.function = function
            self.role = role
            self.logGroup = logGroup
            self.api = api
            self.edgeFunction = edgeFunction
            self.originAccessControl = originAccessControl
        }
    }

    /// The bucket's name: the fixed one, else `<name>-<account>-<region>`, which is at most 63 characters long.
    package func bucketName(account: String, region: String) -> String {
        names.bucket ?? "\(name)-\(account)-\(region)"
    }

    /// The table's name: the fixed one, else `<name>-visitors`.
    package var tableName: String { names.table ?? "\(name)-visitors" }

    /// The function's name: the fixed one, else `<name>-counter`.
    package var functionName: String { names.function ?? "\(name)-counter" }

    /// The role's name: the fixed one, else `<name>-counter`.
    package var roleName: String { names.role ?? "\(name)-counter" }

    /// The log group's name: the fixed one, else Lambda's own, `/aws/lambda/<function>`.
    package var logGroupName: String { names.logGroup ?? "/aws/lambda/\(functionName)" }

    /// The API's name: the fixed one, else `<name>`.
    package var apiName: String { names.api ?? name }

    /// The CloudFront function's name: the fixed one, else `<name>-viewer-request`.
    package var edgeFunctionName: String { names.edgeFunction ?? "\(name)-viewer-request" }

    /// The origin access control's name: the fixed one, else `<name>`.
    package var originAccessControlName: String { names.originAccessControl ?? name }
}
