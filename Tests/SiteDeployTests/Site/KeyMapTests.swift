// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SiteDeploy

@Suite struct KeyMapTests {
    private typealias Element = KeyMap<Int>.Element

    @Test(
        arguments: [
            (["a", "b", "c"], "a1 b2 c3"), (["c", "a", "b"], "a2 b3 c1"), (["b", "a", "b", "a"], "a2 b1"), ([], ""),
            // By bytes: "é" in two scalars begins with an "e".
            (["\u{e9}", "z", "e\u{301}"], "e\u{301}3 z2 \u{e9}1"),
        ] as [([String], String)])
    func keysAreInOrderAndTheFirstOfEqualOnesCounts(keys: [String], expected: String) {
        let map = KeyMap(keys.enumerated().map { Element(ObjectKey($0.element), $0.offset + 1) })
        let text = map.map { "\($0.key)\($0.value)" }.joined(separator: " ")
        #expect(text.utf8.elementsEqual(expected.utf8))
        for element in map { #expect(map[element.key] == element.value) }
        #expect(map["aa"] == nil && map[""] == nil && map["~"] == nil)
    }

    @Test func aWalkFindsWhatALookUpFindsAndNamesTheRest() {
        let map: KeyMap<Int> = ["b": 1, "d": 2, "f": 3, "g": 4]
        for mask in 0..<128 {
            // Each choice of the keys from "a" to "g".
            let asked = (0..<7).filter { mask & 1 << $0 != 0 }.map { ObjectKey(String(Array("abcdefg")[$0])) }
            var walk = KeyMap.Walk(map)
            for key in asked { #expect(walk.value(of: key) == map[key]) }
            #expect(walk.end() == map.filter { !asked.contains($0.key) })
            #expect(walk.value(of: "z") == nil)
        }
    }

    @Test func otherValuesKeepTheirKeys() {
        let map: KeyMap<Int> = ["b": 1, "a": 2]
        #expect(map.mapValues { "\($0.key)\($0.value)" } == ["a": "a2", "b": "b1"])
    }
}
