// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
internal import Reconcile
internal import SiteConfig
internal import SiteDeploy

/// Draws the parts of a site and what each of them needs.
package struct GraphCommand: ResumectlCommand {
    package static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Draw the parts of the site, and what each of them needs.",
        discussion: """
            The drawing is made from the configuration, and AWS is not asked. With --plan it shows what a deploy would do to \
            each part, which needs the account.

            Examples:
              resumectl graph                                      a tree in the terminal
              resumectl graph --plan                               with what would change
              resumectl graph --format mermaid                     for a Markdown page
              resumectl graph --format svg --output stack.svg      a picture
            """)

    @OptionGroup package var global: GlobalOptions
    @Option(help: ArgumentHelp("How to draw it: text, mermaid or svg.", valueName: "format"))
    var format = Format.text
    @Option(name: [.short, .long], help: ArgumentHelp("Write it into this file.", valueName: "file"))
    var output: String?
    @Flag(help: "Show what a deploy would do to each part.")
    var plan = false

    /// The kinds of drawing.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text
        case mermaid
        case svg
    }

    package init() {}

    package func run(in context: CommandContext) async throws -> ExitStatus {
        let graph = try await plan ? planned(in: context) : structure(in: context)
        context.record(GraphRecord(graph))
        if let output {
            try context.write(text(graph, style: TextStyle(isColored: false)), to: output)
            context.console.info("Written: \(output)")
        } else if !context.usesJSON {
            let text = text(graph, style: context.console.style)
            for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                context.console.result(String(line))
            }
        }
        return .done
    }

    /// Everything that the configuration asks for.
    private func structure(in context: CommandContext) throws -> StackGraph {
        let config = try Session.loadConfig(global, in: context)
        let stack = try SiteOutline(config: config)
        return StackGraph(
            nodes: stack.resources.map {
                .init(address: $0.address, title: SiteOutline.title(of: $0), group: $0.group)
            },
            dependencies: Dictionary(uniqueKeysWithValues: stack.resources.map { ($0.address, $0.dependencies) }))
    }

    /// The same with what a deploy would do.
    private func planned(in context: CommandContext) async throws -> StackGraph {
        let config = try Session.loadConfig(global, in: context)
        let wanted = Set(try SiteOutline(config: config).resources.map(\.address))
        let stack = try await SessionStart.open(global, config, in: context).observe().stack
        // What the site neither has nor had is no part of it.
        let steps = try stack.plan().steps.filter { $0.change.action != .none || wanted.contains($0.address) }
        return StackGraph(Plan(steps: steps), of: stack)
    }

    private func text(_ graph: StackGraph, style: TextStyle) -> String {
        switch format {
        case .text: graph.treeLines(style: style).map { "\($0)\n" }.joined()
        case .mermaid: graph.mermaid()
        case .svg: graph.svg()
        }
    }
}

/// The graph as a record.
private struct GraphRecord: Encodable {
    struct Node: Encodable {
        let address: String
        let title: String
        let group: String
        let action: String?
        let needs: [String]
    }

    let type = "graph"
    let nodes: [Node]

    init(_ graph: StackGraph) {
        nodes = zip(graph.nodes, graph.needs).map { node, needs in
            Node(
                address: node.address.rawValue, title: node.title, group: node.group.rawValue,
                action: node.action?.rawValue, needs: needs.map { graph.nodes[$0].address.rawValue })
        }
    }
}
