internal import Machine

/// The nodes that something depends on, in an order in which they can be computed; all others are
/// left out.
struct Schedule {
  /// Nodes that depend on each other through their past, or a single node.
  struct Component {
    /// Each after those that it reads at the same bar.
    let nodes: [NodeID]
    /// True when a node reads its own past.
    let isLoop: Bool
    let binding: BindingTime
  }

  /// Each after those it depends on.
  private(set) var components: [Component] = []
  /// By node; those of constants where a node is left out.
  private(set) var bindings: [BindingTime]
  /// A node that depends on itself at the same bar, if there is one.
  private(set) var stuck: NodeID?
  /// A node that depends on itself through a clock of the market.
  private(set) var crossing: NodeID?
  /// A node of a clock of the market that depends on the account.
  private(set) var misplaced: NodeID?
  /// True when that may be no more than a parameter that counts bars.
  private(set) var isStuckByParameter = false

  init(_ graph: Graph, roots: [NodeID]) {
    bindings = [BindingTime](repeating: .constant, count: graph.nodes.count)
    var search = Search(count: graph.nodes.count)
    for root in roots { search.visit(graph.resolve(root), in: graph) }
    for members in search.components { add(members, graph, search.component) }
  }

  private mutating func add(_ members: [NodeID], _ graph: Graph, _ component: [Int]) {
    let number = component[members[0].index]
    var binding = BindingTime.constant
    var isLoop = members.count > 1
    for member in members {
      binding = max(binding, graph[member].binding)
      for edge in graph.operands(of: member) {
        if component[edge.node.index] == number { isLoop = true }
        let own = edge.shift == .none ? bindings[edge.node.index] : .series
        binding = max(binding, max(own, bindings[edge.node.index]))
      }
    }
    for member in members { bindings[member.index] = binding }
    if isLoop {
      let home = members.map { graph[$0].clock }.min() ?? 0
      crossing = crossing ?? members.first { crosses($0, number, home, graph, component) }
    }
    if binding >= .account {
      misplaced =
        misplaced
        ?? members.first { graph.path(from: graph[$0].clock).contains(where: graph.isSteady) }
    }
    let nodes = isLoop ? ordered(members, graph, component) : members
    components.append(Component(nodes: nodes, isLoop: isLoop, binding: binding))
  }

  /// True for a member of a loop that reads the past of another one whose clock may tick more than
  /// once while the loop goes one row on: that past may be of the same row.
  private func crosses(
    _ node: NodeID, _ number: Int, _ home: Int, _ graph: Graph, _ component: [Int]
  )
    -> Bool
  {
    graph.reads(of: node).contains { edge in
      let operand = graph.resolve(edge.node)
      guard component[operand.index] == number, edge.shift != .none else { return false }
      let path = graph.path(from: graph[operand].clock).prefix { $0 != home }
      return path.contains(where: graph.isSteady)
    }
  }

  /// True for a node that is computed, by node.
  var isComputed: [Bool] {
    var isComputed = [Bool](repeating: false, count: bindings.count)
    for component in components {
      for node in component.nodes { isComputed[node.index] = true }
    }
    return isComputed
  }

  /// The same for fewer roots: what they do not depend on is left out.
  func pruned(to roots: [NodeID], in graph: Graph) -> Schedule {
    var isNeeded = [Bool](repeating: false, count: bindings.count)
    for root in roots { isNeeded[graph.resolve(root).index] = true }
    var kept: [Component] = []
    for component in components.reversed() {
      guard component.nodes.contains(where: { isNeeded[$0.index] }) else { continue }
      kept.append(component)
      for node in component.nodes {
        for edge in graph.operands(of: node) { isNeeded[edge.node.index] = true }
      }
    }
    var result = self
    result.components = kept.reversed()
    return result
  }

  /// The members of a loop, each after those that it reads at the same bar.
  private mutating func ordered(
    _ members: [NodeID], _ graph: Graph, _ component: [Int]
  ) -> [NodeID] {
    enum Mark { case open, closed }
    var marks: [NodeID: Mark] = [:]
    var order: [NodeID] = []
    let number = component[members[0].index]
    for root in members.sorted() where marks[root] == nil {
      marks[root] = .open
      var path = [(node: root, edges: graph.operands(of: root), next: 0)]
      while let top = path.last {
        guard top.next < top.edges.count else {
          marks[top.node] = .closed
          order.append(top.node)
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let edge = top.edges[top.next]
        guard component[edge.node.index] == number, !edge.isPast else { continue }
        switch marks[edge.node] {
        case .closed: break
        case .open:
          stuck = stuck ?? edge.node
          isStuckByParameter = members.contains { isCounted($0, number, graph, component) }
        case nil:
          marks[edge.node] = .open
          path.append((edge.node, graph.operands(of: edge.node), 0))
        }
      }
    }
    return order
  }
}

extension Schedule {
  /// True for a node that reads one of its loop as many bars ago as a parameter says.
  private func isCounted(
    _ node: NodeID, _ number: Int, _ graph: Graph, _ component: [Int]
  ) -> Bool {
    graph.operands(of: node).contains { edge in
      if case .once = edge.shift { return component[edge.node.index] == number }
      return false
    }
  }
}

extension Edge {
  /// True when it is read at least one bar back, whatever the parameters are.
  var isPast: Bool {
    if case .fixed(let bars) = shift { return bars > 0 }
    return false
  }
}

/// Tarjan's search for strongly connected components, without recursion.
private struct Search {
  private(set) var components: [[NodeID]] = []
  /// The component of each node, or -1.
  private(set) var component: [Int]
  private var number: [Int]
  private var low: [Int]
  private var stack: [NodeID] = []
  private var next = 0

  init(count: Int) {
    component = [Int](repeating: -1, count: count)
    number = component
    low = component
  }

  mutating func visit(_ root: NodeID, in graph: Graph) {
    guard number[root.index] < 0 else { return }
    var path: [(node: NodeID, edges: [Edge], next: Int)] = []
    open(root, in: graph, &path)
    while let top = path.last {
      guard top.next < top.edges.count else {
        path.removeLast()
        close(top.node)
        if let parent = path.last?.node {
          low[parent.index] = min(low[parent.index], low[top.node.index])
        }
        continue
      }
      path[path.count - 1].next += 1
      let node = top.edges[top.next].node
      if number[node.index] < 0 {
        open(node, in: graph, &path)
      } else if component[node.index] < 0 {
        low[top.node.index] = min(low[top.node.index], number[node.index])
      }
    }
  }

  private mutating func open(
    _ node: NodeID, in graph: Graph, _ path: inout [(node: NodeID, edges: [Edge], next: Int)]
  ) {
    number[node.index] = next
    low[node.index] = next
    next += 1
    stack.append(node)
    path.append((node, graph.operands(of: node), 0))
  }

  private mutating func close(_ node: NodeID) {
    guard low[node.index] == number[node.index] else { return }
    var members: [NodeID] = []
    while let member = stack.popLast() {
      component[member.index] = components.count
      members.append(member)
      if member == node { break }
    }
    components.append(members)
  }
}
