internal import Machine
internal import Syntax

/// What portfolios have beside strategies: cross-sections and a universe; and `allocate`.
extension Elaborator {
  /// Functions over all instruments, in a fixed order.
  static let acrossFunctions = Across.allCases.map(\.name) + ["top"]

  /// `rank(x)`, `top(x, n)` and their like: a number of every instrument at this close.
  mutating func across(
    _ name: Name, _ arguments: [Argument], _ span: Span, _ scope: Int
  ) -> Value {
    let isTop = name.text == "top"
    let formals =
      [Formal(name: "x", isOptional: false)]
      + (isTop ? [Formal(name: "n", isOptional: false)] : [])
    let matching = Matching(formals, labels: arguments.map { $0.label?.text })
    if let flaw = matching.flaw {
      for argument in arguments { _ = value(argument.value, scope) }
      report(.call(problem(flaw, name.text, formals)), at: place(of: flaw, arguments, name))
      return .unknown
    }
    var numbers: [Edge] = []
    for position in matching.positions.compactMap({ $0 }) {
      guard let edge = number(arguments[position].value, "`\(name.text)`", scope) else { continue }
      numbers.append(edge)
    }
    guard kind == .portfolio else {
      report(.portfolio(.acrossElsewhere(name.text)), at: name.span)
      return .unknown
    }
    guard graph.clock == 0 else {
      report(.portfolio(.acrossInside(name.text)), at: name.span)
      return .unknown
    }
    guard numbers.count == formals.count else { return .unknown }
    let kind = Across.allCases.first { $0.name == name.text } ?? .rank
    let node = graph.across(kind, numbers[0], place(span))
    guard isTop else { return .scalar(Edge(node), .number) }
    return .scalar(
      graph.apply(.lessOrEqual, .number, [Edge(node), numbers[1]], place(span)), .flag)
  }

  /// A cross-section is of the market, and of this bar: what it is made of cannot wait for it, nor
  /// for the account.
  mutating func checkAcross(_ schedule: Schedule) {
    for component in schedule.components {
      for node in component.nodes {
        guard case .across(let kind, _) = graph[node].kind else { continue }
        if component.isLoop {
          report(.portfolio(.acrossOfItself(kind.name)), at: graph[node].origin)
        } else if component.binding >= .account {
          report(.portfolio(.acrossOfAccount(kind.name)), at: graph[node].origin)
        }
      }
    }
  }

  // MARK: - allocate

  /// Two orders say it: one holds the long side, one the short.
  mutating func allocate(_ allocate: Allocate, _ span: Span, _ scope: Int) {
    let target = number(allocate.target, "`allocate`", scope)
    var band: Edge?
    var isComplete = target != nil
    if let expression = allocate.band {
      band = number(expression, "`band`", scope)
      if let band, let number = constantNumber(band), !(number >= 0) {
        report(.portfolio(.badBand(number)), at: expression.span)
        isComplete = false
      }
      isComplete = isComplete && band != nil
    }
    let when = condition(allocate.when, span, scope)
    guard isComplete, let target, let when else { return fact("allocate", [], span) }
    if let entry = orders.first(where: \.isPlainEntry) {
      report(.portfolio(.allocateBesideEnter(entry.span)), at: firstWord(span))
    }
    fact("allocate", [when, target] + (band.map { [$0] } ?? []), span)
    for direction in [OrderStatement.Direction.long, .short] {
      orders.append(
        OrderEntry(kind: .allocate(direction, target: target, band: band), when: when, span: span))
    }
  }

  /// An entry that stands beside an allocation.
  mutating func checkBeside(_ span: Span) {
    if let other = orders.first(where: \.isAllocation) {
      report(.portfolio(.allocateBesideEnter(other.span)), at: firstWord(span))
    }
  }

  // MARK: - universe

  mutating func universe(_ members: [Expression], _ word: Span) {
    if let first = ruleSpans["universe"] {
      report(.order(.clauseTwice("universe", first: first)), at: word)
      return
    }
    ruleSpans["universe"] = word
    for member in members {
      guard case .text(let symbol) = value(member, Elaborator.file), !symbol.isEmpty else {
        report(.portfolio(.universeOfOther), at: member.span)
        continue
      }
      if universe.contains(symbol) {
        report(.portfolio(.memberTwice(symbol)), at: member.span)
      } else {
        universe.append(symbol)
      }
      if symbol.hasSuffix(".csv"), members.count > 1 {
        report(.portfolio(.universeOfOther), at: member.span)
      }
    }
  }
}

extension OrderEntry {
  var isAllocation: Bool {
    if case .allocate = kind { true } else { false }
  }

  var isPlainEntry: Bool {
    if case .enter = kind { true } else { false }
  }
}
