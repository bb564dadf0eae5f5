// SPDX-License-Identifier: Apache-2.0

/// Runs the steps of a plan, each as soon as everything before it is done.
struct GraphExecutor: Sendable {
    typealias Work =
        @Sendable (ObservedResource, Change, Outputs, StepReporter) async throws -> (RunResult.Outcome, Outputs)

    let stack: ObservedStack
    let plan: Plan
    let shouldStop: @Sendable () -> Bool

    private enum Finished: Sendable {
        case ended(ResourceAddress, RunResult.Outcome, Outputs)
    }

    /// Runs the whole plan.
    ///
    /// - Parameter work: What to do for one step.
    /// - Returns: How each step ended.
    func run(_ work: @escaping Work) async -> RunResult {
        let resources = Dictionary(
            stack.resources.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
        let steps = Dictionary(plan.steps.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
        var schedule = StepSchedule(
            steps: plan.steps, dependencies: resources.mapValues(\.dependencies),
            predecessors: resources.mapValues(\.predecessors))
        var outcomes: [ResourceAddress: RunResult.Outcome] = [:]
        var outputs = stack.liveOutputs
        var interrupted = false

        await withTaskGroup(of: Finished.self) { group in
            var running = 0
            while true {
                if shouldStop() || Task.isCancelled { interrupted = true }
                for action in interrupted ? [] : schedule.nextActions() {
                    switch action {
                    case .skip(let address, let culprit):
                        outcomes[address] = .skipped(because: culprit)
                        if let step = steps[address], step.change.isEffective {
                            stack.events(.stepSkipped(address, title: step.title, because: culprit))
                        }
                    case .start(let address):
                        guard let resource = resources[address], let step = steps[address] else { continue }
                        // What this resource will provide is what it provides after its step, not before it.
                        let inputs = outputs
                        running += 1
                        group.addTask { await runStep(resource, step, inputs, work) }
                    }
                }
                guard running > 0, case .ended(let address, let outcome, let found)? = await group.next() else { break }
                running -= 1
                outcomes[address] = outcome
                switch outcome {
                case .unchanged, .done:
                    outputs.forget(address)
                    outputs.merge(found)
                    schedule.finished(address, success: true)
                case .stopped:
                    interrupted = true
                    schedule.finished(address, success: false)
                case .pending, .failed, .skipped, .notStarted:
                    outputs.merge(found)
                    schedule.finished(address, success: false)
                }
            }
        }

        return RunResult(
            outcomes: plan.steps.map {
                ($0.address, $0.title, outcomes[$0.address] ?? ($0.change.isEffective ? .notStarted : .unchanged))
            },
            outputs: outputs, wasInterrupted: interrupted)
    }

    private func runStep(
        _ resource: ObservedResource, _ step: Plan.Step, _ inputs: Outputs, _ work: Work
    ) async -> Finished {
        let announced = step.change.isEffective
        if announced || step.change.action == .manual {
            stack.events(.stepStarted(step.address, title: step.title, step.change.action))
        }
        do {
            let reporter = StepReporter(address: step.address, send: stack.events)
            let (outcome, outputs) = try await work(resource, step.change, inputs, reporter)
            if announced || step.change.action == .manual {
                let action: Change.Action =
                    if case .done(let done) = outcome { done } else { step.change.action == .manual ? .manual : .none }
                stack.events(.stepFinished(step.address, title: step.title, action))
            }
            return .ended(step.address, outcome, outputs)
        } catch is CancellationError {
            stack.events(.stepStopped(step.address, title: step.title))
            return .ended(step.address, .stopped, Outputs())
        } catch {
            let described = stack.describe(error, step.address)
            if described.kind == .pending {
                stack.events(.stepPending(step.address, title: step.title, described))
                return .ended(step.address, .pending(described), Outputs())
            }
            stack.events(.stepFailed(step.address, title: step.title, described))
            return .ended(step.address, .failed(described), Outputs())
        }
    }
}
