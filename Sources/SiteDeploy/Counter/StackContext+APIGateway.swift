// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import Reconcile

extension StackContext {
    /// Makes a change of an API, again and again as long as API Gateway is busy with another one.
    func whileGatewayIsBusy<Answer: Sendable>(
        _ step: StepReporter, _ operation: () async throws -> Answer
    ) async throws -> Answer {
        try await patience.retry(
            while: { ($0 as? AWSError)?.isConcurrentModification ?? false },
            waitingFor: "API Gateway to finish another change", upTo: .seconds(30), step: step, operation)
    }

    /// The ARN of an API or of something in it, as the operations on tags take it.
    func gatewayARN(_ path: String) -> ARN {
        ARN(
            partition: account.partition, service: "apigateway", region: account.region, account: "",
            resource: "/apis/\(path)")
    }
}
