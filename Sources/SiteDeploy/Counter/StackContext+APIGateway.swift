// SPDX-License-Identifier: Apache-2.0

internal import AWSServices
internal import Reconcile

extension StackContext {
    /// Makes a change of an API, again and again as long as API Gateway is busy with another one or has had too many:
    /// it makes an API every three seconds for an account, and deletes one every thirty.
    ///
    /// AWS reference: API Gateway Developer Guide, "Quotas".
    func whileGatewayIsBusy<Answer: Sendable>(
        _ step: StepReporter, _ operation: () async throws -> Answer
    ) async throws -> Answer {
        try await patience.retry(
            while: { error in
                guard let error = error as? AWSError else { return false }
                return error.isConcurrentModification || error.code == "TooManyRequestsException"
            },
            waitingFor: "API Gateway to take another change", upTo: .seconds(45), step: step, operation)
    }

    /// The ARN of an API or of something in it, as the operations on tags take it.
    func gatewayARN(_ path: String) -> ARN {
        ARN(
            partition: account.partition, service: "apigateway", region: account.region, account: "",
            resource: "/apis/\(path)")
    }
}
