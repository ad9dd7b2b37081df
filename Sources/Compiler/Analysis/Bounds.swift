internal import Machine

/// Between which numbers a value lies wherever it is known.
struct Bounds: Hashable {
  let least: Double
  let most: Double

  init(_ least: Double, _ most: Double) {
    self.least = least
    self.most = most
  }

  static let all = Bounds(-.infinity, .infinity)

  var isAll: Bool { self == .all }

  func joined(_ other: Bounds) -> Bounds {
    Bounds(min(least, other.least), max(most, other.most))
  }

  /// The bounds of corner values; nothing is known where one of them is not a number.
  private static func around(_ corners: [Double]) -> Bounds {
    guard corners.allSatisfy({ !$0.isNaN }), let least = corners.min(), let most = corners.max()
    else { return .all }
    return Bounds(least, most)
  }

  static func + (left: Bounds, right: Bounds) -> Bounds {
    around([left.least + right.least, left.most + right.most])
  }

  static func - (left: Bounds, right: Bounds) -> Bounds {
    around([left.least - right.most, left.most - right.least])
  }

  static func * (left: Bounds, right: Bounds) -> Bounds {
    around([
      left.least * right.least, left.least * right.most, left.most * right.least,
      left.most * right.most,
    ])
  }

  /// Only a divisor that keeps away from 0 says something.
  static func / (left: Bounds, right: Bounds) -> Bounds {
    guard right.least > 0 || right.most < 0 else { return .all }
    return around([
      left.least / right.least, left.least / right.most, left.most / right.least,
      left.most / right.most,
    ])
  }

  /// In a sentence: "lies between 0 and 100".
  var words: String {
    if least == most { return "is always \(plain(least))" }
    if most == .infinity { return "is never below \(plain(least))" }
    if least == -.infinity { return "is never above \(plain(most))" }
    return "lies between \(plain(least)) and \(plain(most))"
  }
}

/// The bounds of a graph's nodes, worked out in the order of their creation, each once.
struct BoundsTable {
  private var known: [Bounds] = []
  /// What is known of a node from the definition of the function that made it.
  private var defined: [NodeID: Bounds] = [:]

  /// Takes down that a value is what a builtin gives, if that lies between numbers.
  mutating func define(_ value: Value, as name: String) {
    switch value {
    case .scalar(let edge, .number):
      if let bounds = BoundsTable.results[name] { define(edge, bounds) }
    case .record(let members):
      for member in members {
        if case .scalar(let edge, .number) = member.value,
          let bounds = BoundsTable.results["\(name).\(member.name)"]
        {
          define(edge, bounds)
        }
      }
    default: break
    }
  }

  private mutating func define(_ edge: Edge, _ bounds: Bounds) {
    defined[edge.node] = bounds
    if edge.node.index < known.count { known[edge.node.index] = bounds }
  }

  /// - Parameter domain: what a parameter, by its number, may be.
  mutating func bounds(_ edge: Edge, in graph: Graph, domain: (Int) -> Bounds) -> Bounds {
    while known.count < graph.nodes.count, known.count <= edge.node.index {
      let id = NodeID(known.count)
      known.append(defined[id] ?? worked(graph[id], domain))
    }
    return known[edge.node.index]
  }

  /// Operands that are not known yet (a value's own past) may be anything.
  private func of(_ edge: Edge) -> Bounds {
    edge.node.index < known.count ? known[edge.node.index] : .all
  }

  private func worked(_ node: Node, _ domain: (Int) -> Bounds) -> Bounds {
    switch node.kind {
    case .constant(let bits):
      let number = Double(bitPattern: bits)
      return node.bank != .number || number.isNaN ? .all : Bounds(number, number)
    case .parameter(let number): return domain(number)
    case .input(.volume), .barIndex: return Bounds(0, .infinity)
    case .account(let field): return BoundsTable.bounds(field)
    case .reading(.part(let part, zone: _), _): return BoundsTable.bounds(part)
    case .sample(let edge), .hold(let edge, _): return of(edge)
    case .call(let row, let operands, _): return worked(row, operands)
    case .across(.rank, _): return Bounds(1, .infinity)
    case .across(.percentile, _): return Bounds(0, 1)
    default: return .all
    }
  }

