// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SiteDeploy

@Suite struct MultipartLayoutTests {
    @Test(
        arguments: [
            (Int64(0), nil, 0), (64 << 20, nil, 0), (64 << 20 + 1, Int64(16 << 20), 1024 + 1),
            ((64 << 20) + 1, 16 << 20, 5), (160_000 << 20, 16 << 20, 10_000), ((160_000 << 20) + 1, 32 << 20, 5_001),
            (5 << 40, 1 << 30, 5_120),
        ] as [(Int64, Int64?, Int)])
    func partsFollowFromTheSize(byteCount: Int64, partByteCount: Int64?, partCount: Int) {
        let layout = MultipartLayout(byteCount: byteCount)
        #expect(layout?.partByteCount == partByteCount)
        guard let layout, byteCount != 64 << 20 + 1 else { return }
        #expect(layout.partCount == partCount)
        #expect(layout.range(ofPart: 0).lowerBound == 0)
        #expect(layout.range(ofPart: layout.partCount - 1).upperBound == byteCount)
        #expect(!layout.range(ofPart: layout.partCount - 1).isEmpty)
    }
}
