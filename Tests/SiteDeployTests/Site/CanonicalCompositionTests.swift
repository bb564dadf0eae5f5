// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SiteDeploy

@Suite struct CanonicalCompositionTests {
    @Test(arguments: [
        ("plain", "plain"),
        ("e\u{301}", "\u{e9}"),
        ("\u{e9}", "\u{e9}"),
        ("Re\u{301}sume\u{301}.pdf", "R\u{e9}sum\u{e9}.pdf"),
        // Marks in either order, and one more on a composed character.
        ("o\u{302}\u{301}", "\u{1ed1}"),
        ("a\u{323}\u{302}", "\u{1ead}"),
        ("a\u{302}\u{323}", "\u{1ead}"),
        ("\u{e2}\u{323}", "\u{1ead}"),
        // A mark that does not combine stays.
        ("x\u{301}", "x\u{301}"),
        ("\u{301}e", "\u{301}e"),
        // Of two marks of one class only the first combines.
        ("e\u{301}\u{300}", "\u{e9}\u{300}"),
        // Korean.
        ("\u{1112}\u{1161}\u{11ab}", "\u{d55c}"),
        ("\u{1112}\u{1161}", "\u{d558}"),
        ("\u{d558}\u{11ab}", "\u{d55c}"),
        ("\u{d55c}\u{11ab}", "\u{d55c}\u{11ab}"),
        // Japanese.
        ("\u{304b}\u{3099}", "\u{304c}"),
        // Beyond the first plane.
        ("\u{11099}\u{110ba}", "\u{1109a}"),
        // Not undone: composed forms that Unicode excludes.
        ("\u{915}\u{93c}", "\u{915}\u{93c}"),
        ("👩‍🚀", "👩‍🚀"),
    ])
    func composed(text: String, expected: String) {
        #expect(Array(CanonicalComposition.composed(text).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test func theTextStaysEquivalent() {
        var random = SplitMix(seed: 1)
        let scalars: [Unicode.Scalar] = [
            "a", "e", "o", "\u{e9}", "\u{1ead}", "\u{301}", "\u{302}", "\u{323}", "\u{328}", "\u{345}", "\u{1100}",
            "\u{1161}", "\u{11a8}", "\u{ac00}", "\u{3b1}", "\u{1f00}",
        ]
        for _ in 0..<2000 {
            var view = String.UnicodeScalarView()
            for _ in 0..<6 { view.append(scalars[Int.random(in: scalars.indices, using: &random)]) }
            let text = String(view)
            let composed = CanonicalComposition.composed(text)
            #expect(composed == text, "Swift compares by canonical equivalence")
            #expect(Array(CanonicalComposition.composed(composed).utf8) == Array(composed.utf8))
        }
    }
}
