// SPDX-License-Identifier: Apache-2.0

package import Reconcile

/// The resources of a stack and what each of them needs, ready to be drawn: as a tree of text, as Mermaid, as SVG.
///
/// Drawings leave out a line that others imply: when a policy needs a distribution that needs a bucket, it needs the
/// bucket without a line of its own.
package struct StackGraph: Sendable, Equatable {
    /// One resource.
    package struct Node: Sendable, Equatable {
        package var address: ResourceAddress
        package var title: String
        package var group: ResourceGroup
        /// What a run would do to it; `nil` colors nothing.
        package var action: Change.Action?

        package init(address: ResourceAddress, title: String, group: ResourceGroup, action: Change.Action? = nil) {
            self.address = address
            self.title = title
            self.group = group
            self.action = action
        }
    }

    /// In dependency order: each behind all that it needs.
    package let nodes: [Node]
    /// For each node the places in `nodes` of what it needs itself, in order, all of them smaller than its own.
    package let needs: [[Int]]

    /// - Parameters:
    ///   - nodes: The resources in dependency order; of several with one address the first is taken.
    ///   - dependencies: What each needs. What is not among the nodes, or stands behind, is left out.
    package init(nodes: [Node], dependencies: [ResourceAddress: [ResourceAddress]]) {
        var places: [ResourceAddress: Int] = [:]
        var kept: [Node] = []
        for node in nodes where places[node.address] == nil {
            places[node.address] = kept.count
            kept.append(node)
        }
        self.nodes = kept
        needs = kept.enumerated().map { index, node in
            Set((dependencies[node.address] ?? []).compactMap { places[$0] }).filter { $0 < index }.sorted()
        }
    }

    /// The graph of a plan, colored by its actions.
    ///
    /// - Parameters:
    ///   - plan: A plan in dependency order, or one of a destroy, which goes the other way round.
    ///   - stack: What the plan was made from.
    package init(_ plan: Plan, of stack: ObservedStack) {
        let dependencies = stack.dependencies
        var nodes = plan.steps.map {
            Node(address: $0.address, title: $0.title, group: $0.group, action: $0.change.action)
        }
        let places = Dictionary(
            nodes.enumerated().map { ($1.address, $0) }, uniquingKeysWith: { first, _ in first })
        let isReversed = dependencies.contains { address, needed in
            places[address].map { place in needed.contains { places[$0].map { $0 > place } ?? false } } ?? false
        }
        if isReversed { nodes.reverse() }
        self.init(nodes: nodes, dependencies: dependencies)
    }

    /// What each node needs, without what others of its needs need already.
    var reducedNeeds: [[Int]] {
        var reached: [Set<Int>] = []
        return needs.map { own in
            let implied = own.reduce(into: Set<Int>()) { $0.formUnion(reached[$1]) }
            reached.append(implied.union(own))
            return own.filter { !implied.contains($0) }
        }
    }
}
