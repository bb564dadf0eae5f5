// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Testing

struct XMLEditingTests {
    @Test func aDistributionConfigComesThroughUnharmed() throws {
        let tree = try XMLTree(parsing: Fixtures.distributionConfig)
        #expect(try XMLTree(parsing: tree.serialized()) == tree)
        let text = tree.serializedText()
        #expect(text.contains(#"<DistributionConfig xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">"#))
        #expect(text.contains(#"<NewInAYear mode="fast &amp; &quot;loose&quot;"><Deep><Deeper>1</Deeper></Deep>"#))
        #expect(text.contains(#"<x:Extension xmlns:x="urn:example" x:kind="odd">kept</x:Extension>"#))
        #expect(text.contains("<Comment>Résumé of A &amp; B &lt;c&gt;</Comment>"))
    }

    @Test func anEditChangesNothingElse() throws {
        var tree = try XMLTree(parsing: Fixtures.distributionConfig)
        let before = tree.serializedText()
        tree.set("DefaultRootObject", to: "home.html")
        tree.update(at: "DefaultCacheBehavior") { $0.set("Compress", to: "false") }
        let expected =
            before.replacing("<DefaultRootObject>index.html<", with: "<DefaultRootObject>home.html<")
            .replacing("<Compress>true<", with: "<Compress>false<")
        #expect(tree.serializedText() == expected)
        #expect(before != expected)
    }

    @Test func setMakesWhatIsMissing() {
        var tree = XMLTree("A", [XMLTree("B", [XMLTree("C", "1")])])
        tree.set("B/D/E", to: "2")
        tree.set("B/C", to: "3")
        #expect(tree.serializedText() == "<A><B><C>3</C><D><E>2</E></D></B></A>")
        tree.set("B", to: "x")
        #expect(tree.serializedText() == "<A><B>x</B></A>")
    }

    @Test func updatePassesErrorsOn() {
        struct Failure: Error {}
        var tree = XMLTree("A")
        #expect(throws: Failure.self) {
            try tree.update(at: "B") { _ in throw Failure() }
        }
        #expect(tree == XMLTree("A"))
    }

    @Test(arguments: [
        (name: "in the place of the old one", children: ["A", "C", "D"], new: "C", expected: ["A", "C!", "D"]),
        (name: "before the next one", children: ["A", "D"], new: "B", expected: ["A", "B!", "D"]),
        (name: "first", children: ["B", "C"], new: "A", expected: ["A!", "B", "C"]),
        (name: "last", children: ["A", "B"], new: "D", expected: ["A", "B", "D!"]),
        (name: "after unknown ones", children: ["A", "X", "D"], new: "B", expected: ["A", "X", "B!", "D"]),
        (name: "none known", children: ["X"], new: "B", expected: ["X", "B!"]),
        (name: "not in the order", children: ["A", "D"], new: "Y", expected: ["A", "D", "Y!"]),
        (name: "into nothing", children: [], new: "B", expected: ["B!"]),
    ])
    func replaceOrInsert(name: String, children: [String], new: String, expected: [String]) {
        var tree = XMLTree("R", children.map { XMLTree($0) })
        tree.replaceOrInsert(XMLTree(new, "!"), in: ["A", "B", "C", "D"])
        #expect(tree.children.map { $0.name + $0.text } == expected)
    }

    @Test func removal() {
        var tree = XMLTree("R", [XMLTree("A"), XMLTree("B"), XMLTree("A")])
        let removals = [tree.remove("A"), tree.remove("A")]
        #expect(removals == [true, false])
        #expect(tree.children == [XMLTree("B")])
    }

    @Test func paths() {
        let tree = XMLTree("R", [XMLTree("A", [XMLTree("B", 1), XMLTree("B", 2)]), XMLTree("A", [XMLTree("B", 3)])])
        #expect(tree.all(at: "A/B").map(\.text) == ["1", "2"])
        #expect(tree.all(at: "A").count == 2)
        #expect(tree.all(at: "X/B").isEmpty)
        #expect(tree.all(at: "").isEmpty)
        #expect(tree.element(at: "") == tree)
        #expect(tree.int(at: "A/B") == 1)
        #expect(tree.int(at: "A") == nil)
        #expect(tree.bool(at: "A/B") == nil)
        #expect(XMLTree("R", [XMLTree("F", true), XMLTree("G", "FALSE")]).bool(at: "G") == false)
    }

    @Test(arguments: [
        ("plain", "plain"),
        ("<&>\"'", "&lt;&amp;&gt;\"'"),
        ("a\rb\nc\td", "a&#xD;b&#xA;c\td"),
        ("\u{1}\u{1F}\u{7F}", "&#x1;&#x1F;\u{7F}"),
        ("]]>", "]]&gt;"),
        ("日本 😀", "日本 😀"),
    ])
    func textIsEscaped(text: String, expected: String) throws {
        let document = XMLTree("K", text).serializedText()
        #expect(document == "<K>\(expected)</K>")
        #expect(Array(try XMLTree(parsing: document).text.utf8) == Array(text.utf8))
    }

    @Test func attributesAreEscaped() throws {
        var tree = XMLTree("K", xmlns: "urn:x")
        tree.attributes.append(XMLAttribute(name: "a", value: "<\"'&>\t\r\n"))
        let document = tree.serializedText(declaration: true)
        #expect(
            document == #"<?xml version="1.0" encoding="UTF-8"?>"#
                + #"<K xmlns="urn:x" a="&lt;&quot;'&amp;&gt;&#x9;&#xD;&#xA;"/>"#)
        #expect(try XMLTree(parsing: document) == tree)
    }
}
