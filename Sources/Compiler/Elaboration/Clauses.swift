internal import Machine
internal import Syntax

/// The clauses of an order, each at most once.
struct Clauses {
  var when: Expression?
  var size: (Expression, Clause.SizeUnit)?
  var risk: Expression?
  var at: Expression?
  var beyond: Expression?
  var lasting: Clause.Duration?
  var until: Expression?
  var untilFilled = false
  var stop: Clause.Price?
  var target: Clause.Price?
  var trail: Expression?
  var after: Expression?
  /// The first clause that keeps a resting order.
  var keeper: Span?
  /// False when a clause could not be made sense of.
  var isComplete = true

  mutating func take(_ clause: Clause, word: Span) {
    switch clause.kind {
    case .when(let value): when = value
    case .size(let value, let unit): size = (value, unit)
    case .risk(let value): risk = value
    case .at(let value): at = value
    case .beyond(let value, let limit):
      beyond = value
      if let limit { at = limit }
    case .lasting(let duration):
      lasting = duration
      keeper = keeper ?? word
    case .until(let value):
      until = value
      keeper = keeper ?? word
    case .untilFilled:
      untilFilled = true
      keeper = keeper ?? word
    case .stop(let price): stop = price
    case .target(let price): target = price
    case .trail(let value, let arming): (trail, after) = (value, arming)
    }
  }
}

extension Clause {
  /// What a clause is about: of each subject an order has one.
  var subject: String {
    switch kind {
    case .size, .risk: "size"
    case .at, .beyond: "place"
    default: word
    }
  }
}

/// What the clauses of an order mean; `nil` where one could not be made sense of.
extension Elaborator {
  /// A value that there need not be.
  struct Maybe<Content> {
    let value: Content?
  }

  /// The clauses of `entries` that an entry lacks.
  func standardClauses(for enter: Enter) -> [Clause] {
    var seen = Set(enter.clauses.map(\.subject))
    var clauses: [Clause] = []
    for standard in defaults where standard.side == nil || standard.side == enter.side {
      for clause in standard.clauses where !seen.contains(clause.subject) {
        clauses.append(clause)
      }
      seen.formUnion(standard.clauses.map(\.subject))
    }
    return clauses
  }

  mutating func clauses(_ clauses: [Clause], isEntry: Bool, _ scope: Int) -> Clauses {
    var result = Clauses()
    var seen: [String: Span] = [:]
    for clause in clauses {
      let word = firstWord(clause.span)
      guard isEntry || clause.isOfExits else {
        report(.order(.clauseOfEnter(clause.word)), at: word)
        markUsed(clause.expressions, from: scope)
        continue
      }
      if let first = seen[clause.subject] {
        report(.order(.clauseTwice(clause.word, first: first)), at: word)
        for expression in clause.expressions { _ = value(expression, scope) }
        continue
      }
      seen[clause.subject] = word
      result.take(clause, word: word)
    }
    return result
  }

  // MARK: - Where an entry waits

  mutating func placement(
    _ clauses: Clauses, _ when: Edge?, _ span: Span, _ scope: Int
  ) -> Maybe<OrderEntry.Placement>? {
    var placement = OrderEntry.Placement()
    var isComplete = true
    if let expression = clauses.at {
      placement.at = level(expression, "at", scope)
      if placement.at == nil { isComplete = false }
    }
    if let expression = clauses.beyond {
      placement.beyond = level(expression, "beyond", scope)
      if placement.beyond == nil { isComplete = false }
    }
    let keep = keep(clauses, when, span, scope)
    if keep == nil { isComplete = false }
    placement.keep = keep?.value
    guard clauses.at != nil || clauses.beyond != nil else {
      if let keeper = clauses.keeper { report(.price(.keptAtMarket), at: keeper) }
      return isComplete ? Maybe(value: nil) : nil
    }
    if clauses.keeper == nil, let condition = clauses.when, isEvent(condition) {
      report(.price(.livesOneBar), at: condition.span)
    }
    return isComplete ? Maybe(value: placement) : nil
  }

  /// The flag that keeps a resting order at closes where `when` does not hold.
  private mutating func keep(
    _ clauses: Clauses, _ when: Edge?, _ span: Span, _ scope: Int
  ) -> Maybe<Edge>? {
    guard let keeper = clauses.keeper else { return Maybe(value: nil) }
    let origin = place(keeper)
    graph.keepers.insert(origin)
    var keep = Edge(graph.constant(true, origin))
    switch clauses.lasting {
    case nil: break
    case .bars(let expression):
      guard let count = number(expression, "`for`", scope), let when else { return nil }
      if let bars = constantNumber(count), !(bars >= 1) {
        report(.price(.noBars(bars)), at: expression.span)
        return nil
      }
      guard let row = Builtin.rows(named: "bars_since").first else { return nil }
      let since = graph.apply(row, [when], [], origin)
      keep = graph.apply(.less, .number, [since, count], origin)
    case .time(let expression):
      guard let when, let length = length(expression, scope) else { return nil }
      keep = passed(since: when, less: length, origin)
    }
    if let expression = clauses.until {
      guard let end = flag(expression, "`until`", scope) else { return nil }
      keep = graph.apply(
        .and, .flag, [keep, graph.apply(.not, .flag, [end], origin)], origin)
    }
    return Maybe(value: keep)
  }

  private mutating func length(_ expression: Expression, _ scope: Int) -> Edge? {
    let value = value(expression, scope)
    switch value {
    case .scalar(let edge, .duration): return edge
    case .unknown: return nil
    default:
      report(.price(.notALength(value.words)), at: expression.span)
      return nil
    }
  }

