// SPDX-License-Identifier: Apache-2.0

/// Collects the properties in which live and desired differ.
///
/// ```swift
/// var comparison = PropertyComparison()
/// comparison.compare("memory", live: live.memory, desired: 128)
/// return comparison.change
/// ```
package struct PropertyComparison: Sendable {
    package private(set) var properties: [PropertyChange] = []

    package init() {}

    /// Compares a value that is always known.
    package mutating func compare<Value: Equatable & Sendable>(_ name: String, live: Value?, desired: Value) {
        guard live != desired else { return }
        properties.append(PropertyChange(name, old: live.map { Self.text($0) }, new: .known(Self.text(desired))))
    }

    /// Compares a value of another resource; `nil` means that it is known after apply.
    package mutating func compare<Value: Equatable & Sendable>(_ name: String, live: Value?, reference: Value?) {
        guard let reference else {
            properties.append(PropertyChange(name, old: live.map { Self.text($0) }, new: .knownAfterApply))
            return
        }
        compare(name, live: live, desired: reference)
    }

    /// Compares two maps key by key, so that the plan shows the entries that change.
    package mutating func compare(_ name: String, live: [String: String], desired: [String: String]) {
        for key in Set(live.keys).union(desired.keys).sorted() where live[key] != desired[key] {
            properties.append(
                PropertyChange("\(name).\(key)", old: live[key], new: desired[key].map(PlannedValue.known) ?? .removed))
        }
    }

    /// Notes a difference that is not a plain comparison.
    package mutating func note(_ name: String, old: String?, new: PlannedValue) {
        properties.append(PropertyChange(name, old: old, new: new))
    }

    /// Takes over what another comparison found.
    package mutating func append(_ other: PropertyComparison) {
        properties += other.properties
    }

    /// Whether nothing differs.
    package var isEmpty: Bool { properties.isEmpty }

    /// `.none`, or an update with what differs.
    package var change: Change {
        properties.isEmpty ? .none : Change(.update, properties: properties)
    }

    private static func text(_ value: some Equatable & Sendable) -> String {
        if let list = value as? [String] { return list.isEmpty ? "(none)" : list.joined(separator: ", ") }
        return "\(value)"
    }
}
