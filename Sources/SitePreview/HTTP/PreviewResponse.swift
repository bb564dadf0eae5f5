// SPDX-License-Identifier: Apache-2.0

package import SiteDeploy

/// An answer to a browser.
package struct PreviewResponse: Sendable {
    /// What follows the headers.
    package enum Body: Sendable {
        case bytes([UInt8])
        /// A part of a file, read when it is sent.
        case file(SiteFolder.File, Range<Int64>)
        /// Text that comes bit by bit, until the browser leaves.
        case events(AsyncStream<String>)

        /// The number of bytes; `nil` when nobody knows.
        package var count: Int64? {
            switch self {
            case .bytes(let bytes): Int64(bytes.count)
            case .file(_, let range): Int64(range.count)
            case .events: nil
            }
        }
    }

    package var status: Int
    package var headers: HeaderFields
    package var body: Body

    /// An answer with all its parts.
    package init(status: Int, headers: HeaderFields = [:], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// An answer with a text.
    package init(status: Int, type: String, text: String) {
        self.init(status: status, headers: ["Content-Type": type], body: .bytes(Array(text.utf8)))
    }
}
