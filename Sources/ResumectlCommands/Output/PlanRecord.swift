// SPDX-License-Identifier: Apache-2.0

internal import Reconcile

/// A plan as one JSON record.
struct PlanRecord: Encodable, Sendable {
    let type = "plan"
    let hasChanges: Bool
    let counts: [String: Int]
    let steps: [Step]
    let slowSteps: [SlowStep]
    let invalidationPaths: [String]
    let monthlyCost: Cost?

    /// Something that takes minutes.
    struct SlowStep: Encodable, Sendable {
        let what: String
        let minMinutes: Int
        let maxMinutes: Int
        let waitedFor: Bool
    }

    /// An estimate, in US dollars.
    struct Cost: Encodable, Sendable {
        let currency = "USD"
        let total: Double
        let parts: [Part]
        let pricesOf: String
        let region: String

        struct Part: Encodable, Sendable {
            let what: String
            let amount: Double
        }
    }

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

    /// - Parameters:
    ///   - plan: The plan to write.
    ///   - outlook: What comes with it.
    init(_ plan: Plan, outlook: PlanOutlook) {
        slowSteps = outlook.slowSteps.map {
            SlowStep(
                what: $0.what, minMinutes: $0.minutes.lowerBound, maxMinutes: $0.minutes.upperBound,
                waitedFor: $0.isWaitedFor)
        }
        invalidationPaths = outlook.invalidationPaths
        monthlyCost = outlook.cost.map { cost in
            Cost(
                total: Double(cost.cents) / 100,
                parts: cost.parts.map { .init(what: $0.name, amount: Double($0.cents) / 100) },
                pricesOf: ListPrices.asOf, region: ListPrices.region)
        }
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
}
