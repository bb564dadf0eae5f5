// SPDX-License-Identifier: Apache-2.0

internal import AWSSigning
internal import AWSWire

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Calls one service in one region: endpoint, signature, retries, errors.
///
/// Each attempt gets its own date, credentials and signature. Everything that callers of one account share (quota,
/// clock, signing keys) is kept in the `AWSClients` that made this one. Safe to use from any number of tasks.
package struct AWSCaller: ServiceCaller {
    package let service: AWSService
    /// The region of the signature.
    package var region: String { endpoint.signingRegion }
    /// Where requests go; for S3 before the bucket is placed.
    package let endpoint: Endpoint
    /// Whether, how often and when to send again.
    package let policy: RetryPolicy

    let clients: AWSClients

    package var slowDownCount: Int { clients.state.slowDownCount }

    package func send(_ request: ServiceRequest) async throws -> ServiceResponse {
        var request = request
        if let limit = clients.requestTimeout { request.attemptTimeout = limit.duration }
        let invocationID = InvocationID.random()
        let quotaKey = "\(service.rawValue)/\(region)"
        var state = RetryState()
        var deadline = clients.environment.uptime() + request.totalTimeout
        while true {
            try Task.checkCancellation()
            let turn = clients.state.delay(before: service, at: clients.environment.uptime())
            if turn > .zero { try await clients.environment.sleep(turn) }
            let source = request.isSigned ? try await clients.credentials.currentCredentials() : nil
            let offset = clients.state.clockOffset
            let now = clients.environment.now().timeIntervalSince1970 + offset
            let outgoing = self.outgoing(
                request, credentials: source?.credentials, time: now, invocationID: invocationID, attempt: state.counted
            )
            let start = clients.environment.uptime()
            let result = await attempt(
                outgoing.request, of: request, timeout: min(request.attemptTimeout, deadline - start))
            let duration = clients.environment.uptime() - start
            // A large file on a slow line takes as long as it takes; the attempts are counted all the same.
            if request.payload.isSentInPieces { deadline += duration }

            let failure: Failure
            switch result {
            case .success(let response):
                clients.state.withQuota(of: quotaKey) { $0.refund(lastCost: state.lastCost) }
                report(request, outgoing, attempt: state.sent, start: start, duration: duration, response: response)
                return response
            case .failure(let error):
                guard let known = error as? Failure else { throw error }
                failure = known
            }
            if policy.isSlowDown(failure.attempt, of: request) { clients.state.countSlowDown() }

            let sent = state.sent
            let decision = clients.state.withQuota(of: quotaKey) { quota in
                state.next(
                    after: failure.attempt, of: request, policy: policy, region: outgoing.region, localTime: now,
                    remaining: deadline - clients.environment.uptime(), quota: &quota,
                    random: clients.environment.random)
            }
            report(
                request, outgoing, attempt: sent, start: start, duration: duration, failure: failure, decision: decision
            )
            switch decision {
            case .giveUp:
                throw failure.error(afterAttempts: sent, source: source)
            case .renewCredentials:
                guard let source, try await clients.credentials.renewCredentials(refused: source) else {
                    throw failure.error(afterAttempts: sent, source: source)
                }
            case .retry(let delay):
                if delay > .zero { try await clients.environment.sleep(delay) }
            case .correctClock(let seconds):
                // Not `+=`: many calls may find the same difference at a time.
                clients.state.clockOffset = offset + seconds
            case .redirect(let home):
                if let bucket = request.bucket { clients.state.remember(region: home, ofBucket: bucket) }
            }
        }
    }
}

extension AWSCaller {
    package func openConnections(toBucket bucket: String, count: (Duration) -> Int) {
        let request = ServiceRequest("ListObjectsV2", method: "GET", bucket: bucket)
        let unsigned = outgoing(request, credentials: nil, time: 0, invocationID: "", attempt: 1)
        clients.transport.openConnections(for: unsigned.request, count: count)
    }

    /// An attempt that failed, for the decision and for the user.
    struct Failure: Error {
        var attempt: AttemptFailure
        var error: AWSError

