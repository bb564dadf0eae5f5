// SPDX-License-Identifier: Apache-2.0

import AWSSigning

/// The AWS Lambda API: functions, their permissions and their tags.
///
/// AWS reference: AWS Lambda API Reference, version 2015-03-31.
package struct LambdaClient: ServiceClient {
    package let caller: any ServiceCaller

    /// Makes a client for the caller's region.
    ///
    /// - Parameter caller: Calls `AWSService.lambda`.
    package init(caller: any ServiceCaller) {
        self.caller = caller
    }

    /// The path of a function, with what follows it, such as `/code`.
    func path(_ function: String, _ rest: String = "") -> String {
        "/2015-03-31/functions/\(PercentEncoding.encode(function))\(rest)"
    }

    func subject(_ function: String) -> String {
        "function \(function)"
    }
}