  /// True while less than a length of time has passed since the close at which a condition last
  /// held.
  private mutating func passed(since when: Edge, less length: Edge, _ origin: Span) -> Edge {
    // One that never holds keeps nothing.
    if graph.flag(when) == false { return Edge(graph.constant(false, origin)) }
    let close = Edge(graph.timeClose(origin))
    let past = graph.recurrence(.word, origin)
    let last = graph.apply(.choose, .word, [when, close, Edge(past, .fixed(1))], origin)
    _ = graph.define(past, as: last)
    let way = graph.apply(.subtract, .word, [close, last], origin)
    return graph.apply(.less, .word, [way, length], origin)
  }

  /// True for a condition that holds for one bar as a rule: a cross, or a beginning.
  private func isEvent(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .binary(.crossesAbove, _, _), .binary(.crossesBelow, _, _): true
    case .binary(.and, let left, let right): isEvent(left) || isEvent(right)
    case .binary(.or, let left, let right): isEvent(left) && isEvent(right)
    case .call(let name, _): name.text == "becomes"
    default: false
    }
  }

  // MARK: - Where an entry is left

  mutating func prices(
    _ clauses: Clauses, isEntry: Bool, _ scope: Int
  ) -> Maybe<OrderEntry.Prices>? {
    var prices = OrderEntry.Prices()
    var isComplete = true
    let own = clauses.stop != nil || exitsHaveStop || (!isEntry && entriesHaveStop)
    if let stop = clauses.stop {
      prices.stop = price(stop, "stop", mayRisk: false, hasStop: own, scope)
      if prices.stop == nil { isComplete = false }
    }
    if let target = clauses.target {
      prices.target = price(target, "target", mayRisk: true, hasStop: own, scope)
      if prices.target == nil { isComplete = false }
    }
    if let trail = clauses.trail {
      prices.trail = distance(trail, "trail", mayRisk: true, hasStop: own, scope)
      if prices.trail == nil { isComplete = false }
    }
    if let after = clauses.after {
      prices.after = distance(after, "after", mayRisk: true, hasStop: own, scope)
      if prices.after == nil { isComplete = false }
    }
    guard isComplete else { return nil }
    return Maybe(value: prices.all.isEmpty ? nil : prices)
  }

  private mutating func price(
    _ price: Clause.Price, _ word: String, mayRisk: Bool, hasStop: Bool, _ scope: Int
  ) -> OrderEntry.Price? {
    switch price {
    case .level(let expression):
      return level(expression, "\(word) at", scope).map { .init(form: .level, edge: $0) }
    case .distance(let expression):
      return distance(expression, word, mayRisk: mayRisk, hasStop: hasStop, scope)
    }
  }

  /// A price of the market.
  private mutating func level(_ expression: Expression, _ word: String, _ scope: Int) -> Edge? {
    guard let edge = number(expression, "`\(word)`", scope) else { return nil }
    if dimensions.measure(edge.node, in: graph) == .distance {
      report(.dimension(.distanceAsLevel(word)), at: expression.span)
    }
    return edge
  }

  /// A distance says what it counts: a price, a ratio of the fill, or multiples of the risk.
  private mutating func distance(
    _ expression: Expression, _ word: String, mayRisk: Bool, hasStop: Bool, _ scope: Int
  ) -> OrderEntry.Price? {
    let units = units(in: expression, scope)
    let isRisk = units.contains(.risk)
    allowsRisk = true
    let number = number(expression, "`\(word)`", scope)
    allowsRisk = false
    guard let edge = number else { return nil }
    if let constant = constantNumber(edge), constant <= 0 {
      report(.price(.badDistance(constant)), at: expression.span)
      return nil
    }
    let measure = dimensions.measure(edge.node, in: graph)
    switch measure.dimension {
    case .price where !isRisk:
      noticeLevel(measure, expression, word)
      return .init(form: .distance, edge: edge)
    case .ratio where !isRisk: return .init(form: .ratio, edge: edge)
    case .plain where isRisk:
      if !mayRisk || !hasStop {
        report(.price(mayRisk ? .multipleWithoutStop : .stopByRisk), at: expression.span)
        return nil
      }
      return .init(form: .risk, edge: edge)
    case .plain where units.contains(.percent) || units.contains(.bps):
      return .init(form: .ratio, edge: edge)
    case .plain where constantNumber(edge)?.isNaN == true:
      return .init(form: .distance, edge: edge)
    default:
      report(.price(.bareDistance(word, isPlain: measure.dimension == .plain)), at: expression.span)
      return nil
    }
  }

  /// A distance as far as the price itself is a level, which stands behind `at`.
  private mutating func noticeLevel(_ measure: Measure, _ expression: Expression, _ word: String) {
    guard let degree = measure.degree, degree >= 0.75 else { return }
    report(.dimension(.levelAsDistance(word)), at: expression.span)
  }

  /// The units of the literals in an expression and in what its names stand for.
  private func units(in expression: Expression, _ scope: Int) -> Set<Unit> {
    var units: Set<Unit> = []
    var seen: Set<Int> = []
    var waiting = [(expression, scope)]
    while let (next, scope) = waiting.popLast() {
      switch next.kind {
      case .number(_, let unit?): units.insert(unit)
      case .name(let name):
        guard let id = declaration(ofValue: name, from: scope), seen.insert(id).inserted else {
          continue
        }
        switch declarations[id].meaning {
        case .binding(let value): waiting.append((value, declarations[id].scope))
        case .parameter(let parameter): waiting.append((parameter.value, declarations[id].scope))
        default: break
        }
      default: waiting += next.children.map { ($0, scope) }
      }
    }
    return units
  }
}

extension Clause {
  /// True for what an `exit` may say.
  var isOfExits: Bool {
    switch kind {
    case .when, .stop, .target, .trail: true
    case .at, .beyond, .lasting, .until, .untilFilled, .size, .risk: false
    }
  }
}
