// SPDX-License-Identifier: Apache-2.0

/// What `Resource.delete` throws when the resource stays after all because others use it. That is no failure; the resource
/// has told why in a note.
package struct ResourceKept: Error, Sendable {
    package init() {}
}
