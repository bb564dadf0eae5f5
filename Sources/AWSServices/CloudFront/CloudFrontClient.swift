// SPDX-License-Identifier: Apache-2.0

import AWSSigning
import AWSWire

/// The Amazon CloudFront API: distributions, origin access controls, functions and invalidations.
///
/// AWS reference: Amazon CloudFront API Reference, version 2020-05-31.
package struct CloudFrontClient: ServiceClient {
    package let caller: any ServiceCaller

    /// The namespace of every root element that is sent.
    static let namespace = "http://cloudfront.amazonaws.com/doc/2020-05-31/"

    /// Makes a client.
    ///
    /// - Parameter caller: Calls `AWSService.cloudFront`.
    package init(caller: any ServiceCaller) {
        self.caller = caller
    }

    /// The path of a collection and of things in it; `steps` are encoded.
    func path(_ steps: String...) -> String {
        "/2020-05-31/" + steps.map { PercentEncoding.encode($0) }.joined(separator: "/")
    }

    /// The header that lets AWS refuse a write when somebody else wrote since the read.
    func ifMatch(_ etag: String) -> [(name: String, value: String)] {
        [("If-Match", etag)]
    }

    /// Fetches a list page by page: the elements named `items` in the `Items` of the root element.
    func pages<Element: Sendable>(
        _ operation: String, path: String, root: String, items: String, query: [(name: String, value: String?)] = [],
        subject: String? = nil, decode: @escaping @Sendable (XMLReader) throws -> Element
    ) -> PagedSequence<Element> {
        PagedSequence(operation, of: caller.service) { (marker: String?) in
            let answer = try await xml(
                ServiceRequest(
                    operation, method: "GET", path: path, query: query + (marker.map { [("Marker", $0)] } ?? []),
                    subject: subject),
                root: root)
            // Not every list has `IsTruncated`; where it has none, its `NextMarker` says it all.
            let isTruncated = try answer.boolIfPresent("IsTruncated") ?? true
            let next = answer.textUnlessEmpty("NextMarker")
            return (try answer.all("Items/\(items)").map(decode), isTruncated ? next : nil)
        }
    }
}
