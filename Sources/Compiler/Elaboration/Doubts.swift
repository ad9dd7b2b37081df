internal import Machine
internal import Syntax

/// Conditions that mean something, but hardly what was meant.
extension Elaborator {
  /// Only what stands in the file itself is doubted: a function is right for some of its callers.
  private var doubts: Bool {
    // What is written once for many steps is right for some of them.
    let isWrittenOnce = foldDepth + unrolling == 0 && eachValues.isEmpty && calls.isEmpty
    return hasAccount && isWrittenOnce && site == nil && !isTryingOut && !isServingGuests
  }

  /// Looks at a comparison of two numbers.
  mutating func doubt(
    _ symbol: BinaryOperator, _ left: Operated, _ right: Operated, _ span: Span
  ) {
    guard doubts, symbol.isComparison, case .scalar(let a, let type) = left.value,
      case .scalar(let b, type) = right.value,
      max(graph.binding(a), graph.binding(b)) > .parameter
    else { return }
    if a == b { return report(.condition(.same(symbol, source.text(left.span))), at: span) }
    guard type == .number else { return }
    let (first, second) = (bounds(a), bounds(b))
    if let holds = decided(symbol, first, second) {
      // The side that is not a mere number is the one to speak of.
      let (text, bounds) =
        graph.binding(a) > .parameter && !first.isAll
        ? (source.text(left.span), first) : (source.text(right.span), second)
      report(.condition(.decided(holds, text, bounds)), at: span)
    } else if symbol == .equal || symbol == .notEqual, isUneven(a) != isUneven(b) || isUneven(a),
      !isZero(a), !isZero(b)
    {
      let uneven = isUneven(a) ? left : right
      report(.condition(.equality(source.text(uneven.span))), at: span)
    }
  }

  /// Looks at the condition of an `if`.
  mutating func doubt(_ condition: Expression, is edge: Edge) {
    guard doubts, let holds = graph.flag(edge) else { return }
    if case .bool = condition.kind { return }
    report(.condition(.fixed(holds)), at: condition.span)
  }

  /// `not a crosses above b` is true at nearly every bar.
  mutating func doubt(negated operand: Expression, _ span: Span) {
    guard doubts, case .binary(let symbol, let left, let right) = operand.kind else { return }
    let other: String
    switch symbol {
    case .crossesAbove: other = "<="
    case .crossesBelow: other = ">="
    default: return
    }
    let short = operand.span.end - operand.span.start <= 40
    let meant =
      short ? "\(source.text(left.span)) \(other) \(source.text(right.span))" : "a \(other) b"
    report(.condition(.negatedCross(symbol.rawValue, meant: meant)), at: span)
  }

  /// `on "D" { ... }` reads an instrument of that name.
  mutating func doubt(instrument symbol: String, _ span: Span) {
    guard doubts else { return }
    let meant = [
      "D": "1d", "W": "1w", "M": "1mo", "1D": "1d", "1W": "1w", "1M": "1mo",
      "1H": "1h", "4H": "4h", "3M": "3mo", "12M": "1y", "1": "1m", "3": "3m", "5": "5m",
      "15": "15m",
      "30": "30m", "45": "45m", "60": "1h", "120": "2h", "180": "3h", "240": "4h", "M1": "1m",
      "M5": "5m", "M15": "15m", "M30": "30m", "H1": "1h", "H4": "4h", "D1": "1d", "W1": "1w",
      "1d": "1d", "1h": "1h", "4h": "4h", "1w": "1w", "15m": "15m", "5m": "5m", "1m": "1m",
    ]
    guard let timeframe = meant[symbol] else { return }
    report(.condition(.timeframeAsText(symbol, meant: timeframe)), at: span)
  }

  // MARK: - What is known

  private mutating func bounds(_ edge: Edge) -> Bounds {
    boundsTable.bounds(edge, in: graph) { [parameters] number in
      guard number < parameters.count else { return .all }
      switch parameters[number].domain {
      case .range(let range, step: _): return Bounds(range.lowerBound, range.upperBound)
      case .numbers(let numbers):
        guard let least = numbers.min(), let most = numbers.max() else { return .all }
        return Bounds(least, most)
      case .texts, nil: return .all
      }
    }
  }

  /// Whether a comparison always or never holds, wherever both sides are known.
  private func decided(_ symbol: BinaryOperator, _ a: Bounds, _ b: Bounds) -> Bool? {
    switch symbol {
    case .greater: a.least > b.most ? true : a.most <= b.least ? false : nil
    case .greaterOrEqual: a.least >= b.most ? true : a.most < b.least ? false : nil
    case .less: decided(.greater, b, a)
    case .lessOrEqual: decided(.greaterOrEqual, b, a)
    case .equal: a.most < b.least || b.most < a.least ? false : nil
    case .notEqual: a.most < b.least || b.most < a.least ? true : nil
    case .crossesAbove: a.most <= b.least || b.most < a.least ? false : nil
    case .crossesBelow: decided(.crossesAbove, b, a)
    default: nil
    }
  }

  private func isZero(_ edge: Edge) -> Bool {
    guard case .constant(let bits) = graph[edge.node].kind else { return false }
    return Double(bitPattern: bits) == 0
  }

  /// Whether a number comes out of a quotient, a root or an average, so that it is rounded and
  /// hardly ever equal to another.
  private func isUneven(_ edge: Edge, _ depth: Int = 0) -> Bool {
    guard depth < 8, graph.binding(edge) > .parameter,
      case .call(let row, let operands, _) = graph[edge.node].kind
    else { return false }
    func anyIsUneven(_ edges: [Edge]) -> Bool { edges.contains { isUneven($0, depth + 1) } }
    switch Row.all[row].operation {
    case .divide, .power: return true
    case .add, .subtract, .multiply, .negate, .coalesce: return anyIsUneven(operands)
    case .choose: return anyIsUneven(Array(operands.dropFirst()))
    case .some: return false
    case nil: break
    }
    switch Builtin.all[row].name {
    case "sma", "ema", "rma", "wma", "stdev", "variance", "rsi", "atr", "adx", "sqrt", "log", "exp",
      "linreg", "correlation", "vwma", "vwap", "cci", "mfi":
      return true
    case "min", "max", "abs", "highest", "lowest", "last": return anyIsUneven(operands)
    default: return false
    }
  }
}