        /// The error to report.
        func error(afterAttempts attempts: Int, source: TimedCredentials?) -> AWSError {
            var error = error
            error.attempts = attempts
            error.credentialsSource = source?.source
            if let credentials = source?.credentials {
                error.message = credentials.concealed(in: error.message)
                error.details = error.details.mapValues { credentials.concealed(in: $0) }
            }
            return error
        }
    }

    /// A signed request and the region it is signed for.
    struct Outgoing {
        var request: HTTPRequest
        var region: String
    }

    /// Builds and signs one attempt; without credentials it stays unsigned.
    func outgoing(
        _ request: ServiceRequest, credentials: AWSCredentials?, time: Double, invocationID: String, attempt: Int
    ) -> Outgoing {
        var endpoint = endpoint
        var path = request.path
        if let bucket = request.bucket {
            if request.operation != "CreateBucket", let home = clients.state.region(ofBucket: bucket) {
                endpoint = clients.endpoint(for: service, region: home)
            }
            let alwaysInPath = request.operation == "GetBucketLocation"
            let placed = S3Addressing.place(bucket, at: endpoint, alwaysInPath: alwaysInPath)
            endpoint = placed.endpoint
            // `/bucket`, not `/bucket/`: some S3 servers take the latter for a key.
            path = placed.pathPrefix.isEmpty || path != "/" ? placed.pathPrefix + path : placed.pathPrefix
        }
        let host = SigningRequest.hostHeader(endpoint.host, port: endpoint.port, isTLS: endpoint.scheme == "https")
        var headers: [HeaderField] = []
        headers.reserveCapacity(request.headers.count + 3)
        for header in request.headers { headers.append(HeaderField(header.name, header.value)) }
        headers.append(HeaderField("User-Agent", clients.userAgent))
        headers.append(HeaderField("amz-sdk-invocation-id", invocationID))
        headers.append(HeaderField("amz-sdk-request", "attempt=\(attempt); max=\(policy.maximumAttempts)"))
        let toSign = SigningRequest(
            method: request.method, host: host, path: endpoint.basePath + path,
            query: request.query.map { QueryItem($0.name, $0.value) }, headers: headers,
            payloadHash: request.bodySHA256.map { .sha256(hex: $0) }
                ?? request.payload.payloadHash)

        let date = SigningDate(timeIntervalSince1970: time)
        let signature = credentials.map { credentials in
            clients.state.signer(
                for: credentials, region: endpoint.signingRegion, service: service.signingName, at: date
            ).sign(toSign, at: date).headers
        }
        var all = [(name: "Host", value: host)]
        all.reserveCapacity(headers.count + 5)
        for header in headers { all.append((header.name, header.value)) }
        for header in signature ?? [] { all.append((header.name, header.value)) }
        return Outgoing(
            request: HTTPRequest(
                method: request.method, scheme: endpoint.scheme, host: endpoint.host, port: endpoint.port,
                target: toSign.target, headers: all, payload: request.payload),
            region: endpoint.signingRegion)
    }

    private func attempt(
        _ outgoing: HTTPRequest, of request: ServiceRequest, timeout: Duration
    ) async -> Result<ServiceResponse, any Error> {
        do {
            let answer = try await clients.transport.send(outgoing, timeout: timeout)
            let reader = AnswerReader(service: service, request: request)
            if let failure = reader.failure(in: answer) { return .failure(failure) }
            return .success(reader.response(from: answer))
        } catch let error as HTTPTransportError {
            return .failure(
                Failure(
                    attempt: .transport(error),
                    error: AWSError(
                        service: service, operation: request.operation, subject: request.subject, code: "Transport",
                        message: error.message, transport: error)))
        } catch {
            return .failure(error)
        }
    }

    private func report(
        _ request: ServiceRequest, _ outgoing: Outgoing, attempt: Int, start: Duration, duration: Duration,
        response: ServiceResponse? = nil, failure: Failure? = nil, decision: RetryState.Decision? = nil
    ) {
        guard let observe = clients.observe else { return }
        observe(
            AWSCallEvent(
                service: service, operation: request.operation, method: request.method, subject: request.subject,
                host: outgoing.request.host, region: outgoing.region, attempt: attempt,
                status: response?.status ?? failure?.error.status, errorCode: failure?.error.code,
                requestID: response?.requestID ?? failure?.error.requestID, startedAt: start, duration: duration,
                decision: decision))
    }
}
