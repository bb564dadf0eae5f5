// SPDX-License-Identifier: Apache-2.0

internal import Reconcile

extension PropertyComparison {
    /// Compares environment variables without showing their values, which may be secrets.
    mutating func compareEnvironment(live: [String: String], desired: [String: String]) {
        for name in Set(live.keys).union(desired.keys).sorted() where live[name] != desired[name] {
            let old = live[name].map { _ in "(set)" }
            let new: PlannedValue = desired[name] == nil ? .removed : .known(old == nil ? "(set)" : "(changed)")
            note("environment.\(name)", old: old, new: new)
        }
    }
}
