// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire

/// API Gateway with HTTP APIs.
struct GatewayBackend: ScriptedBackend {
    static let service = AWSService.apiGateway

    struct API {
        var members: JSONValue
        var integrations: [String: JSONValue] = [:]
        var routes: [String: JSONValue] = [:]
        var stages: [String: JSONValue] = [:]
    }

    var apis: [String: API] = [:]
    private var lastNumber = 0

    private mutating func newID(_ prefix: String) -> String {
        lastNumber += 1
        return "\(prefix)\(lastNumber)"
    }

    /// Adds an API behind the back of the code under test.
    mutating func add(_ id: String, name: String, tags: JSONValue) {
        apis[id] = API(members: ["apiId": .string(id), "name": .string(name), "protocolType": "HTTP", "tags": tags])
    }

    mutating func answer(_ request: ServiceRequest) throws -> [UInt8] {
        let steps = Array(try request.steps().dropFirst(2))
        return try perform(request.operation, steps, try request.json()).serialized()
    }

    private mutating func perform(_ operation: String, _ steps: [String], _ input: JSONValue) throws -> JSONValue {
        switch operation {
        case "GetApis": return Self.items(apis.mapValues(\.members))
        case "CreateApi":
            let id = newID("api")
            var members = input
            members["apiId"] = .string(id)
            apis[id] = API(members: members)
            return members
        case "TagResource":
            try tag(steps[0], input["tags"]?.objectValue ?? [:])
            return [:]
        default: break
        }
        guard let id = steps.first, var api = apis[id] else { throw Self.missing }
        let answer: JSONValue
        switch operation {
        case "UpdateApi": answer = Self.patch(&api.members, input)
        case "DeleteCorsConfiguration":
            guard api.members["corsConfiguration"] != nil else { throw Self.missing }
            api.members["corsConfiguration"] = nil
            answer = [:]
        case "DeleteApi":
            apis[id] = nil
            return [:]
        case "GetIntegrations": answer = Self.items(api.integrations)
        case "CreateIntegration": answer = Self.add(&api.integrations, newID("int"), "integrationId", input)
        case "UpdateIntegration": answer = try Self.patch(&api.integrations, steps[2], input)
        case "DeleteIntegration":
            guard !api.routes.values.contains(where: { $0["target"] == .string("integrations/\(steps[2])") }) else {
                throw Refusal(code: "ConflictException", message: "still referenced", status: 409)
            }
            api.integrations[steps[2]] = nil
            answer = [:]
        case "GetRoutes": answer = Self.items(api.routes)
        case "CreateRoute":
            guard !api.routes.values.contains(where: { $0["routeKey"] == input["routeKey"] }) else {
                throw Refusal(code: "ConflictException", message: "Route with key already exists", status: 409)
            }
            answer = Self.add(&api.routes, newID("route"), "routeId", input)
        case "UpdateRoute": answer = try Self.patch(&api.routes, steps[2], input)
        case "GetStage":
            guard let stage = api.stages[steps[2]] else { throw Self.missing }
            answer = stage
        case "CreateStage":
            let name = input["stageName"]?.stringValue ?? ""
            guard api.stages[name] == nil else {
                throw Refusal(code: "ConflictException", message: "Stage already exists", status: 409)
            }
            var stage = input
            stage["deploymentId"] = "d1"
            api.stages[name] = stage
            answer = stage
        case "UpdateStage": answer = try Self.patch(&api.stages, steps[2], input)
        default: throw Refusal(code: "UnknownOperationException")
        }
        apis[id] = api
        return answer
    }

    private mutating func tag(_ arn: String, _ tags: [String: JSONValue]) throws {
        let parts = arn.split(separator: "/").map(String.init)
        guard parts.count > 2, var api = apis[parts[2]] else { throw Self.missing }
        if parts.count == 5 {
            let old = api.stages[parts[4]]?["tags"]?.objectValue ?? [:]
            api.stages[parts[4]]?["tags"] = .object(old.merging(tags) { $1 })
        } else {
            let old = api.members["tags"]?.objectValue ?? [:]
            api.members["tags"] = .object(old.merging(tags) { $1 })
        }
        apis[parts[2]] = api
    }

    private static let missing = Refusal(code: "NotFoundException", status: 404)

    private static func items(_ things: [String: JSONValue]) -> JSONValue {
        ["items": .array(things.sorted { $0.key < $1.key }.map(\.value))]
    }

    private static func add(
        _ things: inout [String: JSONValue], _ id: String, _ member: String, _ input: JSONValue
    ) -> JSONValue {
        var thing = input
        thing[member] = .string(id)
        things[id] = thing
        return thing
    }

    private static func patch(
        _ things: inout [String: JSONValue], _ id: String, _ input: JSONValue
    ) throws -> JSONValue {
        guard var thing = things[id] else { throw missing }
        defer { things[id] = thing }
        return patch(&thing, input)
    }

    private static func patch(_ thing: inout JSONValue, _ input: JSONValue) -> JSONValue {
        for (name, value) in input.objectValue ?? [:] { thing[name] = value }
        return thing
    }
}
