// SPDX-License-Identifier: Apache-2.0

import FuzzChecks

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The check that `FUZZ_CHECK` names.
private let chosen: FuzzCheck? = {
    let name = getenv("FUZZ_CHECK").map { String(cString: $0) }
    return FuzzCheck.all.first { $0.name == name }
}()

/// What libFuzzer calls with each input that it makes up. A finding ends the process, and libFuzzer keeps the input.
///
/// - Parameters:
///   - data: The input.
///   - count: How many bytes it has.
/// - Returns: 0, as libFuzzer wants it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let chosen else {
        print("FUZZ_CHECK must be one of \(FuzzCheck.all.map(\.name).joined(separator: ", "))")
        exit(64)
    }
    do {
        try chosen.run(Array(UnsafeBufferPointer(start: data, count: count)))
    } catch {
        print("FINDING \(chosen.name): \(error)")
        abort()
    }
    return 0
}
