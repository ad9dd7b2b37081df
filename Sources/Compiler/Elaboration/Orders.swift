internal import Machine
internal import Syntax

/// `enter` and `exit`, as far as they are market orders.
extension Elaborator {
  /// The tags of all entries, so that an exit may speak of a later one.
  mutating func collectTags(_ items: [Item]) {
    for item in items {
      guard case .enter(let enter) = item.kind, let tag = enter.tag?.plain else { continue }
      if !tags.contains(tag) { tags.append(tag) }
    }
    if isWhole, kind == .strategy, !items.contains(where: \.isOrder) {
      report(.order(.noOrders), at: .none)
    }
    hasOpenTags = items.contains(where: \.hasOpenTags)
  }

  mutating func enter(_ enter: Enter, _ span: Span, _ scope: Int = Elaborator.file) {
    let tag = self.tag(enter.tag)
    let clauses = clauses(enter.clauses, allowed: ["when", "size"], user: "enter", scope)
    let when = condition(clauses.when, span, scope)
    var size: (OrderStatement.SizeUnit, Edge)?
    var isComplete = true
    if let clause = clauses.size {
      size = sized(clause.0, clause.1, scope)
      isComplete = size != nil
    }
    let name = "enter \(enter.side.rawValue)" + (enter.tag?.plain.map { " \"\($0)\"" } ?? "")
    fact(name, [when, size?.1], span)
    guard let when, isComplete else { return }
    orders.append(
      OrderEntry(
        kind: .enter(enter.side.direction, tag: tag, size: size), when: when, span: span))
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
    case .side(let side): selector = .side(side.direction)
    case .tag(let template): selector = self.selector(template)
    }
    let clauses = clauses(exit.clauses, allowed: ["when"], user: "exit", scope)
    let when = condition(clauses.when, span, scope)
    fact(source.text(Span(span.start, head(exit, span))), [when, share], span)
    guard let when, let selector, isComplete else { return }
    orders.append(OrderEntry(kind: .exit(selector, share: share), when: when, span: span))
  }

  /// Where the clauses of an exit begin.
  private func head(_ exit: Exit, _ span: Span) -> Int {
    var end = exit.clauses.first?.span.start ?? span.end
    while end > span.start, source.bytes[end - 1].isSpace { end -= 1 }
    return end
  }

  private mutating func fact(_ name: String, _ edges: [Edge?], _ span: Span) {
    let parts = edges.compactMap { $0 }.map { Value.scalar($0, .flag) }
    let isKnown = edges.first.map { $0 != nil } ?? false
    facts.append(
      FactEntry(
        kind: .order, name: name, span: firstWord(span),
        value: isKnown ? .tuple(parts) : .unknown, type: "order"))
  }

  // MARK: - Tags

  private mutating func tag(_ template: TextTemplate?) -> String? {
    guard let template else { return nil }
    if let text = template.plain { return text }
    report(.unsupported(.construct("a tag with `{...}` in it")), at: template.span)
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

  // MARK: - Clauses

  private struct Clauses {
    var when: Expression?
    var size: (Expression, Clause.SizeUnit)?
  }

  /// The clauses that are understood; each of them may stand once.
  private mutating func clauses(
    _ clauses: [Clause], allowed: [String], user: String, _ scope: Int
  ) -> Clauses {
    var result = Clauses()
    var seen: [String: Span] = [:]
    for clause in clauses {
      let word = clause.word
      switch clause.kind {
      case .when, .size:
        guard allowed.contains(word) else {
          report(.order(.clauseOfEnter(word)), at: firstWord(clause.span))
          markUsed(clause.expressions, from: scope)
          continue
        }
        if let first = seen[word] {
          report(.order(.clauseTwice(word, first: first)), at: firstWord(clause.span))
          for expression in clause.expressions { _ = value(expression, scope) }
          continue
        }
        seen[word] = firstWord(clause.span)
        if case .when(let expression) = clause.kind { result.when = expression }
        if case .size(let expression, let unit) = clause.kind { result.size = (expression, unit) }
      default:
        report(
          .unsupported(.construct("`\(word)` in an `\(user)`")), at: firstWord(clause.span))
        markUsed(clause.expressions, from: scope)
      }
    }
    return result
  }

  private mutating func condition(
    _ expression: Expression?, _ span: Span, _ scope: Int
  ) -> Edge? {
    guard let expression else { return Edge(graph.constant(true, firstWord(span))) }
    guard let edge = flag(expression, "`when`", scope) else { return nil }
    if graph.flag(edge) == false { report(.order(.neverActs), at: expression.span) }
    return edge
  }

  private mutating func sized(
    _ expression: Expression, _ unit: Clause.SizeUnit, _ scope: Int
  ) -> (OrderStatement.SizeUnit, Edge)? {
    guard let edge = number(expression, "`size`", scope) else { return nil }
    if let size = constantNumber(edge) {
      if size.isNaN { report(.order(.missingSize), at: expression.span) }
      if size <= 0 {
        report(.order(.badSize(size)), at: expression.span)
        return nil
      }
    }
    switch unit {
    case .share: return (.share, edge)
    case .units: return (.units, edge)
    case .cash: return (.cash, edge)
    }
  }

  private mutating func share(_ expression: Expression, _ scope: Int) -> Edge? {
    guard let edge = number(expression, "the share of an `exit`", scope) else { return nil }
    if let share = constantNumber(edge), !(share > 0 && share <= 1) {
      report(.order(.badShare(share)), at: expression.span)
      return nil
    }
    return edge
  }
}

extension Item {
  var isOrder: Bool {
    switch kind {
    case .enter, .exit, .allocate, .each: true
    default: false
    }
  }
}

extension Item {
  /// True for what makes entries whose tags are not known here.
  var hasOpenTags: Bool {
    switch kind {
    case .each: true
    case .enter(let enter): enter.tag != nil && enter.tag?.plain == nil
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
