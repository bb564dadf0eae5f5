// SPDX-License-Identifier: Apache-2.0

import Synchronization

@testable import Reconcile

/// An account in memory: a value per name, and the order in which it was changed.
final class MemoryAccount: Sendable {
    struct State {
        var values: [String: String] = [:]
        var log: [String] = []
    }

    private let state = Mutex(State())

    func read(_ name: String) -> String? { state.withLock { $0.values[name] } }
    func write(_ name: String, _ value: String?) {
        state.withLock {
            $0.values[name] = value
            $0.log.append(value.map { "\(name)=\($0)" } ?? "delete \(name)")
        }
    }
    var log: [String] { state.withLock { $0.log } }
    var values: [String: String] { state.withLock { $0.values } }
}

/// A resource whose value is a constant, or made of the output of another.
struct MemoryResource: Resource {
    let account: MemoryAccount
    let address: ResourceAddress
    var title: String { "thing \(address)" }
    let group = ResourceGroup.site
    var dependencies: [ResourceAddress] = []
    /// `nil`: it must not exist.
    var desired: String? = "v1"
    var input: OutputKey<String>?
    var failure: DeployError?
    /// Whether the user wants to stop in the middle of it.
    var isStopped = false
    var readFailure: DeployError?
    var readsAfter: OutputKey<String>?
    var needsPremise = false

    static func value(of address: ResourceAddress) -> OutputKey<String> { OutputKey(address, "value") }

    func read(_ others: LiveOutputs) async throws -> String? {
        if let readsAfter { _ = try await others.value(readsAfter) }
        if let readFailure { throw readFailure }
        return account.read(address.rawValue)
    }

    func diff(live: String?, inputs: Outputs) throws -> Change {
        guard let desired else { return live == nil ? .none : Change(.delete) }
        guard let live else { return Change(.create) }
        var comparison = PropertyComparison()
        if let input {
            comparison.compare("value", live: live, reference: inputs[input].map { "\(desired)+\($0)" })
        } else {
            comparison.compare("value", live: live, desired: desired)
        }
        return comparison.change
    }

    func outputs(live: String) -> Outputs {
        var outputs = Outputs()
        outputs[Self.value(of: address)] = live
        return outputs
    }

    func apply(live: String?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        if isStopped { throw CancellationError() }
        if let failure { throw failure }
        var value = desired ?? ""
        if let input { value += "+" + (try inputs.require(input)) }
        account.write(address.rawValue, value)
        return outputs(live: value)
    }

    func delete(live: String, inputs: Outputs, step: StepReporter) async throws {
        if let failure { throw failure }
        account.write(address.rawValue, nil)
    }
}
