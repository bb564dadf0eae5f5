// SPDX-License-Identifier: Apache-2.0

/// AWS's public list prices in US dollars, without tax, written down from the price pages of the services.
///
/// `docs/costs.md` has the same numbers with the addresses of the pages; a test compares them. Whoever changes one of
/// them looks all of them up, and changes `asOf`.
enum ListPrices {
    /// When they were looked up.
    static let asOf = "2025-06"
    static let region = "us-east-1"

    /// A public hosted zone of Route 53, a month. Queries for records that are aliases of CloudFront cost nothing.
    static let hostedZone = 0.50
    /// S3 Standard, a gigabyte stored for a month.
    static let storageGigabyte = 0.023
    /// S3 Standard, a thousand GET requests.
    static let thousandGets = 0.0004
    /// S3 Standard, a thousand PUT, COPY and LIST requests.
    static let thousandPuts = 0.005
    /// API Gateway HTTP API, a million calls.
    static let millionAPICalls = 1.00
    /// DynamoDB on demand, a million write requests.
    static let millionWrites = 0.625
}
