// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSSigning
import AWSWire

/// CloudFront with distributions, origin access controls, functions and invalidations.
struct CloudFrontBackend: WireBackend {
    static let service = AWSService.cloudFront

    struct Distribution: Sendable {
        var config: XMLTree
        var tags: [String: String] = [:]
        var version = 1
        /// How often it is looked at before the last change is rolled out.
        var looks = 0
    }

    struct Control: Sendable {
        var config: XMLTree
        var version = 1
    }

    struct Function: Sendable {
        var comment: String
        var runtime: String
        var code: String
        var version = 1
        /// What visitors get, `nil` before the first publication.
        var published: String?
    }

    var distributions: [String: Distribution] = [:]
    var controls: [String: Control] = [:]
    var functions: [String: Function] = [:]
    var invalidations: [[String]] = []
    /// How often a distribution is looked at before a change of it is rolled out.
    var looksPerChange = 2
    /// Aliases that distributions of other accounts hold.
    var takenAliases: Set<String> = []
    /// How often a name is refused because its DNS leads to another distribution.
    var refusalsOfRecords = 0
    /// Certificates that CloudFront does not know yet, and how often it will refuse them.
    var refusalsOfCertificates = 0
    private var lastNumber = 0

    private static let account = "123456789012"

    mutating func answer(_ request: ServiceRequest) throws -> WireAnswer {
        let steps = Array(try request.steps().dropFirst())
        switch steps.first {
        case "distribution": return try distribution(request, steps)
        case "tagging": return try tagging(request)
        case "origin-access-control": return try control(request, steps)
        case "function": return try function(request, steps)
        default: throw Refusal(code: "UnknownOperation")
        }
    }

    static func name(_ id: String) -> String { "\(id.lowercased()).cloudfront.net" }

    static func arn(_ id: String) -> String { "arn:aws:cloudfront::\(account):distribution/\(id)" }

    private mutating func newID() -> String {
        lastNumber += 1
        return "E00000000000\(lastNumber)"
    }

    // MARK: Distributions

    private mutating func distribution(_ request: ServiceRequest, _ steps: [String]) throws -> WireAnswer {
        switch request.operation {
        case "ListDistributions":
            let items = distributions.sorted { $0.key < $1.key }.map { id, distribution in
                Self.summary(id, distribution)
            }
            return .text(
                "<DistributionList><IsTruncated>false</IsTruncated><Items>\(items.joined())</Items></DistributionList>")
        case "CreateDistributionWithTags":
            let root = try XMLTree(parsing: request.body)
            let config = try root.first("DistributionConfig").orThrow(Refusal(code: "MalformedInput"))
            let reference = config.text(at: "CallerReference")
            if let other = distributions.first(where: { $0.value.config.text(at: "CallerReference") == reference }) {
                throw Refusal(
                    code: "DistributionAlreadyExists",
                    message: "The caller reference already exists: \(other.key)", status: 409)
            }
            try check(config, of: nil)
            let id = newID()
            distributions[id] = Distribution(config: config, tags: Self.tags(root.first("Tags")), looks: looksPerChange)
            return try description(id)
        default: break
        }
        guard steps.count > 1, let current = distributions[steps[1]] else {
            throw Refusal(code: "NoSuchDistribution", status: 404)
        }
        let id = steps[1]
        switch request.operation {
        case "GetDistribution":
            if current.looks > 0 { distributions[id]?.looks -= 1 }
            return try description(id)
        case "UpdateDistribution":
            try checkVersion(request, current.version)
            let config = try XMLTree(parsing: request.body)
            try check(config, of: id)
            distributions[id]?.config = config
            distributions[id]?.version += 1
            distributions[id]?.looks = looksPerChange
            return try description(id)
        case "DeleteDistribution":
            try checkVersion(request, current.version)
            guard current.config.bool(at: "Enabled") == false, current.looks == 0 else {
                throw Refusal(code: "DistributionNotDisabled", status: 409)
            }
            distributions[id] = nil
            return .empty
        case "CreateInvalidation":
            invalidations.append(try XMLTree(parsing: request.body).all(at: "Paths/Items/Path").map(\.text))
            return .text(
                "<Invalidation><Id>I\(invalidations.count)</Id><Status>InProgress</Status>"
                    + "<CreateTime>2026-01-01T00:00:00Z</CreateTime>"
                    + "<InvalidationBatch><CallerReference>r</CallerReference></InvalidationBatch></Invalidation>")
        default: throw Refusal(code: "UnknownOperation")
        }
    }

