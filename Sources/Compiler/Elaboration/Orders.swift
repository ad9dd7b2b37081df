internal import Machine
internal import Syntax

/// `enter` and `exit`.
extension Elaborator {
  /// The tags of all entries, so that an exit may speak of a later one, and the clauses that
  /// `entries` gives to them.
  mutating func collectTags(_ items: [Item]) {
    for item in items {
      if case .entries(let entries) = item.kind { defaults.append(entries) }
      guard case .enter(let enter) = item.kind else { continue }
      sides.insert(enter.side.direction)
      if let tag = enter.tag?.plain, !tags.contains(tag) { tags.append(tag) }
    }
    if isWhole, kind == .strategy || kind == .portfolio, !items.contains(where: \.isOrder) {
      report(.order(.noOrders), at: .none)
    }
    hasOpenTags = items.contains(where: \.hasOpenTags)
    entriesHaveStop = items.contains { $0.hasStop(ofExits: false) }
    exitsHaveStop = items.contains { $0.hasStop(ofExits: true) }
  }

  mutating func enter(_ enter: Enter, _ span: Span, _ scope: Int = Elaborator.file) {
    checkBeside(span)
    let tag = self.tag(enter.tag)
    let all = enter.clauses + standardClauses(for: enter)
    let clauses = clauses(all, isEntry: true, scope)
    let when = condition(clauses.when, span, scope)
    let placement = placement(clauses, when, span, scope)
    let prices = prices(clauses, isEntry: true, scope)
    var isComplete = clauses.isComplete && placement != nil && prices != nil
    var size: (OrderStatement.SizeUnit, Edge)?
    if let clause = clauses.size {
      size = sized(clause.0, clause.1, scope)
      if size == nil { isComplete = false }
    }
    if let risk = clauses.risk {
      size = riskSized(risk, clauses, scope)
      if size == nil { isComplete = false }
    }
    let name = "enter \(enter.side.rawValue)" + (enter.tag?.plain.map { " \"\($0)\"" } ?? "")
    guard let when, isComplete, let placement, let prices else {
      return fact(name, when.map { [$0, size?.1].compactMap { $0 } } ?? [], span)
    }
    add(
      OrderEntry(
        kind: .enter(enter.side.direction, tag: tag, size: size), when: when,
        placement: placement.value, prices: prices.value, span: span), name)
  }

  mutating func exit(_ exit: Exit, _ span: Span, _ scope: Int = Elaborator.file) {
    var share: Edge?
    var isComplete = true
    if let expression = exit.share {
      share = self.share(expression, scope)
      isComplete = share != nil
    }
    let selector: OrderStatement.Selector?
    switch exit.selector {
    case .all: selector = .all
    case .side(let side):
      selector = .side(side.direction)
      if isWhole, !sides.contains(side.direction), !hasOpenTags {
        report(.order(.nothingToExit(side.rawValue)), at: firstWord(span))
      }
    case .tag(let template): selector = self.selector(template)
    }
    let clauses = clauses(exit.clauses, isEntry: false, scope)
    let when = condition(clauses.when, span, scope)
    let prices = prices(clauses, isEntry: false, scope)
    let name = source.text(Span(span.start, head(exit, span)))
    guard let when, let selector, isComplete, clauses.isComplete, let prices else {
      return fact(name, when.map { [$0, share].compactMap { $0 } } ?? [], span)
    }
    add(
      OrderEntry(
        kind: .exit(selector, share: share), when: when, prices: prices.value, span: span), name)
  }

  mutating func add(_ order: OrderEntry, _ name: String) {
    fact(name, order.edges, order.span)
    orders.append(order)
  }

  /// Where the clauses of an exit begin.
  private func head(_ exit: Exit, _ span: Span) -> Int {
    var end = exit.clauses.first?.span.start ?? span.end
    while end > span.start, source.bytes[end - 1].isSpace { end -= 1 }
    return end
  }

  /// - Parameter edges: none where the order is not understood.
  mutating func fact(_ name: String, _ edges: [Edge], _ span: Span) {
    let parts = edges.map { Value.scalar($0, .flag) }
    facts.append(
      FactEntry(
        kind: .order, name: name, span: firstWord(span),
        value: parts.isEmpty ? .unknown : .tuple(parts), type: "order"))
  }

