// SPDX-License-Identifier: Apache-2.0

import FuzzChecks
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The kept inputs, as they are and changed at random; `make fuzz` looks for new ones.
///
/// `FUZZ_SEED` and `FUZZ_COUNT` choose other changes than the usual ones.
@Suite struct FuzzInputTests {
    @Test(.timeLimit(.minutes(5)), arguments: FuzzCheck.all.map(\.name))
    func `every kept input is read or refused, and in good time`(_ name: String) throws {
        let check = try #require(FuzzCheck.all.first { $0.name == name })
        let inputs = try Inputs.named(name)
        try #require(!inputs.isEmpty)
        for input in inputs {
            #expect(throws: Never.self, "\(input.file)") { try check.run(input.bytes) }
        }
    }

    @Test(.timeLimit(.minutes(10)), arguments: FuzzCheck.all.map(\.name))
    func `what is made of the kept inputs at random is read or refused`(_ name: String) throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["FUZZ_SEED"].flatMap { UInt64($0) } ?? 20_261_121
        let count = environment["FUZZ_COUNT"].flatMap { Int($0) } ?? 100
        let check = try #require(FuzzCheck.all.first { $0.name == name })
        // Large inputs are there for their size; small ones are read more often in the same time.
        let inputs = try Inputs.named(name).map(\.bytes).filter { $0.count <= 1024 }
        var mutator = Mutator(seed: seed, inputs: inputs)
        for _ in 0..<count {
            let bytes = mutator.next()
            do {
                try check.run(bytes)
            } catch {
                Issue.record("\(error), of the input \(Data(bytes).base64EncodedString()) in base64 (seed \(seed))")
                return
            }
        }
    }
}
