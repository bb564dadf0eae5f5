// SPDX-License-Identifier: Apache-2.0

package import SiteDeploy
internal import Synchronization

/// Looks for changes of the site's folder while pages are open, and tells them.
package final class ReloadWatch: Sendable {
    /// How long the folder is left alone between two looks, at least.
    private static let pause = Duration.milliseconds(250)
    /// In a large folder the pauses are so many times as long as the looks.
    private static let pausesForEachLook = 10
    /// A line that says nothing goes out this often, so that pages that are gone are noticed.
    private static let looksForEachSign = 40

    private struct State {
        var decision = ReloadDecision(shown: .empty)
        var number = 0
        var lastPage = 0
        var pages: [Int: AsyncStream<String>.Continuation] = [:]
    }

    private let folder: SiteFolder
    private let run: String
    private let changed: @Sendable () -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - folder: The site's folder.
    ///   - run: What no other run of the server has, such as the time it began; part of every revision.
    ///   - changed: Told when pages load again.
    package init(folder: SiteFolder, run: String, changed: @escaping @Sendable () -> Void) {
        self.folder = folder
        self.run = run
        self.changed = changed
    }

    /// Which state of the folder a page shows that is read now.
    package func revision() -> String {
        guard let now = try? folder.look().fingerprint else { return name(state.withLock { $0.number }) }
        return told { $0.show(now) }
    }

    /// Looks for changes until the task is cancelled; without open pages nothing is looked at.
    ///
    /// - Parameter sleep: Waits.
    package func watch(sleep: @Sendable (Duration) async throws -> Void) async {
        var looks = 0
        var pause = Self.pause
        while (try? await sleep(pause)) != nil, !Task.isCancelled {
            guard state.withLock({ !$0.pages.isEmpty }) else { continue }
            let start = ContinuousClock.now
            let now = (try? folder.look().fingerprint) ?? .empty
            pause = max(Self.pause, start.duration(to: .now) * Self.pausesForEachLook)
            _ = told { $0.observe(now) }
            looks += 1
            if looks.isMultiple(of: Self.looksForEachSign) { tell(": still here\n\n") }
        }
    }

    /// The answer to a request of the script, or for it; `nil` when it is something else.
    package func answer(_ request: PreviewRequest) -> PreviewResponse? {
        let response: PreviewResponse
        switch request.path {
        case ReloadScript.path:
            response = PreviewResponse(status: 200, type: "text/javascript; charset=utf-8", text: ReloadScript.source)
        case ReloadScript.eventsPath:
            response = PreviewResponse(
                status: 200, headers: ["Content-Type": "text/event-stream"], body: .events(open()))
        default: return nil
        }
        var answer = response
        answer.headers["Cache-Control"] = "no-store"
        return answer
    }

    /// The events of one page, the state that it should show first.
    private func open() -> AsyncStream<String> {
        let (events, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(4))
        let id = state.withLock { state in
            state.lastPage += 1
            state.pages[state.lastPage] = continuation
            continuation.yield("retry: 500\n\(event(state.number))")
            return state.lastPage
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.pages.removeValue(forKey: id) }
        }
        return events
    }

    /// Decides, and tells the pages if they have to load again. Returns the revision that holds then.
    private func told(_ decide: (inout ReloadDecision) -> Bool) -> String {
        let (number, isNews) = state.withLock { state in
            let isNews = decide(&state.decision)
            if isNews { state.number += 1 }
            return (state.number, isNews)
        }
        if isNews {
            // The first look is no change.
            if number > 1 { changed() }
            tell(event(number))
        }
        return name(number)
    }

    private func tell(_ text: String) {
        for page in state.withLock({ Array($0.pages.values) }) { page.yield(text) }
    }

    private func event(_ number: Int) -> String { "event: revision\ndata: \(name(number))\n\n" }

    private func name(_ number: Int) -> String { "\(run)-\(number)" }
}
