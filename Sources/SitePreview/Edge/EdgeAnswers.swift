// SPDX-License-Identifier: Apache-2.0

/// Answers that CloudFront and S3 word themselves, and what CloudFront adds to all others.
package enum EdgeAnswers {
    /// CloudFront's error page.
    ///
    /// - Parameters:
    ///   - status: The status.
    ///   - reason: Why; shown on the page.
    /// - Returns: The answer.
    package static func error(_ status: Int, _ reason: String) -> PreviewResponse {
        PreviewResponse(
            status: status, type: "text/html",
            text: """
                <!DOCTYPE html>
                <html><head><title>ERROR: The request could not be satisfied</title></head>
                <body><h1>\(status) ERROR</h1><p>The request could not be satisfied.</p><p>\(escaped(reason))</p></body></html>

                """)
    }

    /// What S3 says of an object that does not exist, where the site has no page for that.
    package static let noSuchKey = PreviewResponse(
        status: 404, type: "application/xml",
        text: """
            <?xml version="1.0" encoding="UTF-8"?>
            <Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>
            """)

    /// What S3 says of objects that the bucket's policy keeps from visitors.
    package static let accessDenied = PreviewResponse(
        status: 403, type: "application/xml",
        text: """
            <?xml version="1.0" encoding="UTF-8"?>
            <Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>
            """)

    /// Adds the headers of the managed policy that the distribution has.
    ///
    /// AWS reference: Amazon CloudFront Developer Guide, "Use managed response headers policies", "SecurityHeadersPolicy".
    package static func addSecurityHeaders(to headers: inout HeaderFields) {
        for (name, value) in security where headers[name] == nil || name == "x-content-type-options" {
            headers[name] = value
        }
    }

    private static let security = [
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("strict-transport-security", "max-age=31536000"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "SAMEORIGIN"),
        ("x-xss-protection", "1; mode=block"),
    ]

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
