// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

import AWSWire

/// Reads members out of an XML answer; what is missing or malformed is thrown as `AWSError` with code
/// `UnreadableResponse`, naming the path of the member.
struct XMLReader {
    let tree: XMLTree
    /// Where `tree` is in the answer, for errors.
    private let place: String
    private let response: ServiceResponse
    private let service: AWSService

    init(tree: XMLTree, place: String, response: ServiceResponse, service: AWSService) {
        self.tree = tree
        self.place = place
        self.response = response
        self.service = service
    }

    /// The text of a member that must be there; it may be empty.
    func text(_ path: String) throws -> String {
        guard let text = tree.text(at: path) else { throw missing(path) }
        return text
    }

    /// The text of a member, `nil` when it is missing.
    func textIfPresent(_ path: String) -> String? {
        tree.text(at: path)
    }

    /// The text of a member, `nil` when it is missing or empty.
    func textUnlessEmpty(_ path: String) -> String? {
        tree.text(at: path).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A truth value that must be there.
    func bool(_ path: String) throws -> Bool {
        guard let value = try boolIfPresent(path) else { throw missing(path) }
        return value
    }

    /// A truth value, `nil` when it is missing.
    func boolIfPresent(_ path: String) throws -> Bool? {
        guard tree.element(at: path) != nil else { return nil }
        guard let value = tree.bool(at: path) else { throw malformed(path) }
        return value
    }

    /// A number that must be there.
    func int(_ path: String) throws -> Int {
        guard let value = try intIfPresent(path) else { throw missing(path) }
        return value
    }

    /// A number, `nil` when it is missing.
    func intIfPresent(_ path: String) throws -> Int? {
        guard tree.element(at: path) != nil else { return nil }
        guard let value = tree.int(at: path) else { throw malformed(path) }
        return value
    }

    /// A time in ISO 8601 that must be there.
    func date(_ path: String) throws -> Date {
        guard let date = AWSTimestamp.parseISO8601(try text(path)) else { throw malformed(path) }
        return date
    }

    /// An ARN that must be there.
    func arn(_ path: String) throws -> ARN {
        guard let arn = ARN(rawValue: try text(path)) else { throw malformed(path) }
        return arn
    }

    /// The elements at a path whose last step may match many times; empty when a step is missing.
    func all(_ path: String) -> [XMLReader] {
        tree.all(at: path).map { XMLReader(tree: $0, place: "\(place)/\(path)", response: response, service: service) }
    }

    /// An element that must be there.
    func element(_ path: String) throws -> XMLReader {
        guard let element = elementIfPresent(path) else { throw missing(path) }
        return element
    }

    /// An element, `nil` when it is missing.
    func elementIfPresent(_ path: String) -> XMLReader? {
        tree.element(at: path).map {
            XMLReader(tree: $0, place: "\(place)/\(path)", response: response, service: service)
        }
    }

    /// The error of a member that is there but cannot be understood.
    func malformed(_ path: String) -> AWSError {
        response.unreadable("the element \(place)/\(path) cannot be understood", service: service)
    }

    private func missing(_ path: String) -> AWSError {
        response.unreadable("the element \(place)/\(path) is missing", service: service)
    }
}

extension ServiceResponse {
    /// Reads the body as an XML document.
    ///
    /// - Parameters:
    ///   - root: The name that the root element must have.
    ///   - service: The service that answered, for errors.
    /// - Returns: A reader of the root element.
    /// - Throws: `AWSError` with code `UnreadableResponse` when the body is no XML or has another root.
    func xml(root: String, service: AWSService) throws -> XMLReader {
        let tree: XMLTree
        do {
            tree = try XMLTree(parsing: body)
        } catch {
            throw unreadable(error.description, service: service)
        }
        guard tree.name == root else {
            throw unreadable("the answer is <\(tree.name)>, expected was <\(root)>", service: service)
        }
        return XMLReader(tree: tree, place: root, response: self, service: service)
    }
}

extension ServiceClient {
    /// Sends a request and reads its XML answer.
    func xml(_ request: ServiceRequest, root: String) async throws -> XMLReader {
        try await caller.send(request).xml(root: root, service: caller.service)
    }
}
