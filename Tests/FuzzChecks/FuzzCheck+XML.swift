// SPDX-License-Identifier: Apache-2.0

import AWSServices
import AWSWire

extension FuzzCheck {
    /// What is read can be written and read again, as the same; the quick look at the root sees the same name.
    ///
    /// Walking through it gives what the tree has, or the same refusal; and so does a bucket's list.
    static let xml = FuzzCheck("xml") { bytes in
        try FuzzFinding.unless(ReferenceXML.walk(bytes) == ReferenceXML.tree(bytes), "the walk is not that of the tree")
        let list = Result { try S3ObjectList(parsing: bytes) }
        try FuzzFinding.unless(
            (try? list.get()) == ReferenceXML.objectList(bytes), "a list is read differently without a tree")
        guard let tree = try? XMLTree(parsing: bytes) else { return }
        try FuzzFinding.unless(depth(of: tree) <= XMLTree.depthLimit, "nested deeper than the limit")
        try FuzzFinding.unless(XMLTree.rootName(of: bytes) == tree.name, "two names of one root")
        let written = tree.serialized()
        let again: XMLTree
        do {
            again = try XMLTree(parsing: written)
        } catch {
            throw FuzzFinding(description: "what was written cannot be read: \(error)")
        }
        try FuzzFinding.unless(again.serialized() == written, "what was written is read as something else")
    }

    private static func depth(of tree: XMLTree) -> Int {
        1 + (tree.children.map { depth(of: $0) }.max() ?? 0)
    }

    /// Every protocol's error bodies: the code is short, and nothing is made up.
    static let errorBody = FuzzCheck("error-body") { bytes in
        for type in [nil, "com.amazonaws.s3#SlowDown:http://x", "", ":", "#"] {
            let error = AWSErrorBody(decoding: bytes) { $0 == "x-amzn-errortype" ? type : nil }
            if let code = error.code {
                try FuzzFinding.unless(
                    !code.isEmpty && !code.utf8.contains(UInt8(ascii: "#")) && !code.utf8.contains(UInt8(ascii: ":")),
                    "the code is \(code.debugDescription)")
            }
            try FuzzFinding.unless(error.message != "" && error.requestID != "", "an empty text where nil is meant")
        }
        if let late = AWSErrorBody.errorIn200(bytes, header: { _ in nil }) {
            try FuzzFinding.unless(XMLTree.rootName(of: bytes) == "Error", "an error without the root Error: \(late)")
        }
    }
}
