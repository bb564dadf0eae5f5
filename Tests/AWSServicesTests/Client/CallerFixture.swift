// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSSigning
import Synchronization

/// A caller over scripted answers, with a clock that stands still and no files.
struct CallerFixture {
    let transport: ScriptedTransport
    let clock: VirtualClock
    let clients: AWSClients
    let events = EventLog()

    init(
        _ answers: [ScriptedTransport.Answer], variables: [String: String] = [:], endpointURL: String? = nil,
        clock: VirtualClock = VirtualClock(), random: Double = 1,
        credentials: AWSCredentials = AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret")
    ) throws {
        transport = ScriptedTransport(answers)
        self.clock = clock
        let environment = clock.environment(variables, random: random)
        let configuration = try AWSConfiguration(
            choices: .init(endpointURL: endpointURL), environment: environment,
            shared: SharedConfig(config: .init(), credentials: .init()))
        let events = events
        clients = AWSClients(
            configuration: configuration, environment: environment, transport: transport,
            credentials: FixedCredentials(TimedCredentials(credentials: credentials, source: "test")),
            userAgent: "resumectl/0.0.0", observe: { events.add($0) })
    }

    func caller(_ service: AWSService, _ region: String = "eu-west-1") -> AWSCaller {
        clients.caller(for: service, region: region)
    }

    func s3(_ region: String = "eu-west-1", owner: String? = nil) -> S3Client {
        S3Client(caller: caller(.s3, region), expectedOwner: owner)
    }
}

/// The events of a caller in order.
final class EventLog: Sendable {
    private let events = Mutex<[AWSCallEvent]>([])

    var all: [AWSCallEvent] { events.withLock { $0 } }

    func add(_ event: AWSCallEvent) { events.withLock { $0.append(event) } }
}

extension ServiceRequest {
    /// A read of S3.
    static let getPolicy = ServiceRequest(
        "GetBucketPolicy", method: "GET", query: [("policy", nil)], bucket: "my-site", subject: "bucket my-site")

    /// A request of a JSON service.
    static func json(_ operation: String) -> ServiceRequest {
        ServiceRequest(operation, method: "POST", body: Array("{}".utf8))
    }
}
