internal import Machine
internal import Syntax

/// What of the past a value depends on.
public enum Memory: Sendable, Hashable {
  /// The last bars only: any start gives the same bits.
  case finite
  /// All bars, with weights that fade; after so many the first ones weigh less than 1e-9.
  case fading(settled: Int)
  /// All bars since the first.
  case open
}

/// How far back each value looks, for the standard values of the parameters.
struct History {
  struct Reach {
    var lookback = 0
    /// Bars until every fading part has settled.
    var settled = 0
    var isFading = false
    var isOpen = false
    /// Bars of slower clocks that must be there, by the clock.
    var slow: [Int: Int] = [:]
    /// Bars of slower clocks until every fading part over them has settled, by the clock.
    var slowSettled: [Int: Int] = [:]

    var memory: Memory {
      isOpen ? .open : isFading ? .fading(settled: settled) : .finite
    }

    mutating func join(_ other: Reach, shift: Int = 0) {
      lookback = max(lookback, other.lookback + shift)
      settled = max(settled, other.settled + shift)
      isFading = isFading || other.isFading
      isOpen = isOpen || other.isOpen
      if !other.slow.isEmpty { slow.merge(other.slow) { max($0, $1) } }
      if !other.slowSettled.isEmpty { slowSettled.merge(other.slowSettled) { max($0, $1) } }
    }
  }

  private var reaches: [Reach]

  init(_ graph: Graph, _ schedule: Schedule) {
    reaches = [Reach](repeating: Reach(), count: graph.nodes.count)
    for component in schedule.components {
      for node in component.nodes {
        reaches[node.index] = reach(node, graph)
        if component.isLoop { reaches[node.index].isOpen = true }
      }
    }
  }

  subscript(_ node: NodeID) -> Reach { reaches[node.index] }

  /// A node's own past, which is not known yet, counts for nothing: a value that remembers is there
  /// from its first bar on.
  private func reach(_ node: NodeID, _ graph: Graph) -> Reach {
    var result = Reach()
    for edge in graph.reads(of: node) {
      let operand = graph.resolve(edge.node)
      result.join(
        reaches[operand.index], shift: isKnown(operand, node) ? graph.bars(edge.shift) : 0)
    }
    cross(graph, node, &result)
    guard case .call(let row, _, let scalars) = graph[node].kind else { return result }
    let builtin = Builtin.all[row]
    var values: [Double] = []
    for scalar in scalars {
      guard let bits = graph[scalar].standard else { return result }
      values.append(Double(bitPattern: bits))
    }
    result.lookback += builtin.lookback(values)
    result.settled += builtin.settled(values)
    switch builtin.memory {
    case .finite: break
    case .fading: result.isFading = true
    case .open: result.isOpen = true
    }
    return result
  }

  /// Bars of one clock are none of another: what a slow value looks back is counted apart. A
  /// condition may have held any time ago.
  private func cross(_ graph: Graph, _ node: NodeID, _ reach: inout Reach) {
    switch graph[node].kind {
    case .hold(_, let clock):
      if graph.clocks[clock - 1].kind == .condition {
        reach.isOpen = true
      } else {
        reach.slow[clock] = max(reach.slow[clock] ?? 0, reach.lookback + 1)
        if reach.settled > 0 {
          reach.slowSettled[clock] = max(reach.slowSettled[clock] ?? 0, reach.settled)
        }
      }
      reach.lookback = 0
      reach.settled = 0
    case .sample:
      reach.lookback = 0
      reach.settled = 0
    default: break
    }
  }

  /// False for a value that comes later in its loop.
  private func isKnown(_ operand: NodeID, _ node: NodeID) -> Bool { operand < node }
}

extension Graph {
  /// How many bars a shift is, for the standard values of the parameters.
  func bars(_ shift: Shift) -> Int {
    switch shift {
    case .fixed(let bars): bars
    case .once(let node):
      [standard(node, atLast: false), standard(node, atLast: true)]
        .compactMap { $0.flatMap { Int(exactly: $0) } }.max() ?? 0
    }
  }
}

/// Where values that remember all bars since the first are made.
func openEnded(_ graph: Graph, _ schedule: Schedule) -> [Span] {
  var spans: [Span] = []
  for component in schedule.components {
    if component.isLoop {
      // A loop is named by what is written first of it.
      let all = component.nodes.map { graph[$0].origin }.filter { $0.end > $0.start }
      if let widest = all.max(by: { $0.end - $0.start < $1.end - $1.start }),
        !graph.keepers.contains(widest)
      {
        spans.append(widest)
      }
      continue
    }
    for node in component.nodes {
      // An order is kept for as long as it says, and no bar before that counts.
      guard case .call(let row, _, _) = graph[node].kind, Builtin.all[row].memory == .open,
        !graph.keepers.contains(graph[node].origin)
      else { continue }
      spans.append(graph[node].origin)
    }
  }
  return spans
}
