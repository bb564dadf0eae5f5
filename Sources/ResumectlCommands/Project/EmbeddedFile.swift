// SPDX-License-Identifier: Apache-2.0

/// A file that the program carries for new projects; `scripts/embed.py` puts them in.
struct EmbeddedFile: Sendable, Equatable {
    /// The path in this repository, and in a new project.
    let path: String
    /// The content.
    let text: String
}