    private mutating func check(_ config: XMLTree, of id: String?) throws {
        if config.text(at: "ViewerCertificate/ACMCertificateArn") != nil, refusalsOfCertificates > 0 {
            refusalsOfCertificates -= 1
            throw Refusal(code: "InvalidViewerCertificate", message: "The certificate does not exist")
        }
        let held = distributions.filter { $0.key != id }.flatMap { Self.aliases($0.value.config) }
        guard takenAliases.union(held).isDisjoint(with: Self.aliases(config)) else {
            throw Refusal(code: "CNAMEAlreadyExists", message: "One or more of the CNAMEs is taken", status: 409)
        }
        if refusalsOfRecords > 0 {
            refusalsOfRecords -= 1
            throw Refusal(
                code: "CNAMEAlreadyExists",
                message: "One or more aliases … includes an incorrectly configured DNS record that points to another …",
                status: 409)
        }
    }

    private func checkVersion(_ request: ServiceRequest, _ version: Int) throws {
        guard let etag = request.header("If-Match") else { throw Refusal(code: "InvalidIfMatchVersion") }
        guard etag == "V\(version)" else { throw Refusal(code: "PreconditionFailed", status: 412) }
    }

    static func aliases(_ config: XMLTree) -> [String] { config.all(at: "Aliases/Items/CNAME").map(\.text) }

    private static func summary(_ id: String, _ distribution: Distribution) -> String {
        let config = distribution.config
        let origins = config.all(at: "Origins/Items/Origin").map {
            "<Origin><DomainName>\($0.text(at: "DomainName") ?? "")</DomainName></Origin>"
        }
        return "<DistributionSummary>\(head(id, distribution))<Enabled>\(config.text(at: "Enabled") ?? "")</Enabled>"
            + "<Comment>\(config.text(at: "Comment") ?? "")</Comment>"
            + "<Aliases><Items>\(aliases(config).map { "<CNAME>\($0)</CNAME>" }.joined())</Items></Aliases>"
            + "<Origins><Items>\(origins.joined())</Items></Origins></DistributionSummary>"
    }

    private static func head(_ id: String, _ distribution: Distribution) -> String {
        "<Id>\(id)</Id><ARN>\(arn(id))</ARN><DomainName>\(name(id))</DomainName>"
            + "<Status>\(distribution.looks == 0 ? "Deployed" : "InProgress")</Status>"
    }

    private func description(_ id: String) throws -> WireAnswer {
        let distribution = try distributions[id].orThrow(Refusal(code: "NoSuchDistribution", status: 404))
        return .text(
            "<Distribution>\(Self.head(id, distribution))<LastModifiedTime>2026-01-01T00:00:00Z</LastModifiedTime>"
                + "<InProgressInvalidationBatches>0</InProgressInvalidationBatches>"
                + "\(distribution.config.serializedText())</Distribution>",
            etag: "V\(distribution.version)")
    }

    // MARK: Tags

    private mutating func tagging(_ request: ServiceRequest) throws -> WireAnswer {
        let arn = request.parameter("Resource") ?? ""
        guard let id = distributions.keys.first(where: { Self.arn($0) == arn }) else {
            throw Refusal(code: "NoSuchResource", status: 404)
        }
        if request.operation == "TagResource" {
            distributions[id]?.tags.merge(Self.tags(try XMLTree(parsing: request.body))) { $1 }
            return .empty
        }
        let tags = (distributions[id]?.tags ?? [:]).map { "<Tag><Key>\($0.key)</Key><Value>\($0.value)</Value></Tag>" }
        return .text("<Tags><Items>\(tags.joined())</Items></Tags>")
    }

    private static func tags(_ tree: XMLTree?) -> [String: String] {
        let list = tree?.all(at: "Items/Tag") ?? []
        return Dictionary(
            list.map { ($0.text(at: "Key") ?? "", $0.text(at: "Value") ?? "") }, uniquingKeysWith: { first, _ in first }
        )
    }

    // MARK: Origin access controls

