// SPDX-License-Identifier: Apache-2.0

internal import AWSWire

extension S3Client {
    /// Reads whether old versions are kept.
    ///
    /// - Parameter bucket: The bucket.
    /// - Returns: The state.
    /// - Throws: `AWSError` with code `NoSuchBucket` when it does not exist.
    ///
    /// AWS reference: Amazon S3 API Reference, "GetBucketVersioning".
    package func bucketVersioning(_ bucket: BucketName) async throws -> BucketVersioning {
        let response = try await send("GetBucketVersioning", "GET", bucket: bucket, query: [("versioning", nil)])
        switch try document(response, root: "VersioningConfiguration").text(at: "Status") {
        case nil: return .neverEnabled
        case "Enabled"?: return .enabled
        case "Suspended"?: return .suspended
        case let status?: throw unreadable(response, "unknown Status \(status)")
        }
    }

    /// Turns the keeping of old versions on or off.
    ///
    /// - Parameters:
    ///   - isEnabled: On, or suspended: it cannot be as if it had never been.
    ///   - bucket: The bucket.
    /// - Throws: `AWSError` with code `OperationAborted` while another change of the bucket is under way.
    ///
    /// AWS reference: Amazon S3 API Reference, "PutBucketVersioning".
    package func putBucketVersioning(_ isEnabled: Bool, of bucket: BucketName) async throws {
        let status = XMLTree("Status", isEnabled ? "Enabled" : "Suspended")
        try await put("PutBucketVersioning", "versioning", "VersioningConfiguration", [status], of: bucket)
    }

    /// Reads the default encryption.
    ///
    /// - Parameter bucket: The bucket.
    /// - Returns: The setting; `nil` when the bucket has none, as buckets from before 2023 may.
    /// - Throws: `AWSError` with code `NoSuchBucket` when it does not exist.
    ///
    /// AWS reference: Amazon S3 API Reference, "GetBucketEncryption".
    package func bucketEncryption(_ bucket: BucketName) async throws -> BucketEncryption? {
        let response = try await unless(["ServerSideEncryptionConfigurationNotFoundError"]) {
            try await send("GetBucketEncryption", "GET", bucket: bucket, query: [("encryption", nil)])
        }
        guard let response else { return nil }
        let tree = try document(response, root: "ServerSideEncryptionConfiguration")
        guard let rule = tree.first("Rule") else { return nil }
        let standard = rule.first("ApplyServerSideEncryptionByDefault")
        guard let algorithm = standard?.text(at: "SSEAlgorithm") else {
            throw unreadable(response, "the Rule has no SSEAlgorithm")
        }
        return BucketEncryption(
            algorithm: algorithm, kmsKeyID: standard?.text(at: "KMSMasterKeyID"),
            usesBucketKey: rule.bool(at: "BucketKeyEnabled"),
            blockedTypes: rule.first("BlockedEncryptionTypes")?.all("EncryptionType").map(\.text))
    }

    /// Sets the default encryption of new objects. Parts that are `nil` are left out, and S3 then sets its own.
    ///
    /// - Parameters:
    ///   - encryption: The setting.
    ///   - bucket: The bucket.
    /// - Throws: `AWSError` with code `OperationAborted` while another change of the bucket is under way.
    ///
    /// AWS reference: Amazon S3 API Reference, "PutBucketEncryption".
    package func putBucketEncryption(_ encryption: BucketEncryption, of bucket: BucketName) async throws {
        var standard = XMLTree(
            "ApplyServerSideEncryptionByDefault", [XMLTree("SSEAlgorithm", encryption.algorithm)])
        if let key = encryption.kmsKeyID { standard.children.append(XMLTree("KMSMasterKeyID", key)) }
        var rule = XMLTree("Rule", [standard])
        if let usesKey = encryption.usesBucketKey { rule.children.append(XMLTree("BucketKeyEnabled", usesKey)) }
        if let types = encryption.blockedTypes {
            rule.children.append(
                XMLTree("BlockedEncryptionTypes", types.map { XMLTree("EncryptionType", $0) }))
        }
        try await put("PutBucketEncryption", "encryption", "ServerSideEncryptionConfiguration", [rule], of: bucket)
    }

