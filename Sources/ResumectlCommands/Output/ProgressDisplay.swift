// SPDX-License-Identifier: Apache-2.0

internal import Reconcile
internal import Synchronization

/// Shows what goes on during a command: on a terminal as a block that is drawn again and again, elsewhere as a line for
/// each step that ended and a sign of life now and then.
package final class ProgressDisplay: Sendable {
    private struct Site {
        let name: String?
        let console: Console
        var state = ProgressState()
    }

    /// What is known about the sites; apart from the display, so that the terminal can ask it.
    private final class Board: Sendable {
        let sites = Mutex<[Site]>([])
    }

    private let board: Board
    private let terminal: LiveTerminal?
    private let now: @Sendable () -> ContinuousClock.Instant
    /// The time from one look to the next; `nil`: nobody looks.
    private let pace: Duration?

    private init(
        board: Board, terminal: LiveTerminal?, now: @escaping @Sendable () -> ContinuousClock.Instant, pace: Duration?
    ) {
        self.board = board
        self.terminal = terminal
        self.now = now
        self.pace = pace
    }

    /// A display that writes lines alone.
    ///
    /// - Parameters:
    ///   - now: The clock.
    ///   - pace: How often to look whether a sign of life is due; `nil` for never.
    /// - Returns: The display.
    package static func lines(
        now: @escaping @Sendable () -> ContinuousClock.Instant, pace: Duration? = nil
    ) -> ProgressDisplay {
        ProgressDisplay(board: Board(), terminal: nil, now: now, pace: pace)
    }

    /// A display for a terminal, and the way on which everything else has to be written to it.
    ///
    /// - Parameters:
    ///   - style: How text is decorated.
    ///   - size: The terminal's size, asked before each drawing.
    ///   - now: The clock.
    ///   - pace: The time from one drawing to the next.
    ///   - isStopping: Whether the user asked to stop.
    ///   - send: Writes to a stream.
    /// - Returns: The display, and its terminal.
    static func live(
        style: TextStyle, size: @escaping @Sendable () -> TerminalSize,
        now: @escaping @Sendable () -> ContinuousClock.Instant, pace: Duration?,
        isStopping: @escaping @Sendable () -> Bool, send: @escaping @Sendable (String, Console.Stream) -> Void
    ) -> (display: ProgressDisplay, terminal: LiveTerminal) {
        let board = Board()
        let terminal = LiveTerminal(
            size: size,
            content: { size in
                let states = board.sites.withLock { $0.map { ($0.name, $0.state) } }
                return ProgressBlock(style: style, states: states, now: now(), isStopping: isStopping()).lines(in: size)
            }, send: send)
        return (ProgressDisplay(board: board, terminal: terminal, now: now, pace: pace), terminal)
    }

    /// Where the events of a site go.
    ///
    /// - Parameters:
    ///   - name: The site's name; `nil` when there is one site alone.
    ///   - console: Where the lines that stay are written.
    /// - Returns: Takes one event, from any thread.
    func sink(for name: String?, console: Console) -> @Sendable (ReconcileEvent) -> Void {
        board.sites.withLock { sites in
            if !sites.contains(where: { $0.name == name }) { sites.append(Site(name: name, console: console)) }
        }
        return { [self] event in take(event, of: name, console) }
    }

    private func take(_ event: ReconcileEvent, of name: String?, _ console: Console) {
        let time = now()
        let line = change(name) {
            $0.take(event, at: time, style: console.style, showsWaits: self.terminal == nil)
        }
        if let line { console.info(line) }
        switch event {
        // These come by the thousand, and the next drawing shows them.
        case .readStarted, .readFinished, .stepProgress, .note: break
        default: terminal?.refresh()
        }
    }

    /// Says how many steps a site's run has.
    func expect(_ count: Int, of name: String?) {
        change(name) { $0.expectedCount = count }
    }

    /// Says that nothing runs any more.
    func settle(_ name: String?) {
        change(name) { $0.settle() }
        terminal?.refresh()
    }

    /// Says that nothing of any site runs any more.
    func settleAll() {
        board.sites.withLock { sites in
            for index in sites.indices { sites[index].state.settle() }
        }
        terminal?.refresh()
    }

    /// Does something, and shows what goes on as long as that takes.
    ///
    /// - Parameter body: What to do.
    /// - Returns: What `body` returns.
    func whileShowing<Result: Sendable>(_ body: () async -> Result) async -> Result {
        defer { terminal?.close() }
        guard let pace else { return await body() }
        return await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                while (try? await Task.sleep(for: pace)) != nil { look() }
            }
            defer { group.cancelAll() }
            return await body()
        }
    }

    /// Draws, or gives the signs of life that are due.
    func look() {
        if let terminal { return terminal.refresh() }
        let time = now()
        let lines = board.sites.withLock { sites in
            sites.indices.compactMap { index in
                sites[index].state.heartbeat(at: time).map { (sites[index].console, $0) }
            }
        }
        for (console, line) in lines { console.info(console.style.dim(line)) }
    }

    @discardableResult
    private func change<Result: Sendable>(_ name: String?, _ body: (inout ProgressState) -> Result?) -> Result? {
        board.sites.withLock { sites in
            sites.firstIndex { $0.name == name }.flatMap { body(&sites[$0].state) }
        }
    }
}
