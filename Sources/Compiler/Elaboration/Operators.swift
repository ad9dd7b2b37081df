internal import Machine
internal import Syntax

extension Elaborator {
  /// An operand with the place where it is written.
  struct Operated {
    let value: Value
    let span: Span
  }

  mutating func unary(
    _ symbol: UnaryOperator, _ operand: Expression, _ span: Span, _ scope: Int
  ) -> Value {
    let value = value(operand, scope)
    if symbol == .not { doubt(negated: operand, span) }
    switch (symbol, value) {
    case (_, .unknown): return .unknown
    case (.negate, .missing): return .missing
    case (.negate, .scalar(let edge, .duration)):
      return difference(of: zeroDuration(span), edge, .duration, span)
    default: break
    }
    let wanted: ScalarType = symbol == .not ? .flag : .number
    guard case .scalar(let edge, wanted) = value else {
      report(
        .type(.operand(symbol.rawValue, wanted: wanted.words, found: value.words)),
        at: operand.span)
      return .unknown
    }
    let operation: Operation = symbol == .not ? .not : .negate
    return .scalar(graph.apply(operation, wanted.bank, [edge], place(span)), wanted)
  }

  mutating func binary(
    _ symbol: BinaryOperator, _ left: Expression, _ right: Expression, _ span: Span,
    _ scope: Int
  ) -> Value {
    if symbol.isComparison, case .index = left.kind { compared = (left.span, right.span) }
    let first = Operated(value: value(left, scope), span: left.span)
    if symbol.isComparison, case .index = right.kind { compared = (right.span, left.span) }
    let second = Operated(value: value(right, scope), span: right.span)
    if first.value.isUnknown || second.value.isUnknown { return .unknown }
    if symbol.isLogical { noticeSides(first, second, of: [left, right]) }
    if symbol.isComparison, let result = comparisonWithMissing(symbol, first, second, span) {
      return result
    }
    doubt(symbol, first, second, span)
    if case .scalar(let a, .number) = first.value, case .scalar(let b, .number) = second.value {
      checkDimensions(symbol, (left, a), (right, b), span)
    }
    return operate(symbol, first, second, span)
  }

  /// Warns of nonsense: what is said is computed all the same.
  private mutating func checkDimensions(
    _ symbol: BinaryOperator, _ left: (Expression, Edge), _ right: (Expression, Edge), _ span: Span
  ) {
    let isSum = symbol == .add || symbol == .subtract
    guard site == nil, !isTryingOut, isSum || symbol.isComparison else { return }
    let first = dimensions.measure(left.1.node, in: graph).dimension
    let second = dimensions.measure(right.1.node, in: graph).dimension
    if isSum, case .number(let number, let unit) = right.0.kind,
      unit == .percent || unit == .bps,
      [.price, .volume, .money].contains(first)
    {
      let percent = unit == .percent ? number : number / 100
      let factor = plain(symbol == .add ? 100 + percent : 100 - percent)
      var text = source.text(left.0.span)
      if case .binary = left.0.kind { text = "(\(text))" }
      report(
        .dimension(
          .percentAdded(
            source.text(right.0.span), first.rawValue, fix: "\(text) * \(factor)%")), at: span)
    } else if first.clashes(with: second) {
      report(
        .dimension(
          isSum
            ? .added(first.rawValue, second.rawValue)
            : .compared(symbol.rawValue, first.rawValue, second.rawValue)), at: span)
    }
  }

  /// `x == na` is never true; what is meant is `is_na(x)`.
  private mutating func comparisonWithMissing(
    _ symbol: BinaryOperator, _ left: Operated, _ right: Operated, _ span: Span
  ) -> Value? {
    let other: Operated
    switch (left.value, right.value) {
    case (.missing, _): other = right
    case (_, .missing): other = left
    default: return nil
    }
    let text = site == nil ? source.text(other.span) : "x"
    report(.type(.comparedWithMissing(text, negated: symbol == .notEqual)), at: span)
    return .unknown
  }

  private mutating func operate(
    _ symbol: BinaryOperator, _ left: Operated, _ right: Operated, _ span: Span
  ) -> Value {
    switch (left.value, right.value) {
    case (.choice, _), (_, .choice), (.text, _), (_, .text), (.symbol, _), (_, .symbol):
      return texts(symbol, left, right, span)
    case (.scalar(let a, let first), .scalar(let b, let second))
    where first.bank == .word && second.bank == .word:
      return times(symbol, a, first, b, second, span)
    case (.missing, .missing):
      return symbol.isLogical ? mismatch(symbol, left, right) : .missing
    case (.scalar(_, let type), .missing): return alike(symbol, left, right, type, span)
    case (.missing, .scalar(_, let type)): return alike(symbol, left, right, type, span)
    case (.scalar(_, let first), .scalar(_, let second)) where first == second:
      return alike(symbol, left, right, first, span)
    default: return mismatch(symbol, left, right)
    }
  }

  /// An operator between two values of one type; `na` is of that type.
  private mutating func alike(
    _ symbol: BinaryOperator, _ left: Operated, _ right: Operated, _ type: ScalarType,
    _ span: Span
  ) -> Value {
    guard let a = edge(left.value, as: type, left.span),
      let b = edge(right.value, as: type, right.span)
    else { return mismatch(symbol, left, right) }
    if type.bank == .word { return times(symbol, a, type, b, type, span) }
    guard let row = Operation(symbol).row(type.bank) else {
      return mismatch(symbol, left, right)
    }
    return .scalar(
      graph.apply(row, [a, b], [], place(span)), Row.all[row].result == .flag ? .flag : .number)
  }

