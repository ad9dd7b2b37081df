internal import Machine
internal import Syntax

/// `assume { ... }` and `history ...`: constants for whoever runs the program.
extension Elaborator {
  mutating func assume(_ entries: [Assumption]) {
    for entry in entries {
      let word = firstWord(entry.span)
      let name = source.text(word)
      if let first = assumed[name] {
        report(.start(.twice(name, first: first)), at: word)
        continue
      }
      assumed[name] = word
      switch entry.kind {
      case .bars(let expression): assumptions.interval = interval(expression)
      case .capital(let expression):
        assumptions.capital = constant(expression, "the capital", 0.01...1e12)
      case .fee(let expression):
        if isOtherCost(expression) {
          report(.start(.costForm("fee")), at: expression.span)
        } else {
          assumptions.fee = constant(expression, "a fee", 0...0.99)
        }
      case .slippage(let expression): assumptions.slippage = slippage(expression)
      }
    }
  }

  /// True for a cost as the command line takes it: a text, or so much a unit or an order.
  private func isOtherCost(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .text: true
    case .binary(.divide, _, let right):
      if case .name(let name) = right.kind {
        ["unit", "units", "order", "share", "contract"].contains(name)
      } else {
        false
      }
    case .binary(.add, let left, let right): isOtherCost(left) || isOtherCost(right)
    default: false
    }
  }

  private mutating func interval(_ expression: Expression) -> Int64? {
    let value = value(expression, Elaborator.file)
    guard case .scalar(let edge, .duration) = value else {
      if !value.isUnknown {
        report(.start(.notALength("`bars`", value.words)), at: expression.span)
      }
      return nil
    }
    guard let word = constantWord(edge), word > 0 else {
      report(.time(.notConstant("the length of a bar")), at: expression.span)
      return nil
    }
    return word
  }

  private mutating func slippage(_ expression: Expression) -> Assumptions.Slippage? {
    if case .number(let ticks, .ticks) = expression.kind {
      if ticks >= 0, ticks <= 1e6 { return .ticks(ticks) }
      report(.start(.outOfRange("slippage", ticks)), at: expression.span)
      return nil
    }
    if case .binary(.add, _, _) = expression.kind {
      report(.start(.costForm("slippage")), at: expression.span)
      return nil
    }
    return constant(expression, "slippage", 0...0.99).map { .share($0) }
  }

  private mutating func constant(
    _ expression: Expression, _ what: String, _ range: ClosedRange<Double>
  ) -> Double? {
    guard let edge = number(expression, what, Elaborator.file) else { return nil }
    guard let number = constantNumber(edge) else {
      report(.time(.notConstant(what)), at: expression.span)
      return nil
    }
    guard range.contains(number) else {
      report(.start(.outOfRange(what, number)), at: expression.span)
      return nil
    }
    return number
  }

  /// The word of an edge that is known when the file is compiled.
  private func constantWord(_ edge: Edge) -> Int64? {
    guard edge.shift == .none, case .constant(let bits) = graph[edge.node].kind else { return nil }
    let word = Int64(bitPattern: bits)
    return word == Grid.missing ? nil : word
  }

  /// The time of an edge that is known when the file is compiled; a date without a zone is that day
  /// in UTC.
  private func momentWord(_ edge: Edge) -> Int64? {
    if edge.shift == .none, case .moment(let local) = graph[edge.node].kind { return local }
    return constantWord(edge)
  }

  // MARK: - history

  mutating func history(_ history: Syntax.History, _ span: Span) {
    if let first = assumed["history"] {
      report(.start(.twice("history", first: first)), at: firstWord(span))
      return
    }
    assumed["history"] = firstWord(span)
    switch history {
    case .bars(let expression):
      guard
        let bars = constant(expression, "the history", 1...Double(MachineLimits.length))
      else { return }
      guard let whole = Int(exactly: bars) else {
        report(.start(.outOfRange("the history", bars)), at: expression.span)
        return
      }
      assumptions.history = .bars(whole)
    case .since(let expression):
      let value = value(expression, Elaborator.file)
      guard case .scalar(let edge, .time) = value, let time = momentWord(edge) else {
        if !value.isUnknown {
          report(.start(.notALength("`since`", value.words)), at: expression.span)
        }
        return
      }
      assumptions.history = .since(time)
    }
  }
}
