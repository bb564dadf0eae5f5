// SPDX-License-Identifier: Apache-2.0

extension AWSError {
    /// Whether the failure says nothing about what was asked, so that the same request may work a little later: there was
    /// no connection, no whole answer in time, or the service failed or asked to slow down.
    package var isPassing: Bool {
        if let transport {
            switch transport.kind {
            case .connectionFailed, .connectionLost, .timeout: return true
            case .malformedResponse, .tls, .other: return false
            }
        }
        guard let status else { return false }
        return status >= 500 || status == 429 || RetryPolicy.throttlingCodes.contains(code)
    }
}