    private mutating func control(_ request: ServiceRequest, _ steps: [String]) throws -> WireAnswer {
        switch request.operation {
        case "ListOriginAccessControls":
            let items = controls.sorted { $0.key < $1.key }.map { id, control in
                let members = control.config.children.map { $0.serializedText() }.joined()
                return "<OriginAccessControlSummary><Id>\(id)</Id>\(members)</OriginAccessControlSummary>"
            }
            return .text(
                "<OriginAccessControlList><IsTruncated>false</IsTruncated><Items>\(items.joined())</Items>"
                    + "</OriginAccessControlList>")
        case "CreateOriginAccessControl":
            let config = try XMLTree(parsing: request.body)
            guard !controls.values.contains(where: { $0.config.text(at: "Name") == config.text(at: "Name") }) else {
                throw Refusal(code: "OriginAccessControlAlreadyExists", status: 409)
            }
            let id = newID()
            controls[id] = Control(config: config)
            return try controlDescription(id)
        default: break
        }
        guard steps.count > 1, let current = controls[steps[1]] else {
            throw Refusal(code: "NoSuchOriginAccessControl", status: 404)
        }
        switch request.operation {
        case "GetOriginAccessControl": return try controlDescription(steps[1])
        case "UpdateOriginAccessControl":
            try checkVersion(request, current.version)
            controls[steps[1]] = Control(config: try XMLTree(parsing: request.body), version: current.version + 1)
            return try controlDescription(steps[1])
        case "DeleteOriginAccessControl":
            try checkVersion(request, current.version)
            let used = distributions.values.flatMap { $0.config.all(at: "Origins/Items/Origin") }
            guard !used.contains(where: { $0.text(at: "OriginAccessControlId") == steps[1] }) else {
                throw Refusal(code: "OriginAccessControlInUse", status: 409)
            }
            controls[steps[1]] = nil
            return .empty
        default: throw Refusal(code: "UnknownOperation")
        }
    }

    private func controlDescription(_ id: String) throws -> WireAnswer {
        let control = try controls[id].orThrow(Refusal(code: "NoSuchOriginAccessControl", status: 404))
        return .text(
            "<OriginAccessControl><Id>\(id)</Id>\(control.config.serializedText())</OriginAccessControl>",
            etag: "V\(control.version)")
    }

    // MARK: Functions

    private mutating func function(_ request: ServiceRequest, _ steps: [String]) throws -> WireAnswer {
        if request.operation == "CreateFunction" {
            let body = try XMLTree(parsing: request.body)
            let name = body.text(at: "Name") ?? ""
            guard functions[name] == nil else { throw Refusal(code: "FunctionAlreadyExists", status: 409) }
            functions[name] = try Self.function(body)
            return try functionDescription(name)
        }
        guard steps.count > 1, let current = functions[steps[1]] else {
            throw Refusal(code: "NoSuchFunctionExists", status: 404)
        }
        let name = steps[1]
        switch request.operation {
        case "DescribeFunction": return try functionDescription(name)
        case "GetFunction":
            guard request.parameter("Stage") == "LIVE" else { return .text(current.code, etag: "V\(current.version)") }
            return .text(try current.published.orThrow(Refusal(code: "NoSuchFunctionExists", status: 404)), etag: "L")
        case "UpdateFunction":
            try checkVersion(request, current.version)
            var updated = try Self.function(try XMLTree(parsing: request.body))
            updated.version = current.version + 1
            updated.published = current.published
            functions[name] = updated
            return try functionDescription(name)
        case "PublishFunction":
            try checkVersion(request, current.version)
            functions[name]?.published = current.code
            return .empty
        case "DeleteFunction":
            try checkVersion(request, current.version)
            let used = distributions.values.flatMap {
                $0.config.all(at: "DefaultCacheBehavior/FunctionAssociations/Items/FunctionAssociation")
            }
            guard !used.contains(where: { $0.text(at: "FunctionARN")?.hasSuffix("function/\(name)") == true }) else {
                throw Refusal(code: "FunctionInUse", status: 409)
            }
            functions[name] = nil
            return .empty
        default: throw Refusal(code: "UnknownOperation")
        }
    }

    private static func function(_ body: XMLTree) throws -> Function {
        Function(
            comment: body.text(at: "FunctionConfig/Comment") ?? "",
            runtime: body.text(at: "FunctionConfig/Runtime") ?? "",
            code: try Base64Text.decode(body.text(at: "FunctionCode") ?? ""))
    }

    private func functionDescription(_ name: String) throws -> WireAnswer {
        let function = try functions[name].orThrow(Refusal(code: "NoSuchFunctionExists", status: 404))
        return .text(
            "<FunctionSummary><Name>\(name)</Name><FunctionConfig><Comment>\(function.comment)</Comment>"
                + "<Runtime>\(function.runtime)</Runtime></FunctionConfig><FunctionMetadata>"
                + "<FunctionARN>arn:aws:cloudfront::\(Self.account):function/\(name)</FunctionARN>"
                + "<Stage>DEVELOPMENT</Stage></FunctionMetadata></FunctionSummary>",
            etag: "V\(function.version)")
    }
}
