// SPDX-License-Identifier: Apache-2.0

import AWSWire
import Testing

struct FormEncoderTests {
    @Test func writesARequestOfTheQueryProtocol() {
        var form = FormEncoder(action: "CreateRole", version: "2010-05-08")
        form.set("RoleName", to: "resume counter/ä~")
        form.set("Description", to: nil as String?)
        form.set("MaxSessionDuration", to: 3600)
        form.set("Flag", to: false)
        form.setList("TagKeys", to: ["a", "b+c"])
        form.setList("Tags", to: [[("Key", "k"), ("Value", "")], [("Key", "l"), ("Value", "1&2=3")]])
        form.setList("Nothing", to: [] as [String])
        #expect(
            String(decoding: form.body, as: UTF8.self)
                == "Action=CreateRole&Version=2010-05-08&RoleName=resume%20counter%2F%C3%A4~&MaxSessionDuration=3600"
                + "&Flag=false&TagKeys.member.1=a&TagKeys.member.2=b%2Bc&Tags.member.1.Key=k&Tags.member.1.Value="
                + "&Tags.member.2.Key=l&Tags.member.2.Value=1%262%3D3")
    }

    @Test func controlCharactersHaveTwoDigits() {
        var form = FormEncoder(action: "A", version: "1")
        form.set("k", to: "\u{0}\n*")
        #expect(String(decoding: form.body, as: UTF8.self) == "Action=A&Version=1&k=%00%0A%2A")
    }
}
