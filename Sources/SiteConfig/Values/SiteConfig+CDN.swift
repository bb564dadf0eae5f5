// SPDX-License-Identifier: Apache-2.0

extension SiteConfig {
    /// Settings of the CloudFront distribution.
    package struct CDN: Sendable, Equatable {
        /// Where CloudFront serves from; raw values are AWS's.
        package enum PriceClass: String, Sendable, CaseIterable {
            /// North America and Europe.
            case class100 = "PriceClass_100"
            /// Those and most of Asia and Africa.
            case class200 = "PriceClass_200"
            /// Everywhere.
            case all = "PriceClass_All"
        }

        /// The newest HTTP version that visitors may use; raw values are AWS's.
        package enum HTTPVersion: String, Sendable, CaseIterable {
            /// HTTP/1.1 alone.
            case http1 = "http1.1"
            /// HTTP/1.1 and HTTP/2.
            case http2
            /// HTTP/1.1 and HTTP/3.
            case http3
            /// All of them.
            case http2and3
        }

        /// The security policy for visitors' TLS connections; raw values are AWS's. AWS's older policies, which let
        /// TLS 1.0 and 1.1 in, are left out on purpose.
        package enum MinimumTLS: String, Sendable, CaseIterable {
            /// TLS 1.2 with the oldest set of ciphers.
            case tls12Of2018 = "TLSv1.2_2018"
            /// TLS 1.2 without the weaker ciphers of 2018.
            case tls12Of2019 = "TLSv1.2_2019"
            /// TLS 1.2 with forward secrecy only.
            case tls12Of2021 = "TLSv1.2_2021"
            /// TLS 1.2 with the newest set of ciphers.
            case tls12Of2025 = "TLSv1.2_2025"
            /// TLS 1.3 alone.
            case tls13Of2025 = "TLSv1.3_2025"
        }

        /// The price class.
        package var priceClass: PriceClass
        /// The HTTP version.
        package var httpVersion: HTTPVersion
        /// The TLS policy; it has an effect only with a domain, CloudFront's own name has a fixed one.
        package var minimumTLS: MinimumTLS

        /// Makes settings with the documented defaults.
        package init(
            priceClass: PriceClass = .class100,
            httpVersion: HTTPVersion = .http2and3,
            minimumTLS: MinimumTLS = .tls12Of2021
        ) {
            self.priceClass = priceClass
            self.httpVersion = httpVersion
            self.minimumTLS = minimumTLS
        }
    }
}