  /// The node of a value that must be of a type; `na` becomes a missing value of it, but for a
  /// condition.
  mutating func edge(_ value: Value, as type: ScalarType, _ span: Span) -> Edge? {
    switch value {
    case .scalar(let edge, type): return edge
    case .missing:
      switch type {
      case .number: return Edge(graph.constant(.nan, place(span)))
      case .time, .duration: return Edge(graph.constant(word: Grid.missing, place(span)))
      case .flag: return nil
      }
    default: return nil
    }
  }

  private mutating func mismatch(
    _ symbol: BinaryOperator, _ left: Operated, _ right: Operated
  ) -> Value {
    let wanted: ScalarType = symbol.isLogical ? .flag : .number
    for operand in [left, right] {
      if case .scalar(_, wanted) = operand.value { continue }
      if case .missing = operand.value, wanted != .flag { continue }
      if case .record(let members) = operand.value {
        report(
          .type(.severalValues(source.text(operand.span), members.map(\.name))), at: operand.span)
      } else {
        report(
          .type(
            .operand(symbol.rawValue, wanted: wanted.words, found: operand.value.words)),
          at: operand.span)
      }
      return .unknown
    }
    report(
      .type(.unlike(symbol.rawValue, left.value.words, right.value.words)), at: right.span)
    return .unknown
  }

  // MARK: - Times

  private mutating func times(
    _ symbol: BinaryOperator, _ a: Edge, _ first: ScalarType, _ b: Edge, _ second: ScalarType,
    _ span: Span
  ) -> Value {
    if symbol.isComparison, first == second {
      return wordCall(symbol, a, b, .flag, span)
    }
    switch (symbol, first, second) {
    case (.subtract, .time, .time): return difference(of: a, b, .duration, span)
    case (.subtract, _, .duration): return difference(of: a, b, first, span)
    case (.add, _, .duration):
      return difference(of: a, negated(b, span), first, span)
    case (.add, .duration, .time):
      return difference(of: b, negated(a, span), .time, span)
    default:
      report(.type(.unlike(symbol.rawValue, first.words, second.words)), at: span)
      return .unknown
    }
  }

  private mutating func zeroDuration(_ span: Span) -> Edge {
    Edge(graph.constant(word: 0, place(span)))
  }

  private mutating func negated(_ edge: Edge, _ span: Span) -> Edge {
    guard case .scalar(let result, _) = difference(of: zeroDuration(span), edge, .duration, span)
    else { return edge }
    return result
  }

  private mutating func difference(
    of a: Edge, _ b: Edge, _ type: ScalarType, _ span: Span
  ) -> Value {
    wordCall(.subtract, a, b, type, span)
  }

  private mutating func wordCall(
    _ symbol: BinaryOperator, _ a: Edge, _ b: Edge, _ type: ScalarType, _ span: Span
  ) -> Value {
    guard let row = Operation(symbol).row(.word) else {
      report(
        .type(.operand(symbol.rawValue, wanted: "a number", found: "a time or a length of time")),
        at: span)
      return .unknown
    }
    return .scalar(graph.apply(row, [a, b], [], place(span)), type)
  }

  // MARK: - Texts

  /// `mode == "trend"`.
  private mutating func texts(
    _ symbol: BinaryOperator, _ left: Operated, _ right: Operated, _ span: Span
  ) -> Value {
    guard symbol == .equal || symbol == .notEqual else {
      let text = if case .scalar = left.value { right } else { left }
      report(
        .type(.operand(symbol.rawValue, wanted: "a number", found: text.value.words)),
        at: text.span)
      return .unknown
    }
    switch (left.value, right.value) {
    case (.text(let a), .text(let b)):
      let holds = (a == b) == (symbol == .equal)
      return .scalar(Edge(graph.constant(holds, place(span))), .flag)
    case (.choice(let node, let texts), .text(let text)):
      return choice(node, texts, is: symbol == .equal, text, right.span, span)
    case (.text(let text), .choice(let node, let texts)):
      return choice(node, texts, is: symbol == .equal, text, left.span, span)
    case (.symbol, .text(let text)), (.text(let text), .symbol):
      let edge = Edge(graph.symbolIs(text, place(span)))
      if symbol == .equal { return .scalar(edge, .flag) }
      return .scalar(graph.apply(.not, .flag, [edge], place(span)), .flag)
    case (.symbol, .symbol):
      return .scalar(Edge(graph.constant(symbol == .equal, place(span))), .flag)
    default:
      report(
        .type(.unlike(symbol.rawValue, left.value.words, right.value.words)), at: right.span)
      return .unknown
    }
  }

  private mutating func choice(
    _ node: NodeID, _ texts: [String], is equal: Bool, _ text: String, _ place: Span,
    _ span: Span
  ) -> Value {
    guard let number = index(of: text, in: texts, place) else { return .unknown }
    let edge = comparison(.equal, Edge(node), Double(number), span)
    if equal { return .scalar(edge, .flag) }
    return .scalar(graph.apply(.not, .flag, [edge], self.place(span)), .flag)
  }

  /// The number of a text in a choice; anything else is a problem.
  mutating func index(of text: String, in texts: [String], _ span: Span) -> Int? {
    if let number = texts.firstIndex(of: text) { return number }
    let near = near(text, among: texts)
    report(.type(.notInChoice(text, texts, suggestions: near)), at: span)
    return nil
  }

  /// A number compared with a constant one.
  mutating func comparison(
    _ operation: Operation, _ edge: Edge, _ number: Double, _ span: Span
  ) -> Edge {
    let constant = Edge(graph.constant(number, place(span)))
    return graph.apply(operation, .number, [edge, constant], place(span))
  }
}

extension BinaryOperator {
  var isComparison: Bool {
    switch self {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .crossesAbove,
      .crossesBelow:
      true
    default: false
    }
  }

  var isLogical: Bool { self == .and || self == .or }
}