  // MARK: - Tags

  private mutating func tag(_ template: TextTemplate?) -> String? {
    guard let template else { return nil }
    if let text = template.plain { return text }
    report(.output(.textWithValues), at: template.span)
    markUsed(template.values)
    return nil
  }

  private mutating func selector(_ template: TextTemplate) -> OrderStatement.Selector? {
    guard let text = tag(template) else { return nil }
    if !tags.contains(text), isWhole, !hasOpenTags {
      let near = near(text, among: tags)
      report(.order(.unknownTag(text, known: tags, suggestions: near)), at: template.span)
      return nil
    }
    return .tag(text)
  }

  // MARK: - When and how much

  mutating func condition(
    _ expression: Expression?, _ span: Span, _ scope: Int
  ) -> Edge? {
    guard let expression else { return Edge(graph.constant(true, firstWord(span))) }
    guard let edge = flag(expression, "`when`", scope) else { return nil }
    if graph.flag(edge) == false { report(.order(.neverActs), at: expression.span) }
    notice(edge, at: expression.span)
    return edge
  }

  private mutating func sized(
    _ expression: Expression, _ unit: Clause.SizeUnit, _ scope: Int
  ) -> (OrderStatement.SizeUnit, Edge)? {
    guard let edge = size(expression, "`size`", scope) else { return nil }
    switch unit {
    case .share: return (.share, edge)
    case .units: return (.units, edge)
    case .cash: return (.cash, edge)
    }
  }

  private mutating func riskSized(
    _ expression: Expression, _ clauses: Clauses, _ scope: Int
  ) -> (OrderStatement.SizeUnit, Edge)? {
    let edge = size(expression, "`risk`", scope)
    guard clauses.stop != nil else {
      report(.price(.riskWithoutStop), at: expression.span)
      return nil
    }
    return edge.map { (.risk, $0) }
  }

  private mutating func size(_ expression: Expression, _ user: String, _ scope: Int) -> Edge? {
    guard let edge = number(expression, user, scope) else { return nil }
    guard let size = constantNumber(edge) else { return edge }
    if size.isNaN { report(.order(.missingSize), at: expression.span) }
    if size <= 0 {
      report(.order(.badSize(size)), at: expression.span)
      return nil
    }
    return edge
  }

  private mutating func share(_ expression: Expression, _ scope: Int) -> Edge? {
    guard let edge = number(expression, "the share of an `exit`", scope) else { return nil }
    if let share = constantNumber(edge), !(share > 0 && share <= 1) {
      report(.order(.badShare(share)), at: expression.span)
      return nil
    }
    return edge
  }

  mutating func number(_ expression: Expression, _ user: String, _ scope: Int) -> Edge? {
    let value = value(expression, scope)
    switch value {
    case .scalar(let edge, .number): return edge
    case .missing: return Edge(graph.constant(.nan, place(expression.span)))
    case .unknown: return nil
    default:
      report(.type(.notNumber(user, value.words)), at: expression.span)
      return nil
    }
  }
}

extension Item {
  var isOrder: Bool {
    switch kind {
    case .enter, .exit, .allocate, .each: true
    default: false
    }
  }

  /// True for what makes entries whose tags are not known here.
  var hasOpenTags: Bool {
    switch kind {
    case .each: true
    case .enter(let enter): enter.tag != nil && enter.tag?.plain == nil
    default: false
    }
  }

  /// True where a stop is said, which risk may be counted by.
  func hasStop(ofExits: Bool) -> Bool {
    switch kind {
    case .enter(let enter): !ofExits && enter.clauses.contains { $0.word == "stop" }
    case .entries(let entries): !ofExits && entries.clauses.contains { $0.word == "stop" }
    case .exit(let exit): ofExits && exit.clauses.contains { $0.word == "stop" }
    case .each(let each): each.items.contains { $0.hasStop(ofExits: ofExits) }
    default: false
    }
  }
}

extension Side {
  var direction: OrderStatement.Direction { self == .long ? .long : .short }
}

extension UInt8 {
  var isSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
