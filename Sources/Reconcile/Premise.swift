// SPDX-License-Identifier: Apache-2.0

/// What is found out while resources are already being read, such as the number of the account.
///
/// Most reads do without it and begin at once; those of resources with `needsPremise` begin when it is known, and others
/// may ask `LiveOutputs` for it on the way.
package struct Premise<Found: Sendable>: Sendable {
    /// The address that its values have among those of the resources.
    package let address: ResourceAddress
    /// Finds it out.
    let find: @Sendable () async throws -> Found
    /// What reads can ask for.
    let outputs: @Sendable (Found) throws -> Outputs
    /// The same resources in the same order, now that it is known.
    let resources: @Sendable (Found) throws -> [any Resource]

    /// - Parameters:
    ///   - address: The address that its values have among those of the resources.
    ///   - find: Finds it out; what it throws ends the reads, and is all that is told.
    ///   - outputs: What reads can ask for.
    ///   - resources: The same resources in the same order as those that were begun with; they take up what was read.
    package init(
        address: ResourceAddress, find: @escaping @Sendable () async throws -> Found,
        outputs: @escaping @Sendable (Found) throws -> Outputs,
        resources: @escaping @Sendable (Found) throws -> [any Resource]
    ) {
        self.address = address
        self.find = find
        self.outputs = outputs
        self.resources = resources
    }
}
