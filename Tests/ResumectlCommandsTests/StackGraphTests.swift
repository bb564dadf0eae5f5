// SPDX-License-Identifier: Apache-2.0

import Reconcile
import Testing

@testable import ResumectlCommands

@Suite struct StackGraphTests {
    typealias Node = StackGraph.Node

    private static let small = StackGraph(
        nodes: [
            Node(address: "bucket", title: "S3 bucket b", group: .site, action: StackGraphTests.none),
            Node(address: "cdn.distribution", title: "CloudFront distribution", group: .cdn, action: .replace),
            Node(address: "bucket.policy", title: "Policy of the bucket", group: .site, action: .create),
            Node(address: "dns.records", title: "Records <of> \"it\"", group: .domain, action: .manual),
        ],
        dependencies: [
            "cdn.distribution": ["bucket"], "bucket.policy": ["bucket", "cdn.distribution"],
            "dns.records": ["cdn.distribution", "not.there"],
        ])

    private static let none: Change.Action = .none

    private static let plain = TextStyle(isColored: false)

    @Test func aTreeSaysWhatNeedsWhatAndDrawsEachPartOnce() {
        #expect(
            Self.small.treeLines(style: Self.plain) == [
                "→ Records <of> \"it\" [dns.records]",
                "└─ -/+ CloudFront distribution [cdn.distribution]",
                "   └─ = S3 bucket b [bucket]",
                "+ Policy of the bucket [bucket.policy]",
                "└─ -/+ CloudFront distribution [cdn.distribution] (above)",
            ])
    }

    @Test func mermaidGroupsTheNodesAndLeavesOutWhatOtherArrowsImply() {
        #expect(
            Self.small.mermaid() == """
                flowchart TB
                    subgraph site["Site"]
                        n0["S3 bucket b<br/>unchanged"]:::none
                        n2["Policy of the bucket<br/>create"]:::create
                    end
                    subgraph cdn["CDN"]
                        n1["CloudFront distribution<br/>replace"]:::replace
                    end
                    subgraph domain["Domain"]
                        n3["Records #60;of#62; #34;it#34;<br/>by hand"]:::manual
                    end
                    n0 --> n1
                    n1 --> n2
                    n1 --> n3
                    classDef create fill:#ddf4e1,stroke:#1a7f37,color:#1b1f24
                    classDef manual fill:#eee5ff,stroke:#8250df,color:#1b1f24
                    classDef none fill:#f4f5f7,stroke:#8c959f,color:#1b1f24
                    classDef replace fill:#ffe3cc,stroke:#bc4c00,color:#1b1f24

                """)
    }

    @Test func aDrawingHasAllNodesAndNothingThatIsLoadedOrRun() {
        let svg = Self.small.svg()
        #expect(svg.contains("<text x=\"10\" y=\"19\">-/+ CloudFront distribution</text>"))
        #expect(svg.contains("Records &lt;of&gt; &quot;it&quot;"))
        #expect(svg.split(separator: "\n").count { $0.hasPrefix("<g class=\"stack-node") } == 4)
        #expect(svg.split(separator: "\n").count { $0.hasPrefix("<path class=\"stack-line") } == 3)
        #expect(svg.contains("prefers-color-scheme:dark"))
        #expect(!svg.contains("<script") && !svg.contains("href") && !svg.contains("@import"))
    }

    @Test func whatNamesHoldCannotLeaveTheText() {
        let graph = StackGraph(
            nodes: [Node(address: "a", title: "</text><script>\u{1B}[31mx\u{0}\"", group: .site)], dependencies: [:])
        #expect(graph.svg().contains("&lt;/text&gt;&lt;script&gt;\\u{1B}[31mx\\u{0}&quot;"))
        #expect(!graph.mermaid().contains("<script"))
    }

    @Test func aGraphWithoutNodesIsDrawnToo() {
        let empty = StackGraph(nodes: [], dependencies: [:])
        #expect(empty.treeLines(style: Self.plain).isEmpty)
        #expect(empty.mermaid() == "flowchart TB\n")
        #expect(empty.svg().hasSuffix("</svg>\n"))
    }

    /// A site with a domain and a counter.
    private static let needs: [[Int]] = [
        [], [0], [], [], [], [], [4, 5], [5, 6], [], [], [8], [9, 10], [], [12, 11], [12, 13], [12, 14], [11, 12],
        [0, 2, 3, 7, 15], [0, 17], [4, 17], [5, 17], [1, 17],
    ]

    @Test func nothingLiesOnAnythingElse() {
        let layout = StackGraphLayout(needs: Self.needs)
        #expect(layout.corners.count == Self.needs.count)
        for (first, corner) in layout.corners.enumerated() {
            #expect(corner.x >= 0 && corner.x + StackGraphLayout.nodeWidth <= layout.width)
            #expect(corner.y >= 0 && corner.y + StackGraphLayout.nodeHeight <= layout.height)
            for other in layout.corners[(first + 1)...] where other.y == corner.y {
                #expect(abs(other.x - corner.x) >= StackGraphLayout.nodeWidth)
            }
            // A line passes a layer between the nodes.
            for line in layout.lines {
                for point in line.points.dropFirst().dropLast() where (corner.y...corner.y + 46).contains(point.y) {
                    #expect(point.x < corner.x || point.x > corner.x + StackGraphLayout.nodeWidth)
                }
            }
        }
    }

    @Test func allLinesLeadDownAndTheSameGraphIsDrawnTheSameWay() {
        let layout = StackGraphLayout(needs: Self.needs)
        #expect(layout.lines.count == Self.needs.joined().count)
        for line in layout.lines {
            #expect(zip(line.points, line.points.dropFirst()).allSatisfy { $0.y < $1.y })
        }
        #expect(StackGraphLayout(needs: Self.needs) == layout)
    }
}
