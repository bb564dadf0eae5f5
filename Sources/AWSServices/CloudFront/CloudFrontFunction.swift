// SPDX-License-Identifier: Apache-2.0

/// A CloudFront function in one of its stages, without its code.
package struct CloudFrontFunction: Sendable, Equatable {
    package var name: String
    /// The same for both stages; it is what a distribution names.
    package var arn: ARN
    /// The version of this stage; the stages have different ones.
    package var etag: String
    package var stage: CloudFrontFunctionStage
    /// `UNPUBLISHED`, `DEPLOYED` and others; `nil` when AWS does not say.
    package var status: String?
    package var comment: String
    /// `cloudfront-js-2.0` or `cloudfront-js-1.0`.
    package var runtime: String
}

/// The stages of a CloudFront function.
package enum CloudFrontFunctionStage: String, Sendable {
    /// Every write goes here first.
    case development = "DEVELOPMENT"
    /// What a distribution runs; written by publishing.
    case live = "LIVE"
}

extension CloudFrontFunction {
    /// Reads a `FunctionSummary` element and the `ETag` header beside it.
    init(xml: XMLReader, etag: String) throws {
        name = try xml.text("Name")
        arn = try xml.arn("FunctionMetadata/FunctionARN")
        self.etag = etag
        let stage = xml.textIfPresent("FunctionMetadata/Stage") ?? CloudFrontFunctionStage.development.rawValue
        guard let known = CloudFrontFunctionStage(rawValue: stage) else {
            throw xml.malformed("FunctionMetadata/Stage")
        }
        self.stage = known
        status = xml.textUnlessEmpty("Status")
        comment = try xml.text("FunctionConfig/Comment")
        runtime = try xml.text("FunctionConfig/Runtime")
    }
}
