// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Testing

struct XMLParsingTests {
    @Test func readsAnAnswer() throws {
        let list = try XMLTree(parsing: Fixtures.objectList)
        #expect(list.name == "ListBucketResult")
        #expect(list.declaredNamespace == "http://s3.amazonaws.com/doc/2006-03-01/")
        #expect(list.int(at: "KeyCount") == 2)
        #expect(list.bool(at: "IsTruncated") == false)
        #expect(list.text(at: "Prefix") == "")
        #expect(list.text(at: "Missing") == nil)
        #expect(
            list.all("Contents").map { $0.text(at: "ETag") } == [
                "\"d41d8cd98f00b204e9800998ecf8427e\"", "\"0cc175b9c0f1b6a831c399e269772661\"",
            ])
    }

    @Test(arguments: [
        ("plain", "<a>b</a>", "b"),
        ("empty", "<a></a>", ""),
        ("empty tag", "<a/>", ""),
        ("space in tags", "<a  >b</a\n>", "b"),
        ("space in an empty tag", "<a />", ""),
        ("space is text", "<a> \t</a>", " \t"),
        ("entities", "<a>&lt;&gt;&amp;&quot;&apos;</a>", "<>&\"'"),
        ("numbers", "<a>&#65;&#x41;&#x1F600;&#x0000041;</a>", "AA😀A"),
        ("line ends", "<a>1\r\n2\r3\n4</a>", "1\n2\n3\n4"),
        ("referenced line ends", "<a>&#13;&#xA;&#xD;</a>", "\r\n\r"),
        ("control characters by reference", "<a>&#1;&#x1F;</a>", "\u{1}\u{1F}"),
        ("CDATA", "<a>x<![CDATA[<b>&amp;]]]]>y</a>", "x<b>&amp;]]y"),
        ("line ends in CDATA", "<a><![CDATA[1\r\n2\r3]]></a>", "1\n2\n3"),
        ("empty CDATA", "<a><![CDATA[]]></a>", ""),
        ("comment", "<a>x<!-- <b> - - > -->y</a>", "xy"),
        ("processing instruction", "<a>x<?y <b> ?>z</a>", "xz"),
        ("declaration", "<?xml version=\"1.0\" encoding=\"utf-8\" standalone='yes'?><a>b</a>", "b"),
        ("ASCII declared", "<?xml version=\"1.0\" encoding='US-ASCII'?><a>b</a>", "b"),
        ("byte order mark", "\u{FEFF}<?xml version=\"1.0\"?><a>b</a>", "b"),
        ("space before", " \n<?xml version=\"1.0\"?>\n\n<a>b</a>", "b"),
        ("misc around", "<!-- x --><?p?><a>b</a><!-- y --><?q?>\n", "b"),
        ("unicode", "<ä>日本 😀</ä>", "日本 😀"),
        ("greater-than in text", "<a>1 > 0</a>", "1 > 0"),
    ])
    func text(name: String, document: String, expected: String) throws {
        let tree = try XMLTree(parsing: document)
        #expect(Array(tree.text.utf8) == Array(expected.utf8), "\(name)")
        #expect(tree.children.isEmpty)
    }

    @Test func textBetweenElements() throws {
        let tree = try XMLTree(parsing: "<a>\n  <b> </b>\n  <c/>\n</a>")
        #expect(tree.text.isEmpty)
        #expect(tree.children == [XMLTree("b", " "), XMLTree("c")])
        #expect(try XMLTree(parsing: "<a>x<b/>y</a>").text == "xy")
    }

    @Test func namesAndAttributes() throws {
        let tree = try XMLTree(
            parsing: "<p:a xmlns:p = \"u\" p:x='1 \"&lt;&#10;' y=\"a\r\nb\tc\"><p:b/></p:a>")
        #expect(tree.prefix == "p")
        #expect(tree.name == "a")
        #expect(tree.qualifiedName == "p:a")
        #expect(
            tree.attributes == [
                XMLAttribute(name: "xmlns:p", value: "u"), XMLAttribute(name: "p:x", value: "1 \"<\n"),
                XMLAttribute(name: "y", value: "a b c"),
            ])
        #expect(tree.first("b")?.qualifiedName == "p:b")
    }

    @Test(
        arguments: [
            ("", .empty, 0),
            ("  \n", .empty, 3),
            ("<?xml version=\"1.0\"?>", .empty, 21),
            ("text", .malformed, 0),
            ("{\"a\": 1}", .malformed, 0),
            ("<", .truncated, 1),
            ("<a", .truncated, 2),
            ("<a>", .truncated, 3),
            ("<a>b</a", .truncated, 7),
            ("<a>b</b>", .mismatchedEndTag("a"), 6),
            ("<a>b</ab>", .mismatchedEndTag("a"), 6),
            ("<p:a>b</a>", .mismatchedEndTag("p:a"), 8),
            ("<a><b></a></b>", .mismatchedEndTag("b"), 8),
            ("<a></ a>", .mismatchedEndTag("a"), 5),
            ("< a/>", .malformed, 1),
            ("<1/>", .malformed, 1),
            ("<:a/>", .malformed, 1),
            ("<a:/>", .malformed, 1),
            ("<a/ >", .malformed, 3),
            ("<a b/>", .malformed, 4),
            ("<a b=c/>", .malformed, 5),
            ("<a b='1'c='2'/>", .malformed, 8),
            ("<a b='1' b='2'/>", .duplicateAttribute("b"), 14),
            ("<a b='<'/>", .malformed, 6),
            ("<a b='1/>", .truncated, 9),
            ("<a>&</a>", .badReference, 3),
            ("<a>& b;</a>", .badReference, 3),
            ("<a>&nbsp;</a>", .badReference, 3),
            ("<a>&#0;</a>", .badReference, 3),
            ("<a>&#xD800;</a>", .badReference, 3),
            ("<a>&#x110000;</a>", .badReference, 3),
            ("<a>&#-1;</a>", .badReference, 3),
            ("<a>&#x+1;</a>", .badReference, 3),
            ("<a>&#;</a>", .badReference, 3),
            ("<a>&aaaaaaaaaaaaaaaaaaaaaaaa;</a>", .badReference, 3),
            ("<a>&lt", .truncated, 3),
            ("<a>\u{0}</a>", .malformed, 3),
            ("<a><!ELEMENT b></a>", .malformed, 3),
            ("<a><![CDATA[x</a>", .truncated, 17),
            ("<a><!-- x</a>", .truncated, 13),
            ("<a><!-- x -- y --></a>", .malformed, 12),
            ("<a><!-- x ---></a>", .malformed, 12),
            ("<a>x]]>y</a>", .malformed, 4),
            ("<a>\u{1}</a>", .malformed, 3),
            ("<a b='\u{1F}'/>", .malformed, 6),
            ("<a><![CDATA[\u{1}]]></a>", .malformed, 12),
            ("<a>é\u{FFFE}</a>", .malformed, 5),
            ("<a><?xml version='1.0'?></a>", .malformed, 8),
            ("<a><?b:c?></a>", .malformed, 8),
            ("<a><? b?></a>", .malformed, 5),
            ("<?xml encoding='UTF-8'?><a/>", .malformed, 22),
            ("<?xml version='2.0'?><a/>", .malformed, 19),
            ("<?xml version='1.!0'?><a/>", .malformed, 20),
            ("<?xml version='1.0' standalone='maybe'?><a/>", .malformed, 38),
            ("<?xml version='1.0' standalone='no' encoding='UTF-8'?><a/>", .malformed, 52),
            ("<?xml version='1.0'encoding='UTF-8'?><a/>", .malformed, 35),
            ("<a/><b/>", .trailingContent, 4),
            ("<a/>x", .trailingContent, 4),
            ("<!DOCTYPE html><html/>", .doctype, 0),
            ("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", .doctype, 21),
            ("<a><!DOCTYPE b></a>", .doctype, 3),
            ("<a/><!DOCTYPE b>", .doctype, 4),
            ("<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>", .badEncoding, 0),
            ("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>", .badEncoding, 0),
        ] as [(String, XMLError.Reason, Int)])
    func refuses(document: String, reason: XMLError.Reason, offset: Int) {
        #expect {
            try XMLTree(parsing: document)
        } throws: { error in
            (error as? XMLError)?.reason == reason && (error as? XMLError)?.offset == offset
        }
    }

    @Test(arguments: [[0x3C, 0x61, 0x3E, 0xFF, 0x3C, 0x2F, 0x61, 0x3E], [0x3C, 0xC3, 0x3E, 0x3C, 0x2F, 0xC3, 0x3E]])
    func refusesWhatIsNoUTF8(bytes: [UInt8]) {
        #expect {
            try XMLTree(parsing: bytes)
        } throws: { error in
            (error as? XMLError)?.reason == .badEncoding
        }
    }

    @Test func depthIsBounded() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        }
        _ = try XMLTree(parsing: nested(XMLTree.depthLimit))
        #expect {
            try XMLTree(parsing: nested(XMLTree.depthLimit + 1))
        } throws: { error in
            (error as? XMLError)?.reason == .tooDeep(limit: 64)
        }
        #expect(throws: XMLError.self) { try XMLTree(parsing: String(repeating: "<a>", count: 1_000_000)) }
    }

    @Test func theNumberOfElementsIsBounded() throws {
        #expect {
            try XMLTree(parsing: "<a>" + String(repeating: "<b/>", count: XMLTree.elementLimit) + "</a>")
        } throws: { error in
            (error as? XMLError)?.reason == .tooManyElements(limit: XMLTree.elementLimit)
        }
    }

    /// Names that differ in their bytes are two, though Swift takes them for equal.
    @Test func attributesAreToldApartByTheirBytes() throws {
        #expect(try XMLTree(parsing: "<a \u{E9}='1' e\u{301}='2'/>").attributes.count == 2)
    }

    @Test func attributesAreBounded() throws {
        func element(_ count: Int) -> String { "<a \((0..<count).map { "b\($0)=''" }.joined(separator: " "))/>" }
        #expect(try XMLTree(parsing: element(100)).attributes.count == 100)
        #expect(throws: XMLError.self) { try XMLTree(parsing: element(101)) }
    }

    @Test func sizeIsBounded() throws {
        let document = Array("<a>0123456789</a>".utf8)
        _ = try XMLTree(parsing: document, sizeLimit: document.count)
        #expect(throws: XMLError.self) { try XMLTree(parsing: document, sizeLimit: document.count - 1) }
    }

    @Test(arguments: [Fixtures.distributionConfig, Fixtures.objectList])
    func everyTruncationIsAnError(document: String) {
        let bytes = Array(document.utf8)
        for count in 0..<bytes.count {
            #expect(throws: XMLError.self) { try XMLTree(parsing: Array(bytes[..<count])) }
        }
    }

    /// Damaged answers must give an error or a tree, and an error must point into the document.
    @Test(arguments: [Fixtures.distributionConfig, Fixtures.objectList])
    func noDamageCrashes(document: String) {
        var generator = SeededGenerator(seed: 7)
        let original = Array(document.utf8)
        let odd = Array("<>&;/!?[]-\"'= \n\r\u{0}x#:".utf8) + [0x80, 0xC3, 0xFF]
        for _ in 0..<3000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[index] = odd.randomElement(using: &generator) ?? 0
                case 1: bytes.insert(odd.randomElement(using: &generator) ?? 0, at: index)
                default: bytes.removeSubrange(index..<min(bytes.count, index + 5))
                }
            }
            do {
                let tree = try XMLTree(parsing: bytes)
                #expect(throws: Never.self) { try XMLTree(parsing: tree.serialized()) }
            } catch {
                #expect((0...bytes.count).contains(error.offset))
            }
        }
    }

    @Test(
        arguments: [
            ("<Error><Code>", "Error"),
            ("  \n<?xml version=\"1.0\"?>\n<!-- x --><p:Error a='1'", "Error"),
            ("<CopyObjectResult/>", "CopyObjectResult"),
            ("", nil), ("{}", nil), ("<!DOCTYPE html><html>", nil), ("<", nil),
        ] as [(String, String?)])
    func rootName(document: String, expected: String?) {
        #expect(XMLTree.rootName(of: Array(document.utf8)) == expected)
    }
}
