// SPDX-License-Identifier: Apache-2.0

extension Result where Success: Sendable, Failure == any Error {
    /// Runs something to its end, so that its failure can wait until others have ended.
    ///
    /// - Parameter body: What to run.
    package init(awaiting body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