  private func worked(_ row: Int, _ operands: [Edge]) -> Bounds {
    let builtin = Builtin.all[row]
    guard builtin.result == .number else { return .all }
    switch (Row.all[row].operation, operands.count) {
    case (.add, 2): return of(operands[0]) + of(operands[1])
    case (.subtract, 2): return of(operands[0]) - of(operands[1])
    case (.multiply, 2): return of(operands[0]) * of(operands[1])
    case (.divide, 2): return of(operands[0]) / of(operands[1])
    case (.negate, 1): return Bounds(0, 0) - of(operands[0])
    case (.coalesce, 2): return of(operands[0]).joined(of(operands[1]))
    case (.choose, 3): return of(operands[1]).joined(of(operands[2]))
    case (nil, _): return worked(builtin, operands)
    default: return .all
    }
  }

  private func worked(_ builtin: Builtin, _ operands: [Edge]) -> Bounds {
    if let bounds = BoundsTable.results[builtin.name] { return bounds }
    let given = operands.map(of)
    switch builtin.name {
    case "min" where given.count == 2:
      return Bounds(min(given[0].least, given[1].least), min(given[0].most, given[1].most))
    case "max" where given.count == 2:
      return Bounds(max(given[0].least, given[1].least), max(given[0].most, given[1].most))
    case "abs":
      let most = given.map { max(abs($0.least), abs($0.most)) }.max()
      return Bounds(0, most ?? .infinity)
    default:
      // The extremes and averages of a window lie where its values do.
      guard BoundsTable.within.contains(builtin.name), let first = given.first else { return .all }
      return given.dropFirst().reduce(first) { $0.joined($1) }
    }
  }

  private static let within: Set<String> = [
    "sma", "ema", "rma", "wma", "highest", "lowest", "median", "highest_ever", "lowest_ever",
    "last",
  ]

  private static func bounds(_ field: AccountField) -> Bounds {
    switch field {
    case .positionBars, .positionLots, .trades, .wins, .drawdown: Bounds(0, .infinity)
    default: .all
    }
  }

  private static func bounds(_ part: CalendarPart) -> Bounds {
    switch part {
    case .second, .minute: Bounds(0, 59)
    case .hour: Bounds(0, 23)
    case .weekday: Bounds(1, 7)
    case .day: Bounds(1, 31)
    case .month: Bounds(1, 12)
    case .week: Bounds(1, 53)
    case .year: .all
    }
  }

  /// What functions give by their definition, by name or `name.field`.
  static let results: [String: Bounds] = {
    var table: [String: Bounds] = [:]
    func add(_ names: [String], _ least: Double, _ most: Double) {
      for name in names { table[name] = Bounds(least, most) }
    }
    add(
      [
        "rsi", "stochrsi", "stoch.k", "stoch.d", "stochf.k", "stochf.d", "stochrsi.k",
        "stochrsi.d", "mfi", "adx", "dx", "adxr", "dmi.plus", "dmi.minus", "dmi.adx", "plus_di",
        "minus_di", "aroon.up", "aroon.down", "ultosc", "connors_rsi", "percent_rank", "rmi",
        "psychological_line",
      ], 0, 100)
    add(["willr"], -100, 0)
    add(["cmo", "aroon_osc", "tsi"], -100, 100)
    add(["correlation", "sign", "sin", "cos", "tanh"], -1, 1)
    add(["efficiency_ratio", "r_squared"], 0, 1)
    add(
      [
        "stdev", "variance", "stdev_sample", "variance_sample", "dev", "atr", "tr", "natr", "sqrt",
        "exp", "bars_since", "highest_bars", "lowest_bars", "count_when", "ulcer",
      ], 0, .infinity)
    return table
  }()
}
