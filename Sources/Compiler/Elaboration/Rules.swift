internal import Machine
internal import Syntax

/// What a file says of all its entries: fixed for a run.
struct RuleEntries {
  struct Limit {
    let kind: Program.Limit.Kind
    let value: NodeID
    let per: NodeID?
    let flattens: Bool
  }

  var pyramid: NodeID?
  var cooldown: NodeID?
  var reverses = true
  var limits: [Limit] = []

  var nodes: [NodeID] {
    [pyramid, cooldown].compactMap { $0 } + limits.map(\.value) + limits.compactMap(\.per)
  }
}

/// `pyramid`, `cooldown`, `reversal` and `limits`.
extension Elaborator {
  mutating func pyramid(_ count: Expression, _ word: Span) {
    once("pyramid", word)
    rules.pyramid = whole(count, "`pyramid`", least: 1, "a position has one entry at least")
  }

  mutating func cooldown(_ bars: Expression, _ word: Span) {
    once("cooldown", word)
    rules.cooldown = whole(bars, "`cooldown`", least: 0, "a rest has no less than 0 bars")
  }

  mutating func reversal(_ isOn: Bool, _ word: Span) {
    once("reversal", word)
    rules.reverses = isOn
  }

  mutating func limits(_ limits: [Limit], _ word: Span) {
    for limit in limits {
      let kind: Program.Limit.Kind
      let value: NodeID?
      var per: NodeID?
      switch limit.kind {
      case .maxDrawdown(let share): (kind, value) = (.drawdown, self.share(share, limit))
      case .maxDailyLoss(let share): (kind, value) = (.dailyLoss, self.share(share, limit))
      case .maxPosition(let share): (kind, value) = (.position, self.share(share, limit))
      case .maxSector(let share): (kind, value) = (.sector, self.share(share, limit))
      case .maxExposure(let share): (kind, value) = (.exposure, self.share(share, limit))
      case .maxOrders(let count, let frame):
        kind = .orders
        value = whole(count, "`max orders`", least: 1, "a limit of orders is 1 at least")
        per = time(frame)
        if per == nil { continue }
      }
      once("max \(kind)", firstWord(limit.span))
      guard let value else { continue }
      rules.limits.append(.init(kind: kind, value: value, per: per, flattens: limit.flatten))
    }
  }

  /// Of such statements a file has one.
  private mutating func once(_ name: String, _ word: Span) {
    if let first = ruleSpans[name] {
      report(.order(.clauseTwice(name, first: first)), at: word)
    } else {
      ruleSpans[name] = word
    }
  }

  /// A number fixed for a run.
  private mutating func fixed(_ expression: Expression, _ user: String) -> NodeID? {
    guard let edge = number(expression, user, Elaborator.file) else { return nil }
    guard graph.binding(edge) <= .parameter, graph[edge.node].standard != nil else {
      report(.time(.notConstant(user)), at: expression.span)
      return nil
    }
    return edge.node
  }

  private mutating func whole(
    _ expression: Expression, _ user: String, least: Int, _ words: String
  ) -> NodeID? {
    guard let node = fixed(expression, user) else { return nil }
    for value in values(of: node) where !(value >= Double(least)) || value != value.rounded() {
      report(.price(.badRule(words, value)), at: expression.span)
      return nil
    }
    return node
  }

  private mutating func share(_ expression: Expression, _ limit: Limit) -> NodeID? {
    guard let node = fixed(expression, "a limit") else { return nil }
    for value in values(of: node) where !(value > 0) {
      report(.price(.badRule("a limit is greater than 0", value)), at: expression.span)
      return nil
    }
    return node
  }

  /// The standard value of what is fixed for a run, and the ends of its domain.
  private func values(of node: NodeID) -> [Double] {
    (graph[node].standard.map { [Double(bitPattern: $0)] } ?? []) + bounds(node)
  }

  private mutating func time(_ expression: Expression) -> NodeID? {
    let value = value(expression, Elaborator.file)
    switch value {
    case .scalar(let edge, .duration) where graph.binding(edge) <= .parameter: return edge.node
    case .unknown: return nil
    default:
      report(.price(.notALength(value.words)), at: expression.span)
      return nil
    }
  }
}
