// SPDX-License-Identifier: Apache-2.0

/// The outputs of resources while all of them are being read at once.
///
/// A read that needs a value of another resource waits for just that resource.
package actor LiveOutputs {
    private enum Entry {
        case waiting([CheckedContinuation<Void, Never>])
        case finished
    }

    private var entries: [ResourceAddress: Entry]
    private var outputs = Outputs()
    private var failed: Set<ResourceAddress> = []

    /// - Parameter addresses: All resources that will be read.
    package init(addresses: [ResourceAddress]) {
        entries = Dictionary(addresses.map { ($0, .waiting([])) }, uniquingKeysWith: { first, _ in first })
    }

    /// The live value behind `key`, once its resource has been read.
    ///
    /// - Returns: `nil` when the resource does not exist, or is not part of this stack.
    /// - Throws: `ReadDependencyFailed` when its read failed.
    package func value<Value: Sendable>(_ key: OutputKey<Value>) async throws -> Value? {
        if case .waiting = entries[key.resource] {
            await withCheckedContinuation { continuation in
                guard case .waiting(let others) = entries[key.resource] else {
                    continuation.resume()
                    return
                }
                entries[key.resource] = .waiting(others + [continuation])
            }
        }
        if failed.contains(key.resource) { throw ReadDependencyFailed(address: key.resource) }
        return outputs[key]
    }

    /// Ends the wait for `address`; `nil` says that its read failed.
    func finish(_ address: ResourceAddress, outputs found: Outputs?) {
        if let found {
            outputs.merge(found)
        } else {
            failed.insert(address)
        }
        guard case .waiting(let continuations) = entries[address] else { return }
        entries[address] = .finished
        for continuation in continuations { continuation.resume() }
    }
}

/// A read that could not go on because the read of another resource failed; that other failure is the one to show.
package struct ReadDependencyFailed: Error, Sendable {
    package let address: ResourceAddress
}
