// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire

/// ACM with certificates.
struct CertificateBackend: WireBackend {
    static let service = AWSService.acm

    struct Certificate: Sendable {
        var names: [String]
        var status = "PENDING_VALIDATION"
        var tags: [String: String] = [:]
        var token = ""
        var createdAt = 0
        /// How often it is looked at before the validation records are told.
        var looksBeforeRecords = 0
        /// How often it is looked at before it is issued; `nil` for never.
        var looksBeforeIssue: Int?
        var inUseBy: [String] = []
        var failureReason: String?
        /// Whether it is in the list; the list may lag.
        var isListed = true
    }

    var certificates: [String: Certificate] = [:]
    /// What a new certificate starts with.
    var template = Certificate(names: [], looksBeforeIssue: 1)
    /// Tokens of the last hour whose certificates are gone: a request gives the old ARN again.
    var spentTokens: [String: String] = [:]
    /// The ARNs of certificates that refuse to be deleted as often as said.
    var refusalsOfDelete: [String: Int] = [:]
    private var lastNumber = 0

    static func arn(_ number: Int) -> String { "arn:aws:acm:us-east-1:123456789012:certificate/\(number)" }

    /// Adds a certificate behind the back of the code under test.
    mutating func add(_ number: Int, _ certificate: Certificate) {
        certificates[Self.arn(number)] = certificate
        lastNumber = max(lastNumber, number)
    }

    /// The record that proves a name: one for all certificates of the account.
    static func record(_ name: String) -> (name: String, value: String) {
        let name = name.hasPrefix("*.") ? String(name.dropFirst(2)) : name
        return ("_proof.\(name)", "_value.\(name.replacing(".", with: "-")).acm-validations.aws")
    }

    mutating func answer(_ request: ServiceRequest) throws -> WireAnswer {
        WireAnswer(body: try perform(request.operation, try request.json()).serialized())
    }

    private mutating func perform(_ operation: String, _ input: JSONValue) throws -> JSONValue {
        switch operation {
        case "RequestCertificate": return self.request(input)
        case "ListCertificates":
            return [
                "CertificateSummaryList": .array(
                    certificates.filter(\.value.isListed).sorted { $0.key < $1.key }.map { arn, certificate in
                        [
                            "CertificateArn": .string(arn), "DomainName": .string(certificate.names[0]),
                            "SubjectAlternativeNameSummaries": .array(certificate.names.map { .string($0) }),
                            "Status": .string(certificate.status),
                        ]
                    })
            ]
        default: break
        }
        let arn = input["CertificateArn"]?.stringValue ?? ""
        guard let current = certificates[arn] else { throw Refusal(code: "ResourceNotFoundException") }
        switch operation {
        case "DescribeCertificate":
            defer { look(arn) }
            return ["Certificate": Self.description(arn, current)]
        case "ListTagsForCertificate":
            return [
                "Tags": .array(current.tags.map { ["Key": .string($0.key), "Value": .string($0.value)] })
            ]
        case "AddTagsToCertificate":
            certificates[arn]?.tags.merge(Self.tags(input)) { $1 }
        case "DeleteCertificate":
            if let refusals = refusalsOfDelete[arn], refusals > 0 {
                refusalsOfDelete[arn] = refusals - 1
                throw Refusal(code: "ResourceInUseException")
            }
            spentTokens[current.token] = arn
            certificates[arn] = nil
        default: throw Refusal(code: "UnknownOperationException")
        }
        return [:]
    }

    private mutating func request(_ input: JSONValue) -> JSONValue {
        let token = input["IdempotencyToken"]?.stringValue ?? ""
        if let known = certificates.first(where: { $0.value.token == token })?.key ?? spentTokens[token] {
            return ["CertificateArn": .string(known)]
        }
        lastNumber += 1
        var certificate = template
        let domain = input["DomainName"]?.stringValue ?? ""
        certificate.names = [domain] + (input["SubjectAlternativeNames"]?.arrayValue ?? []).compactMap(\.stringValue)
        certificate.tags = Self.tags(input)
        certificate.token = token
        certificate.createdAt = lastNumber
        certificates[Self.arn(lastNumber)] = certificate
        return ["CertificateArn": .string(Self.arn(lastNumber))]
    }

    private mutating func look(_ arn: String) {
        guard var certificate = certificates[arn] else { return }
        if certificate.looksBeforeRecords > 0 {
            certificate.looksBeforeRecords -= 1
        } else if let looks = certificate.looksBeforeIssue, certificate.status == "PENDING_VALIDATION" {
            if looks == 0 { certificate.status = "ISSUED" } else { certificate.looksBeforeIssue = looks - 1 }
        }
        certificates[arn] = certificate
    }

    private static func tags(_ input: JSONValue) -> [String: String] {
        var tags: [String: String] = [:]
        for tag in input["Tags"]?.arrayValue ?? [] { tags[tag["Key"]?.stringValue ?? ""] = tag["Value"]?.stringValue }
        return tags
    }

    private static func description(_ arn: String, _ certificate: Certificate) -> JSONValue {
        let validations = certificate.names.map { name -> JSONValue in
            var validation: JSONValue = ["DomainName": .string(name), "ValidationMethod": "DNS"]
            if certificate.looksBeforeRecords == 0 {
                let record = record(name)
                validation["ResourceRecord"] = [
                    "Name": .string(record.name + "."), "Type": "CNAME", "Value": .string(record.value + "."),
                ]
            }
            return validation
        }
        var value: JSONValue = [
            "CertificateArn": .string(arn), "DomainName": .string(certificate.names[0]),
            "SubjectAlternativeNames": .array(certificate.names.map { .string($0) }),
            "Status": .string(certificate.status), "DomainValidationOptions": .array(validations),
            "InUseBy": .array(certificate.inUseBy.map { .string($0) }), "CreatedAt": .int(certificate.createdAt),
        ]
        if let reason = certificate.failureReason { value["FailureReason"] = .string(reason) }
        return value
    }
}

/// The index of tagged resources, which lags: it holds just what a test puts there.
struct TagIndexBackend: WireBackend {
    static let service = AWSService.tagging

    var resources: [String: [String: String]] = [:]

    mutating func answer(_ request: ServiceRequest) throws -> WireAnswer {
        let filter = try request.json()["TagFilters"]?.arrayValue?.first
        let key = filter?["Key"]?.stringValue ?? ""
        let values = (filter?["Values"]?.arrayValue ?? []).compactMap(\.stringValue)
        let found = resources.filter { values.contains($0.value[key] ?? "") }
        let list = found.sorted { $0.key < $1.key }.map { arn, tags -> JSONValue in
            [
                "ResourceARN": .string(arn),
                "Tags": .array(tags.map { ["Key": .string($0.key), "Value": .string($0.value)] }),
            ]
        }
        return WireAnswer(body: (["ResourceTagMappingList": .array(list)] as JSONValue).serialized())
    }
}
