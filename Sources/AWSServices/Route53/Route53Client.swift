// SPDX-License-Identifier: Apache-2.0

import AWSSigning

/// The Amazon Route 53 API: hosted zones and their records.
///
/// AWS takes about five requests a second for an account, and one change at a time for a zone
/// (`PriorRequestNotComplete`).
///
/// AWS reference: Amazon Route 53 API Reference, version 2013-04-01.
package struct Route53Client: ServiceClient {
    package let caller: any ServiceCaller

    /// The namespace of every root element that is sent.
    static let namespace = "https://route53.amazonaws.com/doc/2013-04-01/"

    /// Makes a client.
    ///
    /// - Parameter caller: Calls `AWSService.route53`.
    package init(caller: any ServiceCaller) {
        self.caller = caller
    }

    /// A path; `steps` are encoded.
    func path(_ steps: String...) -> String {
        "/2013-04-01/" + steps.map { PercentEncoding.encode($0) }.joined(separator: "/")
    }

    func subject(_ zone: HostedZoneID) -> String {
        "hosted zone \(zone)"
    }
}
