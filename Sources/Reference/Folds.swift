internal import Syntax

/// Folds: every step is worked out by itself, with a memory of its own.
extension ReferenceEvaluator {
  /// `sum any all count max min avg` from left to right.
  func fold(
    _ name: String, _ variable: String, _ range: RangeExpression, _ body: Expression,
    _ names: Names
  ) throws(ReferenceFailure) -> Meaning {
    var terms: [Cell] = []
    for step in try steps(range, names) {
      terms.append(try cell(body, inside(names, variable, step)))
    }
    func numbers(_ first: Double, _ join: @escaping (Double, Double) -> Double) -> Cell {
      .numbers { bar in terms.reduce(first) { join($0, $1.number(bar)) } }
    }
    let count = terms.count
    switch name {
    case "sum": return .series(numbers(0, +))
    case "avg":
      let sum = numbers(0, +)
      return .series(.numbers { quotient(sum.number($0), Double(count)) })
    case "max": return .series(count == 0 ? constant(.nan) : numbers(-.infinity, larger))
    case "min": return .series(count == 0 ? constant(.nan) : numbers(.infinity, smaller))
    case "any": return .series(.flags { bar in terms.map { $0.flag(bar) }.contains(true) })
    case "all": return .series(.flags { bar in terms.map { $0.flag(bar) }.allSatisfy { $0 } })
    case "count":
      return .series(.numbers { bar in Double(terms.map { $0.flag(bar) }.filter { $0 }.count) })
    default: throw ReferenceFailure("\(name) is no fold")
    }
  }

  /// FIRST at the first step, NEXT of the step before at each later one.
  func foldFrom(
    _ variable: String, _ range: RangeExpression, _ first: Expression, _ next: Expression,
    _ names: Names, _ tuple: [String]
  ) throws(ReferenceFailure) -> Meaning {
    let steps = try steps(range, names)
    func seed(_ step: Int) throws(ReferenceFailure) -> Meaning {
      let seed = try meaning(first, inside(names, variable, step))
      guard case .record(let parts) = seed, parts.count == tuple.count, case .tuple = first.kind
      else { return seed }
      return .record(zip(tuple, parts).map { (name: $0, value: $1.value) })
    }
    var value = try blank(try seed(steps.first ?? 0))
    if case .missing = try seed(steps.first ?? 0) {
      let inner = inside(names, variable, steps.first ?? 0)
      inner.previous = .missing
      value = try blank(try meaning(next, inner))
    }
    for step in steps {
      let inner = inside(names, variable, step)
      inner.previous = value
      value = try chosen(
        try seed(step), value, try meaning(next, inner), isFirst: step == steps.first)
    }
    return value
  }

  private func chosen(
    _ seed: Meaning, _ past: Meaning, _ step: Meaning, isFirst: Bool
  ) throws(ReferenceFailure) -> Meaning {
    if case .record(let pasts) = past, case .record(let seeds) = seed,
      case .record(let steps) = step, pasts.count == steps.count
    {
      var parts: [(name: String, value: Meaning)] = []
      for index in pasts.indices {
        let part = try chosen(
          seeds[index].value, pasts[index].value, steps[index].value, isFirst: isFirst)
        parts.append((pasts[index].name, part))
      }
      return .record(parts)
    }
    let (first, before, next) = (try like(seed, past), try cell(past), try like(step, past))
    return .series(
      Cell(before.before) { bar in
        switch (first.at(bar), before.at(bar)) {
        case (.flag, _): isFirst ? first.at(bar) : next.at(bar)
        case (.number(let number), .number(let past)):
          !isValue(past) && isValue(number) ? .number(number) : next.at(bar)
        case (.word(let word), .word(let past)):
          past == nil && word != nil ? .word(word) : next.at(bar)
        default: next.at(bar)
        }
      })
  }

  /// The whole numbers of a range, first to last.
  private func steps(_ range: RangeExpression, _ names: Names) throws(ReferenceFailure) -> [Int] {
    guard let end = range.upper, let lower = Int(exactly: try cell(range.lower, names).number(0)),
      let upper = Int(exactly: try cell(end, names).number(0))
    else { throw ReferenceFailure("a fold without bounds") }
    let last = range.closed ? upper : upper - 1
    return lower <= last ? Array(lower...last) : []
  }

  private func inside(_ names: Names, _ variable: String, _ step: Int) -> Names {
    let inner = Names(parent: names, world)
    inner.known[variable] = .series(constant(Double(step)))
    return inner
  }
}
