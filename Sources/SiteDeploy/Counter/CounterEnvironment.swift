// SPDX-License-Identifier: Apache-2.0

package import SiteConfig

/// The environment variables of the counter function.
package enum CounterEnvironment {
    /// The variable that names the table.
    static let tableVariable = "TABLE_NAME"

    /// All variables: the ones of the configuration, and the table's name.
    ///
    /// The table's name wins over a variable of the same name: the function must count in the table that its role may
    /// write to.
    ///
    /// - Parameter config: The site's configuration.
    /// - Returns: Names and values; empty without a counter.
    package static func variables(for config: SiteConfig) -> [String: String] {
        guard let counter = config.counter else { return [:] }
        return counter.environment.merging([tableVariable: config.tableName]) { _, ours in ours }
    }
}
