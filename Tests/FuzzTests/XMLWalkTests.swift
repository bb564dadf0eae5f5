// SPDX-License-Identifier: Apache-2.0

import AWSServices
import FuzzChecks
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What is read of XML without a tree, held against what the tree says.
@Suite struct XMLWalkTests {
    /// Every form of answer that the test AWS gave in a site's life.
    private static func answers() throws -> [[UInt8]] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("AWSWireTests/Fixtures/answers.json")
        return try JSONDecoder().decode([String].self, from: Data(contentsOf: file)).map { Array($0.utf8) }
    }

    @Test func everyRecordedAnswerIsReadAsTheTreeHasIt() throws {
        let answers = try Self.answers()
        var lists = 0
        for answer in answers {
            let walk = ReferenceXML.walk(answer)
            #expect(walk == ReferenceXML.tree(answer) && !walk[0].hasPrefix("refused"))
            let list = ReferenceXML.objectList(answer)
            #expect((try? S3ObjectList(parsing: answer)) == list)
            if list != nil { lists += 1 }
            // Cut off anywhere, it is refused for the same reason.
            for count in Set((0..<20).map { answer.count * $0 / 20 }) {
                let cut = Array(answer[..<count])
                #expect(ReferenceXML.walk(cut) == ReferenceXML.tree(cut))
                #expect((try? S3ObjectList(parsing: cut)) == nil)
            }
        }
        #expect(answers.count >= 40 && lists >= 1)
    }

    private static let object =
        "<Contents><Key>a</Key><LastModified>2026-11-21T09:30:00.000Z</LastModified><ETag>&quot;e&quot;</ETag>"
        + "<Size>5</Size><StorageClass>STANDARD</StorageClass></Contents>"

    @Test(arguments: [
        "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>",
        "<ListBucketResult>\(object)<IsTruncated>false</IsTruncated>\(object)</ListBucketResult>",
        "<s:ListBucketResult>\(object)<s:IsTruncated>FALSE</s:IsTruncated></s:ListBucketResult>",
        "<ListBucketResult><Contents><Key>a+b%2Fc</Key><Key>no</Key><LastModified>2026-11-21T09:30:00+01:00"
            + "</LastModified><ETag><![CDATA[\"x\"]]></ETag><Size>0</Size></Contents><EncodingType>url</EncodingType>"
            + "<IsTruncated>true</IsTruncated><NextContinuationToken>&lt;t&gt;</NextContinuationToken></ListBucketResult>",
        "<ListBucketResult><Contents><Key> </Key><Owner><ID>1</ID></Owner><LastModified>2026-11-21T09:30:00Z"
            + "</LastModified><ETag>x<b/>y</ETag><Size>1</Size></Contents><IsTruncated>false</IsTruncated>"
            + "<Other><Contents/></Other></ListBucketResult>",
    ])
    func listsInAnyShapeAreRead(text: String) throws {
        let expected = try #require(ReferenceXML.objectList(Array(text.utf8)))
        #expect(try S3ObjectList(parsing: Array(text.utf8)) == expected)
    }

    @Test(arguments: [
        "<ListBucketResult/>", "<Other><IsTruncated>false</IsTruncated></Other>",
        "<ListBucketResult><IsTruncated>false<b/></IsTruncated>\(object)", "",
        "<ListBucketResult><Contents/><IsTruncated>false</IsTruncated></ListBucketResult>",
        "<ListBucketResult><Contents><Key>\n<b/>\n</Key></Contents><IsTruncated>false</IsTruncated></ListBucketResult>",
        "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
        "<ListBucketResult><IsTruncated>x</IsTruncated><IsTruncated>false</IsTruncated></ListBucketResult>",
        "<!DOCTYPE a><ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>",
        "<ListBucketResult>\(object.replacing("<Key>a", with: "<Key>%zz"))<IsTruncated>false</IsTruncated>"
            + "<EncodingType>url</EncodingType></ListBucketResult>",
    ])
    func whatIsNoListIsRefused(text: String) {
        #expect(ReferenceXML.objectList(Array(text.utf8)) == nil)
        #expect(throws: (any Error).self) { try S3ObjectList(parsing: Array(text.utf8)) }
    }
}
