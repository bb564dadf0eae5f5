// SPDX-License-Identifier: Apache-2.0

/// Runs an operation over many inputs, a bounded number at once.
enum BoundedGroup {
    /// Starts the operation for each input in order, never more than `limit` at once, and hands the results to `each`
    /// one after the other, in the order in which they finish. An error of the operation or of `each` ends the run
    /// after it cancelled the others.
    static func run<Input: Sendable, Output: Sendable>(
        _ inputs: [Input],
        limit: Int,
        operation: @escaping @Sendable (Input) async throws -> Output,
        each: (Input, Output) throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: (Int, Output).self) { group in
            var next = inputs.startIndex
            func start() {
                guard next < inputs.endIndex else { return }
                let index = next
                let input = inputs[index]
                next += 1
                group.addTask { (index, try await operation(input)) }
            }
            for _ in 0..<max(1, limit) { start() }
            while let (index, output) = try await group.next() {
                start()
                try each(inputs[index], output)
            }
        }
    }
}
