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

/// libFuzzer's own main program, as a function: it reads the arguments and calls the check with each input.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ check: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Runs a check with inputs that libFuzzer makes up.
@main
enum Fuzz {
    static func main() {
        guard chosen != nil else {
            print("FUZZ_CHECK must be one of \(FuzzCheck.all.map(\.name).joined(separator: ", "))")
            exit(64)
        }
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        exit(runFuzzer(&count, &arguments, fuzzOneInput))
    }
}

/// What libFuzzer calls with each input. A finding ends the process, and libFuzzer keeps the input.
///
/// - Parameters:
///   - data: The input.
///   - count: How many bytes it has.
/// - Returns: 0, as libFuzzer wants it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do {
        try chosen?.run(Array(UnsafeBufferPointer(start: data, count: count)))
    } catch {
        print("FINDING \(chosen?.name ?? ""): \(error)")
        abort()
    }
    return 0
}
