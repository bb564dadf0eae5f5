// SPDX-License-Identifier: Apache-2.0

import AWSWire

/// The AWS Identity and Access Management API, as far as a function's execution role needs it.
///
/// What was written takes up to minutes to be known everywhere.
///
/// AWS reference: AWS Identity and Access Management API Reference, version 2010-05-08.
package struct IAMClient: ServiceClient {
    package let caller: any ServiceCaller

    /// Makes a client.
    ///
    /// - Parameter caller: Calls `AWSService.iam`.
    package init(caller: any ServiceCaller) {
        self.caller = caller
    }

    /// A request of the query protocol; parameters that are `nil` are not sent.
    func request(
        _ operation: String, _ parameters: KeyValuePairs<String, String?>, subject: String,
        lists: (inout FormEncoder) -> Void = { _ in }
    ) -> ServiceRequest {
        var form = FormEncoder(action: operation, version: "2010-05-08")
        for (name, value) in parameters { form.set(name, to: value) }
        lists(&form)
        return .query(operation, form: form, subject: subject)
    }

    /// Sends a request and reads the `…Result` of its answer.
    func result(of request: ServiceRequest) async throws -> XMLReader {
        try await xml(request, root: "\(request.operation)Response").element("\(request.operation)Result")
    }

    /// Fetches a list page by page.
    ///
    /// - Returns: The elements of the list at `items`, such as `Roles`.
    func pages<Element: Sendable>(
        _ operation: String, _ parameters: @escaping @Sendable (_ marker: String?) -> KeyValuePairs<String, String?>,
        subject: String, items: String, decode: @escaping @Sendable (XMLReader) throws -> Element
    ) -> PagedSequence<Element> {
        PagedSequence(operation, of: caller.service) { (marker: String?) in
            let answer = try await result(of: request(operation, parameters(marker), subject: subject))
            _ = try answer.element(items)
            let isTruncated = try answer.boolIfPresent("IsTruncated") ?? false
            return (try answer.all("\(items)/member").map(decode), isTruncated ? try answer.text("Marker") : nil)
        }
    }

    /// A policy document; IAM answers with it percent-encoded.
    static func document(_ answer: XMLReader, _ path: String) throws -> String {
        do {
            return try URLDecoding.decode(answer.text(path))
        } catch is URLDecoding.Failure {
            throw answer.malformed(path)
        }
    }

    func subject(_ role: String) -> String {
        "role \(role)"
    }
}
