// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import Reconcile

extension StackContext {
    /// Tries a change of the function again as long as Lambda refuses it because of another one that is under way.
    ///
    /// - Parameters:
    ///   - step: Told about the wait.
    ///   - change: What to try.
    /// - Throws: The last error, after a minute.
    func whileFunctionIsBusy(_ step: StepReporter, _ change: () async throws -> Void) async throws {
        try await patience.retry(
            while: { ($0 as? AWSError)?.code == "ResourceConflictException" },
            waitingFor: "Lambda to finish another change of the function", upTo: .seconds(60), step: step, change)
    }
}