    /// Reads the switches against public access.
    ///
    /// - Parameter bucket: The bucket.
    /// - Returns: The switches; `nil` when the bucket has none of its own.
    /// - Throws: `AWSError` with code `NoSuchBucket` when it does not exist.
    ///
    /// AWS reference: Amazon S3 API Reference, "GetPublicAccessBlock".
    package func publicAccessBlock(_ bucket: BucketName) async throws -> PublicAccessBlock? {
        let response = try await unless(["NoSuchPublicAccessBlockConfiguration"]) {
            try await send("GetPublicAccessBlock", "GET", bucket: bucket, query: [("publicAccessBlock", nil)])
        }
        guard let response else { return nil }
        let tree = try document(response, root: "PublicAccessBlockConfiguration")
        return PublicAccessBlock(
            blocksPublicACLs: tree.bool(at: "BlockPublicAcls") ?? false,
            ignoresPublicACLs: tree.bool(at: "IgnorePublicAcls") ?? false,
            blocksPublicPolicy: tree.bool(at: "BlockPublicPolicy") ?? false,
            restrictsPublicBuckets: tree.bool(at: "RestrictPublicBuckets") ?? false)
    }

    /// Sets the switches against public access.
    ///
    /// - Parameters:
    ///   - block: All four switches.
    ///   - bucket: The bucket.
    /// - Throws: `AWSError` with code `OperationAborted` while another change of the bucket is under way.
    ///
    /// AWS reference: Amazon S3 API Reference, "PutPublicAccessBlock".
    package func putPublicAccessBlock(_ block: PublicAccessBlock, of bucket: BucketName) async throws {
        let switches = [
            XMLTree("BlockPublicAcls", block.blocksPublicACLs), XMLTree("IgnorePublicAcls", block.ignoresPublicACLs),
            XMLTree("BlockPublicPolicy", block.blocksPublicPolicy),
            XMLTree("RestrictPublicBuckets", block.restrictsPublicBuckets),
        ]
        try await put(
            "PutPublicAccessBlock", "publicAccessBlock", "PublicAccessBlockConfiguration", switches, of: bucket)
    }

    /// Reads who owns objects.
    ///
    /// - Parameter bucket: The bucket.
    /// - Returns: The setting; `nil` when the bucket has none, as buckets from before 2023 may.
    /// - Throws: `AWSError` with code `NoSuchBucket` when it does not exist.
    ///
    /// AWS reference: Amazon S3 API Reference, "GetBucketOwnershipControls".
    package func objectOwnership(_ bucket: BucketName) async throws -> ObjectOwnership? {
        let response = try await unless(["OwnershipControlsNotFoundError"]) {
            try await send(
                "GetBucketOwnershipControls", "GET", bucket: bucket, query: [("ownershipControls", nil)])
        }
        guard let response else { return nil }
        guard let text = try document(response, root: "OwnershipControls").text(at: "Rule/ObjectOwnership") else {
            return nil
        }
        guard let ownership = ObjectOwnership(rawValue: text) else {
            throw unreadable(response, "unknown ObjectOwnership \(text)")
        }
        return ownership
    }

    /// Sets who owns objects.
    ///
    /// - Parameters:
    ///   - ownership: The setting.
    ///   - bucket: The bucket.
    /// - Throws: `AWSError` with code `OperationAborted` while another change of the bucket is under way.
    ///
    /// AWS reference: Amazon S3 API Reference, "PutBucketOwnershipControls".
    package func putObjectOwnership(_ ownership: ObjectOwnership, of bucket: BucketName) async throws {
        let rule = XMLTree("Rule", [XMLTree("ObjectOwnership", ownership.rawValue)])
        try await put("PutBucketOwnershipControls", "ownershipControls", "OwnershipControls", [rule], of: bucket)
    }

