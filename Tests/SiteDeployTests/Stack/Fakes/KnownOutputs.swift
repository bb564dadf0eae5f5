// SPDX-License-Identifier: Apache-2.0

@testable import Reconcile
@testable import SiteDeploy

extension Outputs {
    /// Values put together by a test.
    static func made(_ fill: (inout Outputs) -> Void) -> Outputs {
        var outputs = Outputs()
        fill(&outputs)
        return outputs
    }
}

extension Resource {
    /// Reads the resource while others have been read already.
    func find(beside others: Outputs) async throws -> Live? {
        let live = LiveOutputs(addresses: ["others"])
        await live.finish("others", outputs: others)
        return try await read(live)
    }

    /// Reads and decides beside others.
    func change(beside others: Outputs) async throws -> Change {
        try diff(live: try await find(beside: others), inputs: others)
    }
}
