// SPDX-License-Identifier: Apache-2.0

/// A typed reference to a value that one resource provides and others need, such as the ARN of a certificate.
package struct OutputKey<Value: Sendable>: Hashable, Sendable {
    /// The resource that provides the value.
    package let resource: ResourceAddress
    /// The value's name within that resource, such as `arn`.
    package let name: String

    package init(_ resource: ResourceAddress, _ name: String) {
        self.resource = resource
        self.name = name
    }
}

/// The values that resources provide, as far as they are known.
///
/// A value is missing as long as its resource is not created, or will be replaced: the plan then shows it as known after
/// apply.
package struct Outputs: Sendable {
    private var values: [ResourceAddress: [String: any Sendable]] = [:]

    package init() {}

    /// The value behind `key`, `nil` when it is not known yet.
    package subscript<Value: Sendable>(key: OutputKey<Value>) -> Value? {
        get { values[key.resource]?[key.name] as? Value }
        set { values[key.resource, default: [:]][key.name] = newValue }
    }

    /// Takes over everything that `other` knows; what it knows replaces what was known here.
    package mutating func merge(_ other: Outputs) {
        for (resource, named) in other.values {
            values[resource, default: [:]].merge(named) { _, new in new }
        }
    }

    /// Forgets every value of one resource.
    package mutating func forget(_ resource: ResourceAddress) {
        values[resource] = nil
    }

    /// The value behind `key`, or an error where an apply cannot go on without it.
    ///
    /// - Throws: `DeployError` with code `missing-input`.
    package func require<Value: Sendable>(_ key: OutputKey<Value>) throws -> Value {
        guard let value = self[key] else {
            throw DeployError(
                code: .missingInput,
                summary: "A value that this step needs is not there",
                detail: "\(key.name) of \(key.resource) is not known: it does not exist yet.",
                hint: "Run the whole deploy once, without --only.")
        }
        return value
    }
}
