// SPDX-License-Identifier: Apache-2.0

/// What became of one event.
package enum FunctionOutcome: Sendable, Equatable {
    /// What the function returned, as JSON.
    case returned([UInt8])
    /// It failed; the reason, for the owner.
    case failed(String)
    /// It could not even be asked; the reason and what to do, for the owner.
    case unavailable(String)
}
