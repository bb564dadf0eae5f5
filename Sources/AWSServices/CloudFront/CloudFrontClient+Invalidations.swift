// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

import AWSWire

extension CloudFrontClient {
    /// Makes CloudFront forget what it has cached for some paths.
    ///
    /// - Parameters:
    ///   - distribution: The distribution's id.
    ///   - callerReference: Names this invalidation: the same reference with the same paths gives the first one again,
    ///     with other paths it is an error.
    ///   - paths: At least one; each starts with `/`, is percent-encoded, and may end with `*`.
    /// - Returns: The invalidation, `InProgress` for a minute or so.
    /// - Throws: `AWSError` with `TooManyInvalidationsInProgress` beyond 3,000 paths or 15 wildcards in progress.
    ///
    /// AWS reference: Amazon CloudFront API Reference, "CreateInvalidation".
    package func createInvalidation(
        of distribution: String, callerReference: String, paths: [String]
    ) async throws -> Invalidation {
        let batch = XMLTree(
            "InvalidationBatch", xmlns: Self.namespace,
            [
                XMLTree(
                    "Paths",
                    [XMLTree("Quantity", paths.count), XMLTree("Items", paths.map { XMLTree("Path", $0) })]),
                XMLTree("CallerReference", callerReference),
            ])
        return try await Invalidation(
            xml: xml(
                .restXML(
                    "CreateInvalidation", method: "POST", path: path("distribution", distribution, "invalidation"),
                    body: batch, subject: subject(distribution)),
                root: "Invalidation"))
    }

    /// Reads an invalidation.
    ///
    /// - Returns: The invalidation, `nil` when there is none; AWS forgets them after a while.
    ///
    /// AWS reference: Amazon CloudFront API Reference, "GetInvalidation".
    package func getInvalidation(_ id: String, of distribution: String) async throws -> Invalidation? {
        try await absentWhen(["NoSuchInvalidation"]) {
            try await Invalidation(
                xml: xml(
                    ServiceRequest(
                        "GetInvalidation", method: "GET", path: path("distribution", distribution, "invalidation", id),
                        subject: subject(distribution)),
                    root: "Invalidation"))
        }
    }
}

/// An order to forget cached objects.
package struct Invalidation: Sendable, Equatable {
    package var id: String
    package var status: InvalidationStatus
    package var createdAt: Date
    /// What its creator named it.
    package var callerReference: String
    /// The paths as they were sent.
    package var paths: [String]
}

/// How far an invalidation has come.
package struct InvalidationStatus: OpenEnum {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    /// Some edge locations may still answer with the old object.
    package static let inProgress = Self(rawValue: "InProgress")
    /// Done everywhere.
    package static let completed = Self(rawValue: "Completed")
}

extension Invalidation {
    /// Reads an `Invalidation` element.
    init(xml: XMLReader) throws {
        id = try xml.text("Id")
        status = InvalidationStatus(rawValue: try xml.text("Status"))
        createdAt = try xml.date("CreateTime")
        callerReference = try xml.text("InvalidationBatch/CallerReference")
        paths = xml.all("InvalidationBatch/Paths/Items/Path").map(\.tree.text)
    }
}
