// SPDX-License-Identifier: Apache-2.0

/// What a deploy or destroy would do to one resource.
///
/// A value for people and for the executor; `apply` decides again from the live state and never from the texts in here.
package struct Change: Sendable, Equatable {
    /// The kinds of change, in the words of Terraform.
    package enum Action: String, Sendable, Equatable, CaseIterable {
        /// Live and desired agree.
        case none
        case create
        case update
        /// A new one is made, then the old one goes.
        case replace
        /// An existing resource that is not ours is taken over: tagged, then updated.
        case adopt
        case delete
        /// It stays although the configuration no longer has it, such as the counter's table.
        case keep
        /// It is not ours, and it stays as it is: nothing can be applied before that is settled.
        case conflict
        /// Somebody has to do it elsewhere, such as a DNS record at another provider: an apply only looks whether it is done.
        case manual
    }

    package var action: Action
    /// What differs, in the resource's own order.
    package var properties: [PropertyChange]
    /// Why, for everything that is not obvious: a replacement, a delete, a conflict.
    package var reason: String?
    /// What to do about a conflict or a kept resource.
    package var hint: String?
    /// One line that says what `items` add up to, such as `3 new, 2 changed, 41 same`.
    package var summary: String?
    /// The parts of a resource that has many, such as the files of a site.
    package var items: [ChangeItem]
    /// What the user should know although it is in nobody's way, whatever the action is; each a sentence or two.
    package var warnings: [String]

    package init(
        _ action: Action, properties: [PropertyChange] = [], reason: String? = nil, hint: String? = nil,
        summary: String? = nil, items: [ChangeItem] = [], warnings: [String] = []
    ) {
        self.action = action
        self.properties = properties
        self.reason = reason
        self.hint = hint
        self.summary = summary
        self.items = items
        self.warnings = warnings
    }

    /// Nothing to do.
    package static let none = Change(.none)

    /// Whether applying it sends anything to AWS.
    package var isEffective: Bool {
        switch action {
        case .none, .keep, .conflict, .manual: false
        case .create, .update, .replace, .adopt, .delete: true
        }
    }
}

/// One property that differs between live and desired.
package struct PropertyChange: Sendable, Equatable {
    /// The property in AWS's words, dotted where nested, such as `defaultRootObject`.
    package var name: String
    /// The live value, `nil` when there is none.
    package var old: String?
    package var new: PlannedValue

    package init(_ name: String, old: String?, new: PlannedValue) {
        self.name = name
        self.old = old
        self.new = new
    }
}

/// The value that a property will have.
package enum PlannedValue: Sendable, Equatable {
    case known(String)
    /// It comes from a resource that does not exist yet.
    case knownAfterApply
    /// The property goes away.
    case removed
}

/// One part of a resource that has many, such as a file of the site.
package struct ChangeItem: Sendable, Equatable {
    package var action: Change.Action
    package var name: String
    /// What is to be said about it, such as its size or the header that changes.
    package var note: String?

    package init(_ action: Change.Action, _ name: String, note: String? = nil) {
        self.action = action
        self.name = name
        self.note = note
    }
}
