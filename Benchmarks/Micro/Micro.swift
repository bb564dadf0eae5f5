// SPDX-License-Identifier: Apache-2.0

/// Runs small pieces of the product, for a profiler that counts instructions.
///
/// | Arguments | |
/// |---|---|
/// | `list` | a line for each piece: name, how often, and what one time is, with tabs between |
/// | NAME COUNT | does the piece that often |
/// | `rate` NAME SECONDS | does it that long, and prints how often it was done in a second |
@main
enum Micro {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments == ["list"] {
            for benchmark in MicroBenchmark.all {
                print("\(benchmark.name)\t\(benchmark.count)\t\(benchmark.unit)")
            }
        } else if arguments.count == 2, let benchmark = find(arguments.first), let count = Int(arguments.last ?? "") {
            try await benchmark.prepare()(count)
        } else if arguments.count == 3, arguments.first == "rate", let benchmark = find(arguments.dropFirst().first),
            let seconds = Double(arguments.last ?? "")
        {
            try await rate(of: benchmark, seconds: seconds)
        } else {
            throw Usage()
        }
    }

    private struct Usage: Error, CustomStringConvertible {
        var description: String { "usage: resumectl-micro list | NAME COUNT | rate NAME SECONDS" }
    }

    private static func find(_ name: String?) -> MicroBenchmark? { MicroBenchmark.all.first { $0.name == name } }

    private static func rate(of benchmark: MicroBenchmark, seconds: Double) async throws {
        let work = try await benchmark.prepare()
        try await work(benchmark.count)
        let clock = ContinuousClock()
        let start = clock.now
        var count = 0
        while clock.now - start < .seconds(seconds) {
            try await work(benchmark.count)
            count += benchmark.count
        }
        print(Int(Double(count) / ((clock.now - start) / .seconds(1))))
    }
}
