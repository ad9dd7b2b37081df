internal import Machine

/// What a number is a number of, as far as that can be told: nonsense such as an index of 0 to 100
/// crossing a price is found by it, and what a distance of an order counts.
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

/// What a number is a number of and, for prices, whether it is a level or a distance of levels.
struct Measure: Equatable {
  var dimension: Dimension
  /// By how much it rises when every price rises by 1: a level of the market by 1, a distance
  /// between levels by 0. Missing where that cannot be told.
  var degree: Double?

  init(_ dimension: Dimension, degree: Double? = nil) {
    self.dimension = dimension
    self.degree = degree
  }

  static let plain = Measure(.plain, degree: 0)
  static let unknown = Measure(.unknown)
  static let level = Measure(.price, degree: 1)
  static let distance = Measure(.price, degree: 0)
}

/// The measures of a graph's nodes, worked out as the graph grows.
struct Dimensions {
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
    case .constant, .parameter, .recurrence, .foldPast: return .plain
    case .input(let column): return Dimensions.measure(column)
    case .words(let column): return Dimensions.measure(column)
    case .priceStep: return .distance
    case .barIndex, .foldVariable: return Measure(.bars)
    case .account(let field): return Dimensions.measure(field)
    case .entry(let field): return Dimensions.measure(field)
    case .remembered(let number): return measure(of: remembered[number])
    case .sample(let edge), .hold(let edge, _): return measure(of: graph.resolve(edge.node))
    case .across(let kind, let edge):
      return kind == .mean || kind == .sum ? measure(of: edge.node) : .plain
    case .gap: return Measure(.bars)
    case .named, .moment, .symbolIs, .time, .timeClose, .foldResult, .reading, .tick:
      return .unknown
    case .call(let row, let operands, _):
      let numbers = operands.map(\.node).filter { graph[$0].bank == .number || isWords($0, graph) }
      let measures = numbers.map { $0 < node ? known[$0.index] : .plain }
      return Dimensions.measure(Builtin.all[row], measures, numbers.map { constant($0, graph) })
    }
  }

  private func measure(of node: NodeID) -> Measure {
    node.index < known.count ? known[node.index] : .plain
  }

  private func isWords(_ node: NodeID, _ graph: Graph) -> Bool {
    if case .words = graph[node].kind { return true }
    return false
  }

  private func constant(_ node: NodeID, _ graph: Graph) -> Double? {
    guard case .constant(let bits) = graph[node].kind else { return nil }
    return Double(bitPattern: bits)
  }

  private static func measure(_ column: InputColumn) -> Measure {
    column == .volume ? Measure(.volume) : .level
  }

  private static func measure(_ field: AccountField) -> Measure {
    switch field {
    case .positionPrice: .level
    case .drawdown: Measure(.ratio)
    case .equity, .realised, .cash, .positionPnl, .lastTradePnl: Measure(.money)
    case .positionBars, .lastTradeBars: Measure(.bars)
    case .position, .positionLots, .flat, .trades, .wins, .lastTradeSide, .lastTradeReason,
      .lastRefusal:
      .plain
    }
  }

  private static func measure(_ field: EntryField) -> Measure {
    switch field {
    case .price, .high, .low: .level
    case .risk: .distance
    case .bars: Measure(.bars)
    case .pnl: Measure(.money)
    }
  }

  /// Of operators; those of times and durations have no numbers to speak of.
  private static func measure(
    _ symbol: String, _ operands: [Measure], _ constants: [Double?]
  ) -> Measure {
    switch (symbol, operands.count) {
    case ("+", 2): return Measure.sum(operands[0], operands[1])
    case ("-", 2): return Measure.sum(operands[0], operands[1].times(-1))
    case ("??", _), ("if", _), ("from", _): return Measure.joined(operands)
    case ("*", 2):
      return operands[0].times(operands[1], constants[1]) ?? operands[1].times(
        operands[0], constants[0]) ?? .unknown
    case ("/", 2): return operands[0].divided(by: operands[1], constants[1])
    case ("negate", 1): return operands[0].times(-1)
    default: return .unknown
    }
  }

  private static func measure(
    _ row: Builtin, _ operands: [Measure], _ constants: [Double?]
  ) -> Measure {
    if let symbol = row.symbol { return measure(symbol, operands, constants) }
    switch row.measuring {
    case .level: return .level
    case .same: return operands.first ?? .unknown
    case .total: return Measure(operands.first?.dimension ?? .unknown)
    case .distance:
      guard let first = operands.first else { return .distance }
      return Measure(first.dimension, degree: first.dimension == .price ? 0 : nil)
    case .joined: return Measure.joined(operands)
    case .score: return Measure(.score)
    case .bars: return Measure(.bars)
    case .number: return .plain
    case .nothing: return .unknown
    }
  }
}

extension Measure {
  /// One of them, at the will of the market; literals fit everything.
  static func joined(_ operands: [Measure]) -> Measure {
    var result = Measure.plain
    for operand in operands where operand.dimension != .plain {
      if result.dimension == .plain {
        result = operand
      } else if result.dimension != operand.dimension {
        return .unknown
      } else if result.degree != operand.degree {
        result.degree = nil
      }
    }
    return result
  }

  static func sum(_ a: Measure, _ b: Measure) -> Measure {
    if a.dimension == .plain { return b }
    if b.dimension == .plain { return a }
    guard a.dimension == b.dimension else { return .unknown }
    guard let first = a.degree, let second = b.degree else { return Measure(a.dimension) }
    return Measure(a.dimension, degree: first + second)
  }

  fileprivate func times(_ factor: Double) -> Measure {
    Measure(dimension, degree: degree.map { $0 * factor })
  }

  /// By a number that may be known; nothing where the other is not a mere factor.
  fileprivate func times(_ other: Measure, _ factor: Double?) -> Measure? {
    switch (dimension, other.dimension) {
    case (.plain, .plain): .plain
    case (.score, .plain), (.score, .ratio): .unknown
    case (_, .plain), (_, .ratio): scaled(factor)
    default: nil
    }
  }

  /// What does not rise with the prices does not do so in any multiple.
  private func scaled(_ factor: Double?) -> Measure {
    Measure(
      dimension, degree: degree == 0 ? 0 : factor.flatMap { factor in degree.map { $0 * factor } })
  }

  fileprivate func divided(by other: Measure, _ divisor: Double?) -> Measure {
    switch (dimension, other.dimension) {
    case (.score, _), (_, .score): .unknown
    case (.plain, .plain): .plain
    case (_, .plain): scaled(divisor.map { 1 / $0 })
    case (let left, let right) where left == right && left != .unknown: Measure(.ratio)
    case (_, .ratio): scaled(nil)
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