    /// Reads the rules by which S3 deletes and moves objects.
    ///
    /// - Parameter bucket: The bucket.
    /// - Returns: The whole document, to be edited and sent back; `nil` when there are no rules.
    /// - Throws: `AWSError` with code `NoSuchBucket` when it does not exist.
    ///
    /// AWS reference: Amazon S3 API Reference, "GetBucketLifecycleConfiguration".
    package func lifecycle(_ bucket: BucketName) async throws -> LifecycleConfiguration? {
        let response = try await unless(["NoSuchLifecycleConfiguration"]) {
            try await send("GetBucketLifecycleConfiguration", "GET", bucket: bucket, query: [("lifecycle", nil)])
        }
        return try response.map {
            LifecycleConfiguration(
                document: try document($0, root: "LifecycleConfiguration"),
                minimumTransitionSize: $0.headers[LifecycleConfiguration.minimumTransitionSizeHeader])
        }
    }

    /// Replaces all rules by which S3 deletes and moves objects.
    ///
    /// - Parameters:
    ///   - configuration: What was read, edited: rules of others must stay in it. The name and the namespace of the
    ///     document are set here. It must hold at least one rule.
    ///   - bucket: The bucket.
    /// - Throws: `AWSError` with code `OperationAborted` while another change of the bucket is under way.
    ///
    /// AWS reference: Amazon S3 API Reference, "PutBucketLifecycleConfiguration".
    package func putLifecycle(_ configuration: LifecycleConfiguration, of bucket: BucketName) async throws {
        try await put(
            "PutBucketLifecycleConfiguration", "lifecycle", "LifecycleConfiguration", configuration.document.children,
            of: bucket,
            headers: [
                (LifecycleConfiguration.minimumTransitionSizeHeader, configuration.minimumTransitionSize)
            ])
    }

    /// Reads the policy.
    ///
    /// - Parameter bucket: The bucket.
    /// - Returns: The JSON text as S3 keeps it; `nil` when there is no policy.
    /// - Throws: `AWSError` with code `NoSuchBucket` when the bucket does not exist.
    ///
    /// AWS reference: Amazon S3 API Reference, "GetBucketPolicy".
    package func bucketPolicy(_ bucket: BucketName) async throws -> String? {
        let response = try await unless(["NoSuchBucketPolicy"]) {
            try await send("GetBucketPolicy", "GET", bucket: bucket, query: [("policy", nil)])
        }
        guard let response else { return nil }
        guard let text = String(validating: response.body, as: UTF8.self) else {
            throw unreadable(response, "the policy is not UTF-8")
        }
        return text
    }

    /// Replaces the policy.
    ///
    /// - Parameters:
    ///   - policy: The JSON text, up to 20 KB.
    ///   - bucket: The bucket.
    /// - Throws: `AWSError` with code `MalformedPolicy`, also for a principal that is too new to be known everywhere;
    ///   `AccessDenied` when the policy is public and the bucket does not take public ones.
    ///
    /// AWS reference: Amazon S3 API Reference, "PutBucketPolicy".
    package func putBucketPolicy(_ policy: String, of bucket: BucketName) async throws {
        _ = try await send(
            "PutBucketPolicy", "PUT", bucket: bucket, query: [("policy", nil)],
            headers: [("Content-Type", "application/json")], payload: .checked(Array(policy.utf8)))
    }

    /// Sends a setting.
    private func put(
        _ operation: String, _ setting: String, _ root: String, _ children: [XMLTree], of bucket: BucketName,
        headers: [(name: String, value: String?)] = []
    ) async throws {
        _ = try await send(
            operation, "PUT", bucket: bucket, query: [(setting, nil)], headers: headers,
            payload: .document(XMLTree(root, xmlns: Self.namespace, children)))
    }
}
