// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSSigning
import Synchronization
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite(.timeLimit(.minutes(1))) struct CachedCredentialsTests {
    /// Gives credentials numbered 1, 2, 3…, or fails, as told; waits at a gate if there is one.
    final class Source: CredentialsProvider {
        private struct Values {
            var count = 0
            var fails = false
            var isClosed = false
            var gate: [CheckedContinuation<Void, Never>] = []
        }

        private let values = Mutex(Values())
        let clock: VirtualClock
        let lifetime: Duration?
        let name = "source"

        init(clock: VirtualClock, lifetime: Duration?) {
            self.clock = clock
            self.lifetime = lifetime
        }

        var count: Int { values.withLock { $0.count } }

        func fail(_ fails: Bool) { values.withLock { $0.fails = fails } }

        func close() { values.withLock { $0.isClosed = true } }

        func open() {
            let waiting = values.withLock { values in
                values.isClosed = false
                defer { values.gate = [] }
                return values.gate
            }
            for continuation in waiting { continuation.resume() }
        }

        func credentials() async throws -> TimedCredentials? {
            let (number, fails) = values.withLock { values in
                values.count += 1
                return (values.count, values.fails)
            }
            await withCheckedContinuation { continuation in
                let passes = values.withLock { values in
                    if values.isClosed { values.gate.append(continuation) }
                    return !values.isClosed
                }
                if passes { continuation.resume() }
            }
            if fails { throw CredentialsError(.unavailable, "no", hint: "no") }
            return TimedCredentials(
                credentials: AWSCredentials(accessKeyID: "K\(number)", secretAccessKey: "s"),
                expiresAt: lifetime.map { clock.now.addingTimeInterval($0.seconds) }, source: "source")
        }
    }

    let clock = VirtualClock()

    func make(_ lifetime: Duration?) -> (Source, CachedCredentials) {
        let source = Source(clock: clock, lifetime: lifetime)
        return (source, CachedCredentials(source, environment: clock.environment()))
    }

    func key(_ cache: CachedCredentials) async throws -> String {
        try await cache.currentCredentials().credentials.accessKeyID
    }

    @Test func manyTasksShareOneFetch() async throws {
        let (source, cache) = make(nil)
        source.close()
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<50 { group.addTask { try await key(cache) } }
            while source.count == 0 { await Task.yield() }
            source.open()
            for try await found in group { #expect(found == "K1") }
        }
        #expect(source.count == 1)
    }

    @Test func keysWithoutAnEndAreKept() async throws {
        let (source, cache) = make(nil)
        _ = try await key(cache)
        clock.advance(by: .seconds(1_000_000))
        #expect(try await key(cache) == "K1")
        #expect(source.count == 1)
    }

    @Test func aFailureIsNotKept() async throws {
        let (source, cache) = make(.seconds(3600))
        source.fail(true)
        await #expect(throws: CredentialsError.self) { try await key(cache) }
        await #expect(throws: CredentialsError.self) { try await key(cache) }
        source.fail(false)
        #expect(try await key(cache) == "K3")
    }

    @Test func newOnesAreFetchedOnTheSideBetween15And10Minutes() async throws {
        let (source, cache) = make(.seconds(3600))
        _ = try await key(cache)
        clock.advance(by: .seconds(3600 - 901))
        #expect(try await key(cache) == "K1")
        #expect(source.count == 1)
        clock.advance(by: .seconds(2))
        #expect(try await key(cache) == "K1")
        while source.count < 2 { await Task.yield() }
        while try await key(cache) != "K2" { await Task.yield() }
    }

    @Test func aFailureOnTheSideIsPassedOver() async throws {
        let (source, cache) = make(.seconds(3600))
        _ = try await key(cache)
        source.fail(true)
        clock.advance(by: .seconds(3600 - 800))
        #expect(try await key(cache) == "K1")
        while source.count < 2 { await Task.yield() }
        for _ in 0..<20 { #expect(try await key(cache) == "K1") }
        // Not tried again at every call.
        #expect(source.count == 2)
    }

    @Test func callersWaitWhenLessThan10MinutesAreLeft() async throws {
        let (source, cache) = make(.seconds(3600))
        _ = try await key(cache)
        clock.advance(by: .seconds(3600 - 599))
        #expect(try await key(cache) == "K2")
        source.fail(true)
        clock.advance(by: .seconds(3600 - 599))
        await #expect(throws: CredentialsError.self) { try await key(cache) }
    }

    @Test func shortLivedOnesAreNotFetchedForEveryCall() async throws {
        let (source, cache) = make(.seconds(300))
        for _ in 0..<10 { #expect(try await key(cache) == "K1") }
        #expect(source.count == 1)
        clock.advance(by: .seconds(61))
        #expect(try await key(cache) == "K2")
    }

    @Test func theNextCallerDoesNotGetTheCancellationOfTheOneBefore() async throws {
        let (source, cache) = make(nil)
        source.close()
        let first = Task { try await key(cache) }
        while source.count == 0 { await Task.yield() }
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        let second = Task { try await key(cache) }
        while source.count < 2 { await Task.yield() }
        source.open()
        #expect(try await second.value == "K2")
        #expect(try await key(cache) == "K2")
    }

    @Test func aCancelledCallerLeavesAtOnceAndTheOthersStay() async throws {
        let (source, cache) = make(nil)
        source.close()
        let impatient = Task { try await key(cache) }
        let patient = Task { try await key(cache) }
        while source.count == 0 { await Task.yield() }
        impatient.cancel()
        await #expect(throws: CancellationError.self) { try await impatient.value }
        source.open()
        #expect(try await patient.value == "K1")
    }

    @Test func refusedCredentialsAreRenewedOnceForAllWhoWereRefused() async throws {
        let (source, cache) = make(.seconds(3600))
        let refused = try await cache.currentCredentials()
        source.close()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { try await cache.renewCredentials(refused: refused) } }
            while source.count < 2 { await Task.yield() }
            source.open()
            for try await isRenewed in group { #expect(isRenewed) }
        }
        #expect(try await cache.renewCredentials(refused: refused))
        #expect(try await key(cache) == "K2")
        #expect(source.count == 2)
    }

    @Test func aPlaceWithoutOtherCredentialsIsAskedOnce() async throws {
        let fixed = FixedProvider()
        let cache = CachedCredentials(fixed, environment: clock.environment())
        let refused = try await cache.currentCredentials()
        for _ in 0..<3 { #expect(try await !cache.renewCredentials(refused: refused)) }
        #expect(fixed.count.withLock { $0 } == 2)
    }

    @Test func aCallIsSentAgainWithNewCredentialsAndFailsWhenThereAreNone() async throws {
        let expired = ScriptedTransport.Answer.jsonError(400, "ExpiredTokenException")
        for lifetime in [Duration.seconds(3600), nil] {
            let transport = ScriptedTransport([expired, .ok("{}"), expired, expired])
            let environment = clock.environment()
            let provider: any CredentialsProvider =
                lifetime == nil ? FixedProvider() : Source(clock: clock, lifetime: lifetime)
            let clients = AWSClients(
                configuration: try AWSConfiguration(
                    environment: environment, shared: SharedConfig(config: .init(), credentials: .init())),
                environment: environment, transport: transport,
                credentials: CachedCredentials(provider, environment: environment), userAgent: "resumectl/0")
            let caller = clients.caller(for: .lambda, region: "eu-west-1")
            if lifetime == nil {
                let error = try await #require(throws: AWSError.self) { try await caller.send(.json("Any")) }
                #expect(error.code == "ExpiredTokenException" && error.credentialsSource == "fixed")
                #expect(transport.requests.count == 1)
            } else {
                _ = try await caller.send(.json("Any"))
                #expect(transport.requests[0].header("Authorization")?.contains("=K1/") == true)
                #expect(transport.requests[1].header("Authorization")?.contains("=K2/") == true)
                let error = try await #require(throws: AWSError.self) { try await caller.send(.json("Any")) }
                #expect(error.attempts == 2 && transport.requests.count == 4)
            }
        }
    }

    /// Gives the same keys each time, and counts.
    final class FixedProvider: CredentialsProvider {
        let count = Mutex(0)
        let name = "fixed"

        func credentials() async throws -> TimedCredentials? {
            count.withLock { $0 += 1 }
            return TimedCredentials(
                credentials: AWSCredentials(accessKeyID: "F", secretAccessKey: "s", sessionToken: "t"), source: name)
        }
    }
}
