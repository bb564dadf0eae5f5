// SPDX-License-Identifier: Apache-2.0

/// One thing about a file or folder that keeps it from being deployed, or is worth a warning.
package struct SiteProblem: Sendable, Hashable {
    /// What is wrong; stable, for tests and for output that programs read.
    package enum Code: String, Sendable, CaseIterable {
        case folderMissing = "folder-missing"
        case folderEmpty = "folder-empty"
        case unreadable
        case linkLeavesFolder = "link-leaves-folder"
        case linkLoops = "link-loops"
        case linkBroken = "link-broken"
        case linkToHidden = "link-to-hidden"
        case notAFile = "not-a-file"
        case nameNotUTF8 = "name-not-utf8"
        case nameHasControlCharacter = "name-has-control-character"
        case nameTooLong = "name-too-long"
        case nameReserved = "name-reserved"
        case nameClash = "name-clash"
        case caseClash = "case-clash"
        case nameIsOdd = "name-is-odd"
        case shadowedByAPI = "shadowed-by-api"
        case secret
        case likelySecret = "likely-secret"
        case changedWhileRead = "changed-while-read"
        case tooDeep = "too-deep"
        case tooManyFiles = "too-many-files"
        case tooLarge = "too-large"
        case handlerMissing = "handler-missing"
        case handlerMalformed = "handler-malformed"
    }

    /// What is wrong.
    package let code: Code
    /// The file or folder, relative to the folder that was read; that folder's own path when it is the culprit.
    package let path: String
    /// What is wrong, in one sentence without the path.
    package let message: String
    /// What to do about it.
    package let hint: String

    /// A problem with all its parts.
    package init(_ code: Code, path: String, _ message: String, hint: String) {
        self.code = code
        self.path = path
        self.message = message
        self.hint = hint
    }
}

extension SiteProblem: CustomStringConvertible {
    package var description: String { "\(path): \(message) \(hint)" }
}
