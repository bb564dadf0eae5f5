// SPDX-License-Identifier: Apache-2.0

/// A file changed under the eyes of its reader.
struct FileChange: Error, Sendable, Hashable {}
