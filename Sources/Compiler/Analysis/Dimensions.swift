internal import Machine

/// What a number is a number of, as far as that can be told: nonsense such as an index of 0 to 100
/// crossing a price is found by it. What cannot be told is never a problem.
enum Dimension: String {
  case price = "a price"
  case volume = "a volume"
  case money = "an amount of money"
  case ratio = "a ratio"
  case score = "an index of 0 to 100"
  case bars = "a number of bars"
  /// A literal, a parameter: it fits everything.
  case plain
  case unknown
}

/// The dimensions of a graph's nodes, worked out as the graph grows.
struct Dimensions {
  private var known: [Dimension] = []

  /// What a node measures.
  mutating func dimension(_ node: NodeID, in graph: Graph) -> Dimension {
    while known.count <= node.index { known.append(worked(NodeID(known.count), graph)) }
    return known[node.index]
  }

  /// A node's operands come before it, but for the past of a value in its own definition.
  private func worked(_ node: NodeID, _ graph: Graph) -> Dimension {
    switch graph[node].kind {
    case .constant, .parameter: return .plain
    case .input(let column): return column == .volume ? .volume : .price
    case .barIndex, .foldVariable: return .bars
    case .account(let field): return Dimensions.dimension(field)
    case .call(let row, let operands, _):
      let numbers = operands.filter { graph[$0.node].bank == .number }.map(\.node)
        .map { $0 < node ? known[$0.index] : .unknown }
      let words = operands.compactMap { edge -> Dimension? in
        guard case .words(let column) = graph[edge.node].kind else { return nil }
        return column == .volume ? .volume : .price
      }
      return Dimensions.dimension(Builtin.all[row], words + numbers)
    default: return .unknown
    }
  }

  private static func dimension(_ field: AccountField) -> Dimension {
    switch field {
    case .positionPrice: .price
    case .drawdown: .ratio
    case .equity, .realised, .cash, .positionPnl: .money
    case .positionBars: .bars
    default: .plain
    }
  }

  private static func dimension(_ row: Builtin, _ operands: [Dimension]) -> Dimension {
    switch row.symbol {
    case "+", "-", "??", "if", "from": return joined(operands)
    case "*": return product(operands[0], operands[1])
    case "/": return quotient(operands[0], operands[1])
    case "negate": return operands[0]
    case .some: return .unknown
    case nil: break
    }
    switch row.measuring {
    case .score: return .score
    case .bars: return .bars
    case .same: return operands.first ?? .price
    case .joined: return joined(operands)
    case .nothing: return .unknown
    }
  }

  private static func joined(_ operands: [Dimension]) -> Dimension {
    var result = Dimension.plain
    for operand in operands where operand != .plain {
      if result == .plain { result = operand }
      if result != operand { return .unknown }
    }
    return result
  }

  private static func product(_ left: Dimension, _ right: Dimension) -> Dimension {
    switch (left, right) {
    case (.plain, .plain): .plain
    case (.plain, .score), (.score, .plain): .unknown
    case (.plain, let other), (let other, .plain): other
    case (.ratio, .score), (.score, .ratio): .unknown
    case (.ratio, let other), (let other, .ratio): other
    default: .unknown
    }
  }

  private static func quotient(_ left: Dimension, _ right: Dimension) -> Dimension {
    switch (left, right) {
    case (.score, _), (_, .score): .unknown
    case (let left, .plain): left
    case (let left, let right) where left == right && left != .unknown: .ratio
    case (let left, .ratio): left
    default: .unknown
    }
  }
}

extension Dimension {
  /// True where two of them have nothing to do with each other.
  func clashes(with other: Dimension) -> Bool {
    guard self != other else { return false }
    for one in [self, other] where one == .plain || one == .unknown { return false }
    // A ratio may be a ratio of anything, and a score is a number of its own scale.
    return self != .ratio && other != .ratio || self == .score || other == .score
      || self == .price || other == .price || self == .volume || other == .volume
  }
}
