// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Tells the user each thing once.
final class Notes: Sendable {
    private let told = Mutex<Set<String>>([])
    private let event: @Sendable (PreviewEvent) -> Void

    init(_ event: @escaping @Sendable (PreviewEvent) -> Void) {
        self.event = event
    }

    /// Tells something, unless it was told.
    func add(_ text: String) {
        if told.withLock({ $0.insert(text).inserted }) { event(.note(text)) }
    }
}
