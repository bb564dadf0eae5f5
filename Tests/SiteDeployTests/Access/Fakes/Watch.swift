// SPDX-License-Identifier: Apache-2.0

import AWSServices
import Reconcile
import Synchronization

@testable import SiteDeploy

/// Who is sending right now: which resource, and what it is doing.
enum Watch {
    enum Phase: String, Sendable, CaseIterable {
        case read
        case deploy
        case destroy
    }

    struct Sender: Sendable, Hashable {
        var address: ResourceAddress
        var phase: Phase
    }

    @TaskLocal static var sender: Sender?
    /// What a delete is part of.
    @TaskLocal static var deletion = Phase.deploy

    /// The resource, telling who sends.
    static func over(_ resource: any Resource) -> any Resource {
        func wrap(_ base: some Resource) -> any Resource { WatchedResource(base: base) }
        return wrap(resource)
    }
}

/// What was sent, and by whom.
final class SentLog: Sendable {
    struct Entry: Sendable, Hashable, CustomStringConvertible {
        var sender: Watch.Sender
        var service: AWSService
        var operation: String

        var description: String {
            "\(sender.address) \(sender.phase.rawValue) \(service.rawValue):\(operation)"
        }
    }

    private let sent = Mutex<Set<Entry>>([])

    var entries: Set<Entry> { sent.withLock { $0 } }

    func add(_ service: AWSService, _ operation: String) {
        guard let sender = Watch.sender else { return }
        _ = sent.withLock { $0.insert(Entry(sender: sender, service: service, operation: operation)) }
    }
}

/// Notes every operation on its way to a service.
struct WatchedCaller: ServiceCaller {
    let base: any ServiceCaller
    let log: SentLog

    var service: AWSService { base.service }
    var region: String { base.region }

    func send(_ request: ServiceRequest) async throws -> ServiceResponse {
        log.add(service, request.operation)
        return try await base.send(request)
    }
}

/// A resource that does what another one does.
private struct WatchedResource<Base: Resource>: Resource {
    let base: Base

    var address: ResourceAddress { base.address }
    var title: String { base.title }
    var group: ResourceGroup { base.group }
    var dependencies: [ResourceAddress] { base.dependencies }

    private func watching<Value: Sendable>(
        _ phase: Watch.Phase, _ operation: () async throws -> Value
    ) async throws -> Value {
        try await Watch.$sender.withValue(Watch.Sender(address: address, phase: phase)) { try await operation() }
    }

    func read(_ others: LiveOutputs) async throws -> Base.Live? {
        try await watching(.read) { try await base.read(others) }
    }

    func diff(live: Base.Live?, inputs: Outputs) throws -> Change { try base.diff(live: live, inputs: inputs) }

    func outputs(live: Base.Live) -> Outputs { base.outputs(live: live) }

    func plannedOutputs(live: Base.Live?, change: Change, inputs: Outputs) -> Outputs {
        base.plannedOutputs(live: live, change: change, inputs: inputs)
    }

    func apply(live: Base.Live?, inputs: Outputs, step: StepReporter) async throws -> Outputs {
        try await watching(.deploy) { try await base.apply(live: live, inputs: inputs, step: step) }
    }

    func diffForDestroy(live: Base.Live?, options: DestroyOptions) throws -> Change {
        try base.diffForDestroy(live: live, options: options)
    }

    func delete(live: Base.Live, inputs: Outputs, step: StepReporter) async throws {
        try await watching(Watch.deletion) { try await base.delete(live: live, inputs: inputs, step: step) }
    }
}
