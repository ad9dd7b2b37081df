internal import Machine

/// What a number is a number of, as far as its operands say: a distance from a fill must be a
/// price or a ratio, and a bare number is neither.
enum Measure: Hashable {
  /// A count, a factor, a literal: it says nothing of what it measures.
  case plain
  case price
  /// A price divided by a price.
  case ratio
  /// Volume, money, or a mixture that has no name.
  case other
}

/// The measures of a graph's nodes, worked out as the graph grows.
struct Measures {
  private var known: [Measure] = []
  /// What entries remember, by its number.
  var remembered: [NodeID] = []

  /// What a node measures.
  mutating func measure(_ node: NodeID, in graph: Graph) -> Measure {
    while known.count <= node.index { known.append(worked(NodeID(known.count), graph)) }
    return known[node.index]
  }

  /// A node's operands come before it; the past of a value in its own definition says nothing.
  private func worked(_ node: NodeID, _ graph: Graph) -> Measure {
    switch graph[node].kind {
    case .constant, .parameter, .time, .timeClose, .barIndex, .recurrence, .words, .reading, .tick,
      .foldVariable, .foldPast, .foldResult:
      return .plain
    case .sample(let edge), .hold(let edge, _):
      let seen = graph.resolve(edge.node)
      return seen.index < known.count ? known[seen.index] : .plain
    case .priceStep: return .price
    case .named, .gap, .moment, .symbolIs: return .plain
    case .input(let column): return column == .volume ? .other : .price
    case .account(let field): return Measures.measure(field)
    case .entry(let field): return Measures.measure(field)
    case .remembered(let number):
      let node = remembered[number]
      return node < NodeID(known.count) ? known[node.index] : .plain
    case .call(let row, let operands, _):
      let numbers = operands.filter { graph[$0.node].bank == .number }.map(\.node)
        .map { isOwnPast($0, of: node, graph) ? .plain : known[$0.index] }
      return Measures.measure(row, numbers)
    }
  }

  private func isOwnPast(_ operand: NodeID, of node: NodeID, _ graph: Graph) -> Bool {
    operand.index >= node.index || graph.isRecurrence(operand)
  }

  private static func measure(_ field: AccountField) -> Measure {
    switch field {
    case .positionPrice: .price
    case .drawdown: .ratio
    case .equity, .realised, .cash, .positionPnl: .other
    case .lastTradePnl: .other
    case .position, .positionBars, .positionLots, .flat, .trades, .wins, .lastTradeSide,
      .lastTradeBars, .lastTradeReason, .lastRefusal:
      .plain
    }
  }

  private static func measure(_ field: EntryField) -> Measure {
    switch field {
    case .price, .high, .low, .risk: .price
    case .bars: .plain
    case .pnl: .other
    }
  }

  /// Functions whose results are numbers of nothing, whatever they are computed from.
  private static let counts: Set<String> = ["rsi", "sign", "bars_since", "roc"]
  /// Functions that lead out of what has a name.
  private static let curved: Set<String> = [
    "power", "sqrt", "exp", "log", "sin", "cos", "tan", "asin", "acos", "atan",
  ]

  private static func measure(_ row: Int, _ operands: [Measure]) -> Measure {
    let builtin = Builtin.all[row]
    switch builtin.name {
    case "multiply": return product(operands[0], operands[1])
    case "divide": return quotient(operands[0], operands[1])
    case let name where counts.contains(name): return .plain
    case let name where curved.contains(name):
      return operands.allSatisfy { $0 == .plain } ? .plain : .other
    default:
      let all = operands + builtin.inputs.map { $0 == .volume ? .other : .price }
      for measure in [Measure.other, .price, .ratio] where all.contains(measure) {
        return measure
      }
      return .plain
    }
  }

  private static func product(_ left: Measure, _ right: Measure) -> Measure {
    switch (left, right) {
    case (.plain, let other), (let other, .plain): other
    case (.ratio, let other), (let other, .ratio): other
    default: .other
    }
  }

  private static func quotient(_ left: Measure, _ right: Measure) -> Measure {
    switch (left, right) {
    case (let left, .plain), (let left, .ratio): left
    case (.price, .price): .ratio
    default: .other
    }
  }
}
