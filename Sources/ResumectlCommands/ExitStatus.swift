// SPDX-License-Identifier: Apache-2.0

/// What resumectl exits with; scripts rely on these numbers.
package enum ExitStatus: Int32, Sendable, Equatable, CaseIterable {
    /// Everything asked for is done.
    case done = 0
    /// An error.
    case failed = 1
    /// `plan --detailed-exitcode`: there are changes.
    case changesPending = 2
    /// AWS accepted everything, but the site cannot work before something more happens, such as a certificate's validation.
    case pendingInAWS = 3
    /// A part is done; running the same command again goes on from there.
    case partlyDone = 4
    /// A guard refused: something foreign is in the way, or too much would be deleted.
    case refused = 5
    /// Wrong usage or a mistake in the configuration.
    case usage = 64
    /// Credentials or permissions are missing.
    case permission = 77
    /// Interrupted by the user.
    case interrupted = 130
}
