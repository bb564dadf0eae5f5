// SPDX-License-Identifier: Apache-2.0

/// Brings file names to the composed form (NFC) in which links to them are written.
///
/// macOS may hand out "é" as "e" and an accent, though the page that links to the file says "é". Characters with a
/// canonical equivalent that is a single other character (such as the Ångström sign) stay as they are: nothing on
/// disk makes them by itself.
///
/// Reference: Unicode Standard Annex #15, "Unicode Normalization Forms".
package enum CanonicalComposition {
    private struct Pair: Hashable {
        let base: UInt32
        let mark: UInt32
    }

    private static let compositions: [Pair: UInt32] = {
        var compositions: [Pair: UInt32] = [:]
        var mark: UInt32 = 0
        for word in table.split(separator: " ") {
            if word.utf8.first == UInt8(ascii: "+") {
                mark = UInt32(word.dropFirst(), radix: 16) ?? 0
                continue
            }
            let sides = word.split(separator: "=")
            guard sides.count == 2, let base = UInt32(sides[0], radix: 16),
                let composed = UInt32(sides[1], radix: 16)
            else { continue }
            compositions[Pair(base: base, mark: mark)] = composed
        }
        return compositions
    }()

    private static let decompositions: [UInt32: Pair] = .init(
        compositions.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })

    // Hangul syllables are composed by arithmetic: leading consonant, vowel, trailing consonant.
    private static let syllables: Range<UInt32> = 0xAC00..<0xD7A4
    private static let leading: Range<UInt32> = 0x1100..<0x1113
    private static let vowels: Range<UInt32> = 0x1161..<0x1176
    private static let trailing: Range<UInt32> = 0x11A8..<0x11C3

    /// The text in composed form; the same text when it is composed already.
    package static func composed(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        var scalars: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars { decompose(scalar, into: &scalars) }
        sortMarks(&scalars)
        return compose(scalars)
    }

    private static func decompose(_ scalar: Unicode.Scalar, into scalars: inout [Unicode.Scalar]) {
        // A syllable needs no taking apart: nothing but a trailing consonant can join it, and that is handled below.
        guard let pair = decompositions[scalar.value], let base = Unicode.Scalar(pair.base),
            let mark = Unicode.Scalar(pair.mark)
        else {
            scalars.append(scalar)
            return
        }
        decompose(base, into: &scalars)
        scalars.append(mark)
    }

    /// Puts each run of marks into the order of their combining classes, which must be a stable sort.
    private static func sortMarks(_ scalars: inout [Unicode.Scalar]) {
        for index in scalars.indices.dropFirst() {
            let order = combiningClass(scalars[index])
            if order == 0 { continue }
            var position = index
            while position > 0, combiningClass(scalars[position - 1]) > order {
                scalars.swapAt(position - 1, position)
                position -= 1
            }
        }
    }

    private static func compose(_ scalars: [Unicode.Scalar]) -> String {
        var result: [Unicode.Scalar] = []
        var starter: Int?
        var lastClass: UInt8 = 0
        for scalar in scalars {
            let order = combiningClass(scalar)
            // A mark is blocked when another of its own or a higher class stands between it and the base.
            let adjacent = starter == result.count - 1
            if let base = starter, adjacent || (lastClass < order && lastClass != 0),
                let composed = composition(of: result[base], and: scalar)
            {
                result[base] = composed
                continue
            }
            if order == 0 { starter = result.count }
            lastClass = order
            result.append(scalar)
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: result)
        return String(text)
    }

    private static func composition(of base: Unicode.Scalar, and mark: Unicode.Scalar) -> Unicode.Scalar? {
        if leading.contains(base.value), vowels.contains(mark.value) {
            let index = (base.value - leading.lowerBound) * 21 + (mark.value - vowels.lowerBound)
            return Unicode.Scalar(syllables.lowerBound + index * 28)
        }
        if syllables.contains(base.value), (base.value - syllables.lowerBound) % 28 == 0,
            trailing.contains(mark.value)
        {
            return Unicode.Scalar(base.value + mark.value - trailing.lowerBound + 1)
        }
        return compositions[Pair(base: base.value, mark: mark.value)].flatMap(Unicode.Scalar.init)
    }

    private static func combiningClass(_ scalar: Unicode.Scalar) -> UInt8 {
        scalar.value < 0x300 ? 0 : scalar.properties.canonicalCombiningClass.rawValue
    }
}
