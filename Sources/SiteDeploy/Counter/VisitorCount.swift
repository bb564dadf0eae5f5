// SPDX-License-Identifier: Apache-2.0

package import AWSServices
internal import Reconcile
package import SiteConfig

/// The number that the counter keeps: one attribute of one item of its table, as `lambda/counter.py` has it.
package struct VisitorCount: Sendable {
    /// The table's name.
    package let table: String
    /// The item's key: `COUNTER_ID` of the function, `visitors` unless the configuration sets it.
    package let id: String
    private let dynamoDB: DynamoDBClient
    private static let attribute = "count"

    /// The counter of a site; `nil` when the configuration has none.
    ///
    /// - Parameters:
    ///   - config: The site.
    ///   - dynamoDB: In the site's region.
    package init?(_ config: SiteConfig, dynamoDB: DynamoDBClient) {
        guard let counter = config.counter else { return nil }
        table = config.tableName
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let id = (counter.environment["COUNTER_ID"] ?? "").drop(while: isSpace)
        let end = id.lastIndex { !isSpace($0) }.map(id.index(after:)) ?? id.startIndex
        self.id = end == id.startIndex ? "visitors" : String(id[..<end])
        self.dynamoDB = dynamoDB
    }

    private var key: [String: DynamoDBValue] { ["id": .string(id)] }

    /// Reads the number.
    ///
    /// - Returns: The number, `nil` when nobody was counted yet.
    /// - Throws: `AWSError` with `ResourceNotFoundException` when there is no table; `DeployError` with code
    ///   `counter-unreadable` when the item is not a counter's.
    package func read() async throws -> Int? {
        guard let value = try await dynamoDB.getItem(in: table, key: key)?[Self.attribute] else { return nil }
        guard case .number(let text) = value, let number = Int(text) else {
            throw DeployError(
                code: .counterUnreadable, summary: "The counter's item does not hold a number",
                detail: "\(table), id \(id)", hint: "Look at the item in the DynamoDB console.")
        }
        return number
    }

    /// Writes the number, unless it has changed since it was read.
    ///
    /// - Parameters:
    ///   - number: The new number.
    ///   - expected: What `read` gave.
    /// - Returns: Whether it was written.
    /// - Throws: `AWSError` with `ResourceNotFoundException` when there is no table.
    package func set(_ number: Int, ifStill expected: Int?) async throws -> Bool {
        try await dynamoDB.set(number, in: Self.attribute, ifStill: expected, table: table, key: key)
    }
}
