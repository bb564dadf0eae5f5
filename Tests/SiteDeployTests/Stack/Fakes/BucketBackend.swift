// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire

/// S3 with one bucket.
struct BucketBackend: WireBackend {
    static let service = AWSService.s3

    /// A version of an object, or a delete marker.
    struct Version: Equatable, Sendable {
        var key: String
        var id: String
        var isMarker = false
    }

    struct Bucket: Sendable {
        var region = "eu-west-1"
        /// The settings as they were sent, by the name of their query parameter.
        var settings: [String: XMLTree] = [:]
        var policy: String?
        var versions: [Version] = []
        var uploads: [(key: String, id: String)] = []
    }

    var bucket: Bucket?
    /// Whether the bucket belongs to somebody who does not let us look.
    var isForbidden = false
    /// Whether the name is taken although the bucket cannot be seen.
    var isTakenElsewhere = false
    var pageSize = 1000

    /// The code that says that a setting was never made.
    private static let absent = [
        "tagging": "NoSuchTagSet", "encryption": "ServerSideEncryptionConfigurationNotFoundError",
        "publicAccessBlock": "NoSuchPublicAccessBlockConfiguration",
        "ownershipControls": "OwnershipControlsNotFoundError", "lifecycle": "NoSuchLifecycleConfiguration",
    ]

    /// The tags of the bucket.
    var tags: [String: String] {
        let list = bucket?.settings["tagging"]?.all(at: "TagSet/Tag") ?? []
        return Dictionary(
            list.map { ($0.text(at: "Key") ?? "", $0.text(at: "Value") ?? "") }, uniquingKeysWith: { first, _ in first }
        )
    }

    /// Replaces the tags of the bucket.
    mutating func setTags(_ tags: [String: String]) {
        let list = tags.map { XMLTree("Tag", [XMLTree("Key", $0.key), XMLTree("Value", $0.value)]) }
        bucket?.settings["tagging"] = XMLTree("Tagging", [XMLTree("TagSet", list)])
    }

    mutating func answer(_ request: ServiceRequest) throws -> WireAnswer {
        if isForbidden { throw Refusal(code: "HTTP403", status: 403) }
        if request.operation == "CreateBucket" { return try create(request) }
        guard let bucket else {
            throw Refusal(code: request.operation == "HeadBucket" ? "HTTP404" : "NoSuchBucket", status: 404)
        }
        switch request.operation {
        case "HeadBucket":
            return WireAnswer(headers: [("x-amz-bucket-region", bucket.region)])
        case "GetBucketPolicy":
            guard let policy = bucket.policy else { throw Refusal(code: "NoSuchBucketPolicy", status: 404) }
            return .text(policy)
        case "PutBucketPolicy":
            self.bucket?.policy = String(decoding: request.body, as: UTF8.self)
            return .empty
        case "DeleteBucket":
            guard bucket.versions.isEmpty, bucket.uploads.isEmpty else {
                throw Refusal(code: "BucketNotEmpty", status: 409)
            }
            self.bucket = nil
            return .empty
        case "ListObjectVersions": return versionPage(bucket)
        case "DeleteObjects": return try deleteObjects(request)
        case "ListMultipartUploads":
            let uploads = bucket.uploads.map {
                "<Upload><Key>\($0.key)</Key><UploadId>\($0.id)</UploadId>"
                    + "<Initiated>2026-01-01T00:00:00.000Z</Initiated></Upload>"
            }
            return .text(
                "<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>\(uploads.joined())"
                    + "</ListMultipartUploadsResult>")
        case "AbortMultipartUpload":
            self.bucket?.uploads.removeAll { $0.id == request.parameter("uploadId") }
            return .empty
        default: return try setting(request)
        }
    }

    private mutating func create(_ request: ServiceRequest) throws -> WireAnswer {
        if isTakenElsewhere { throw Refusal(code: "BucketAlreadyExists", status: 409) }
        guard bucket == nil else { throw Refusal(code: "BucketAlreadyOwnedByYou", status: 409) }
        let body = try XMLTree(parsing: request.body)
        bucket = Bucket(region: body.text(at: "LocationConstraint") ?? "us-east-1")
        if let tags = body.first("Tags") {
            bucket?.settings["tagging"] = XMLTree("Tagging", [XMLTree("TagSet", tags.children)])
        }
        return .empty
    }

    private mutating func setting(_ request: ServiceRequest) throws -> WireAnswer {
        guard let name = request.query.first?.name, name == "versioning" || Self.absent[name] != nil else {
            throw Refusal(code: "NotImplemented", status: 501)
        }
        if request.method == "PUT" {
            bucket?.settings[name] = try XMLTree(parsing: request.body)
            return .empty
        }
        if let setting = bucket?.settings[name] { return WireAnswer(body: setting.serialized()) }
        guard let code = Self.absent[name] else { return .text("<VersioningConfiguration/>") }
        throw Refusal(code: code, status: 404)
    }

    private func versionPage(_ bucket: Bucket) -> WireAnswer {
        // The page goes on behind what the pages before it had, which is gone by then.
        let page = bucket.versions.prefix(pageSize)
        let items = page.map { version in
            let name = version.isMarker ? "DeleteMarker" : "Version"
            return "<\(name)><Key>\(version.key)</Key><VersionId>\(version.id)</VersionId></\(name)>"
        }
        let isTruncated = bucket.versions.count > pageSize
        let next = isTruncated ? "<NextKeyMarker>\(page.last?.key ?? "")</NextKeyMarker>" : ""
        return .text(
            "<ListVersionsResult><IsTruncated>\(isTruncated)</IsTruncated>\(next)\(items.joined())"
                + "</ListVersionsResult>")
    }

    private mutating func deleteObjects(_ request: ServiceRequest) throws -> WireAnswer {
        for object in try XMLTree(parsing: request.body).all("Object") {
            bucket?.versions.removeAll { $0.key == object.text(at: "Key") && $0.id == object.text(at: "VersionId") }
        }
        return .text("<DeleteResult/>")
    }
}
