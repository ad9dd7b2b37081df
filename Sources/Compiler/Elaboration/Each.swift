internal import Machine
internal import Syntax

/// `each i in 1..4 { ... }`: the statements, once for each number. The parser lets in nothing but
/// `let`, `enter`, `exit`, `plot` and `alert`.
extension Elaborator {
  mutating func each(_ each: Each, _ span: Span, _ scope: Int) {
    guard let range = numbers(each.range, scope) else {
      markUsed(each.items.flatMap(\.expressions), from: scope)
      return
    }
    unrolling += 1
    defer { unrolling -= 1 }
    for number in range {
      guard admits(span) else { return }
      let inner = scopes.count
      scopes.append(Scope(parent: scope))
      if Elaborator.isPriceColumn(each.variable.text) {
        report(.name(.priceColumn(each.variable.text)), at: each.variable.span)
      }
      let value = Value.scalar(
        Edge(graph.constant(Double(number), place(each.variable.span))), .number)
      bind(each.variable, to: value, in: inner)
      eachValues.append((each.variable.text, number))
      state(each.items, inner)
      eachValues.removeLast()
    }
  }

  /// The statements of one round: its names first, whatever their order.
  private mutating func state(_ items: [Item], _ scope: Int) {
    let first = declarations.count
    for item in items {
      if case .binding(let binding) = item.kind { declare(binding, in: scope) }
    }
    let own = first..<declarations.count
    for id in own { elaborateIfWaiting(id) }
    for item in items {
      switch item.kind {
      case .binding: break
      case .enter, .exit, .plot, .alert: state(item, scope)
      // The parser has refused it.
      default: break
      }
    }
    if isWhole { warnOfUnused(own) }
  }

  private mutating func numbers(_ range: RangeExpression, _ scope: Int) -> ClosedRange<Int>? {
    guard let lower = whole(range.lower, scope), let end = range.upper,
      let upper = whole(end, scope)
    else { return nil }
    let last = range.closed ? upper : upper - 1
    guard lower <= last else {
      report(.output(.emptyEach), at: range.span)
      return nil
    }
    guard last - lower < Bound.expansion else {
      report(.fold(.tooMany(last - lower + 1, most: Bound.expansion)), at: range.span)
      return nil
    }
    return lower...last
  }

  private mutating func whole(_ expression: Expression, _ scope: Int) -> Int? {
    guard let edge = number(expression, "`each`", scope) else { return nil }
    guard let number = constantNumber(edge) else {
      report(.time(.notConstant("a bound of `each`")), at: expression.span)
      return nil
    }
    guard let whole = Int(exactly: number), whole.magnitude <= UInt(MachineLimits.length) else {
      report(.output(.notWhole(number)), at: expression.span)
      return nil
    }
    return whole
  }
}
