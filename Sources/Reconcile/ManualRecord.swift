// SPDX-License-Identifier: Apache-2.0

/// A DNS record that somebody has to enter at a provider that this program cannot reach.
package struct ManualRecord: Sendable, Equatable {
    /// Such as `CNAME`; `ALIAS` where a CNAME is not allowed and providers have something of their own.
    package var type: String
    /// The whole name, without a dot at its end.
    package var name: String
    /// The name as a form wants it that adds the domain by itself; `@` for the domain.
    package var relativeName: String
    package var value: String
    /// What public DNS says at the name now, in words; `nil` when that is not known.
    package var live: String?

    package init(type: String, name: String, relativeName: String, value: String, live: String?) {
        self.type = type
        self.name = name
        self.relativeName = relativeName
        self.value = value
        self.live = live
    }
}
