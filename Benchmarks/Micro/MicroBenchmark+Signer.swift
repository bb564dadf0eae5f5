// SPDX-License-Identifier: Apache-2.0

import AWSSigning

extension MicroBenchmark {
    /// The signature of an upload to S3 as a deploy sends it, with the day's key at hand.
    static let signer = MicroBenchmark(name: "signer", unit: "signature of an S3 PUT", count: 2000) {
        let date = SigningDate(secondsSinceEpoch: 1_700_000_000)
        let signer = SigV4Signer(
            credentials: AWSCredentials(
                accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            region: "eu-central-1", service: "s3"
        ).prepared(for: date)
        let request = SigningRequest(
            method: "PUT", host: "example-123456789012-eu-central-1.s3.eu-central-1.amazonaws.com",
            path: "/assets/images/portrait-1280.webp",
            headers: [
                HeaderField("Content-Type", "image/webp"),
                HeaderField("Cache-Control", "public, max-age=31536000, immutable"),
                HeaderField("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg=="),
                HeaderField("x-amz-expected-bucket-owner", "123456789012"),
                HeaderField("User-Agent", "resumectl/1.0.0"),
                HeaderField("amz-sdk-invocation-id", "6f3f0a5a-3a5e-4c43-a2b9-9f0c3c9e5d11"),
                HeaderField("amz-sdk-request", "attempt=1; max=3"),
            ],
            payloadHash: .sha256(hex: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"))
        return { count in
            for _ in 0..<count { _ = signer.sign(request, at: date) }
        }
    }
}
