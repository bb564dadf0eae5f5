// SPDX-License-Identifier: Apache-2.0

package import Reconcile

/// A plan as one JSON record.
package struct PlanRecord: Encodable, Sendable {
    let type = "plan"
    let hasChanges: Bool
    let counts: [String: Int]
    let steps: [Step]

    struct Step: Encodable, Sendable {
        let address: String
        let title: String
        let group: String
        let action: String
        let reason: String?
        let hint: String?
        let summary: String?
        let properties: [Property]
        let items: [Item]
        let warnings: [String]
    }

    struct Property: Encodable, Sendable {
        let name: String
        let old: String?
        let new: String?
        let knownAfterApply: Bool
    }

    struct Item: Encodable, Sendable {
        let action: String
        let name: String
        let note: String?
    }

    /// - Parameter plan: The plan to write.
    package init(_ plan: Plan) {
        hasChanges = plan.hasChanges
        counts = Dictionary(uniqueKeysWithValues: plan.counts.map { ($0.key.rawValue, $0.value) })
        steps = plan.steps.map { step in
            Step(
                address: step.address.rawValue, title: step.title, group: step.group.rawValue,
                action: step.change.action.rawValue, reason: step.change.reason, hint: step.change.hint,
                summary: step.change.summary,
                properties: step.change.properties.map { property in
                    let new: String? = if case .known(let value) = property.new { value } else { nil }
                    return Property(
                        name: property.name, old: property.old, new: new,
                        knownAfterApply: property.new == .knownAfterApply)
                },
                items: step.change.items.map { Item(action: $0.action.rawValue, name: $0.name, note: $0.note) },
                warnings: step.change.warnings)
        }
    }

    enum CodingKeys: String, CodingKey {
        case type, hasChanges, counts, steps
    }
}
