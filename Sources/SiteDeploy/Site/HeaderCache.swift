// SPDX-License-Identifier: Apache-2.0

/// Chooses headers, and works them and their digest out once for all files that get the same: a site has few kinds.
struct HeaderCache {
    private let choice: HeaderChoice
    private var known: [HeaderChoice.Grounds: (headers: ObjectHeaders, digest: String)] = [:]

    init(_ choice: HeaderChoice) {
        self.choice = choice
    }

    /// The headers of a file, and their `ObjectHeaders.digest`.
    mutating func headers(for key: ObjectKey) -> (headers: ObjectHeaders, digest: String) {
        let grounds = choice.grounds(for: key)
        if let found = known[grounds] { return found }
        let headers = choice.headers(on: grounds)
        let result = (headers, headers.digest)
        known[grounds] = result
        return result
    }
}
