// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ResumectlCommands

@Suite struct AccessKeyAccountTests {
    @Test(arguments: [
        ("AKIARZPUZDIKAEXAMPLE", "123456789012"),
        ("AKIARZPUZDIKQEXAMPLE", "123456789013"),
        ("ASIA6RVFFB77QEXAMPLE", "999999999999"),
        ("ASIAQAAAAAAVAEXAMPLE", "000000000042"),
        ("AKIAQAAAAAAAAEXAMPLE", "000000000000"),
    ])
    func theNumberIsInTheID(key: String, number: String) {
        #expect(AccessKeyAccount.number(in: key) == number)
    }

    @Test(arguments: [
        "", "AKIA", "AKIAIOSFODNN7EXAMPLE", "AKIAJ44QH8DHBEXAMPLE", "AROARZPUZDIKAEXAMPLX", "AKIARZPUZDIKAEXAMPL",
        "AKIARZPUZDIKAEXAMPLXX", "AKIARZPUZD1KAEXAMPLE", "akiarzpuzdikaexample", "AKIA777777777777777Z",
        "AKIDEXAMPLE0TEST0001", "AKIARZPUZDI\u{e9}EXAMPLE",
    ])
    func otherIDsDoNotTell(key: String) {
        #expect(AccessKeyAccount.number(in: key) == nil)
    }
}
