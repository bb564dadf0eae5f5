// SPDX-License-Identifier: Apache-2.0

/// A piece of work that is done again and again, to count the instructions that it takes.
struct MicroBenchmark: Sendable {
    /// Does the work a number of times.
    typealias Work = @Sendable (_ count: Int) async throws -> Void

    /// What it is called on the command line and in the table.
    let name: String
    /// What one time is, for the table.
    let unit: String
    /// How many times are enough for a count that does not move.
    let count: Int
    /// Makes what the work needs; not counted.
    let prepare: @Sendable () async throws -> Work

    static let all = [signer, listPage, scanner, planUnchanged, planChanged, record]
}
