internal import Syntax

/// Every mutant of a file, in the order of its text. What stands in a test is left alone.
struct Mutants {
  private let source: Source
  private(set) var all: [Mutant] = []

  /// A file whose tree was read without a problem.
  init(of tree: SyntaxTree, _ source: Source) {
    self.source = source
    for item in tree.items { add(item) }
    all.sort { ($0.span.start, $0.span.end) < ($1.span.start, $1.span.end) }
  }

  // MARK: - Statements

  private mutating func add(_ item: Item) {
    switch item.kind {
    case .parameter(let parameter): add(parameter.value)
    case .binding(let binding): add(binding.value)
    case .function(let function):
      add(function.body)
      for formal in function.formals { formal.standard.map { add($0) } }
    case .enter(let enter):
      addSide(enter.side, behind: item.span.start)
      addOmission(item)
      addClauses(enter.clauses)
    case .exit(let exit):
      if case .side(let side) = exit.selector {
        addSide(side, behind: exit.share?.span.end ?? item.span.start)
      }
      addOmission(item)
      if let share = exit.share { add(share) }
      addClauses(exit.clauses)
    case .entries(let entries): addClauses(entries.clauses)
    case .each(let each): for inner in each.items { add(inner) }
    case .allocate(let allocate):
      for part in [allocate.target, allocate.band, allocate.when] { part.map { add($0) } }
    case .pyramid(let value), .cooldown(let value): add(value)
    case .header, .require, .column, .use, .reversal, .limits, .assume, .history, .universe,
      .alert, .plot, .test:
      break
    }
  }

  private mutating func addClauses(_ clauses: [Clause]) {
    for clause in clauses {
      switch clause.kind {
      case .when(let value), .at(let value), .until(let value), .size(let value, _),
        .risk(let value), .lasting(.bars(let value)), .lasting(.time(let value)),
        .stop(.distance(let value)), .stop(.level(let value)), .target(.distance(let value)),
        .target(.level(let value)):
        add(value)
      case .beyond(let value, let limit):
        add(value)
        if let limit { add(limit) }
      case .trail(let value, let after):
        add(value)
        if let after { add(after) }
      case .untilFilled: break
      }
    }
  }

  private mutating func addSide(_ side: Side, behind start: Int) {
    guard let span = find(side.rawValue, from: start, to: source.bytes.count) else { return }
    let other: Side = side == .long ? .short : .long
    add(.side, span, [.init(span: span, replacement: other.rawValue)])
  }

  private mutating func addOmission(_ item: Item) {
    add(.order, item.span, [.init(span: item.span, replacement: "")])
  }

  // MARK: - Expressions

  private mutating func add(_ root: Expression) {
    var pending = [root]
    while let expression = pending.popLast() {
      visit(expression)
      pending += expression.children
    }
  }

  private mutating func visit(_ expression: Expression) {
    switch expression.kind {
    case .binary(let symbol, let left, let right): addOperators(symbol, left, right)
    case .unary(.not, let operand):
      let word = Span(expression.span.start, expression.span.start + 3)
      let whole = Span(word.start, operand.span.end)
      add(
        .negation, whole, [.init(span: word, replacement: "")],
        now: line(Span(word.end, operand.span.end)))
    case .number(let number, let unit): addNumbers(number, unit, expression.span)
    case .conditional(_, let yes, let no):
      add(
        .branches, expression.span,
        [
          .init(span: yes.span, replacement: "(\(source.text(no.span)))"),
          .init(span: no.span, replacement: "(\(source.text(yes.span)))"),
        ])
    case .index(_, let count): addDelays(count, expression.span)
    default: break
    }
  }

  /// An operator stands between its operands, with parentheses and comments around it.
  private mutating func addOperators(
    _ symbol: BinaryOperator, _ left: Expression, _ right: Expression
  ) {
    let words = symbol.rawValue.split(separator: " ").map(String.init)
    var place: Span?
    var start = left.span.end
    for word in words {
      guard let span = find(word, from: start, to: right.span.start) else { return }
      place = place.map { $0.joined(span) } ?? span
      start = span.end
    }
    guard let place else { return }
    let whole = left.span.joined(right.span)
    for other in symbol.mistaken {
      add(
        symbol.mutation, whole, [.init(span: place, replacement: other.rawValue)],
        now: line(Span(whole.start, place.start)) + " \(other.rawValue) "
          + line(Span(place.end, whole.end)))
    }
  }

  /// A whole number becomes one more and one less, another a tenth more and less; never below 0.
  private mutating func addNumbers(_ number: Double, _ unit: Unit?, _ span: Span) {
    let isWhole = number == number.rounded() && number.magnitude < 1e15
    let others =
      isWhole ? [number + 1, number - 1] : [number * 1.1, number * 0.9]
    let suffix: String
    switch unit {
    case nil: suffix = ""
    case .percent: suffix = "%"
    case .bps: suffix = "bps"
    case .risk: suffix = "R"
    case .ticks: return
    }
    for other in others where other >= 0 {
      let text = (isWhole ? String(Int64(other)) : String(other)) + suffix
      add(.constant, span, [.init(span: span, replacement: text)])
    }
  }

  private mutating func addDelays(_ count: Expression, _ span: Span) {
    // A number has its own mutants.
    if case .number = count.kind { return }
    let text = source.text(count.span)
    for other in ["(\(text)) + 1", "(\(text)) - 1"] {
      add(.delay, span, [.init(span: count.span, replacement: other)])
    }
  }

  // MARK: - Texts

  private mutating func add(
    _ kind: Mutant.Kind, _ span: Span, _ edits: [Mutant.Edit], now: String? = nil
  ) {
    var text = now ?? ""
    if now == nil {
      var start = span.start
      for edit in edits {
        text += source.text(Span(start, edit.span.start)) + edit.replacement
        start = edit.span.end
      }
      text = Mutants.line(text + source.text(Span(start, span.end)))
    }
    all.append(Mutant(kind: kind, span: span, was: line(span), now: text, edits: edits))
  }

  private func line(_ span: Span) -> String { Mutants.line(source.text(span)) }

  private static func line(_ text: String) -> String {
    text.split(whereSeparator: { $0 == " " || $0.isNewline || $0 == "\t" }).joined(separator: " ")
  }

  /// The first place of a word or sign outside of comments.
  private func find(_ word: String, from start: Int, to end: Int) -> Span? {
    let bytes = source.bytes
    let wanted = Array(word.utf8)
    var place = start
    while place + wanted.count <= min(end, bytes.count) {
      if bytes[place] == 0x2F, place + 1 < bytes.count, bytes[place + 1] == 0x2F {
        while place < bytes.count, bytes[place] != 0x0A { place += 1 }
      } else if bytes[place..<(place + wanted.count)].elementsEqual(wanted) {
        return Span(place, place + wanted.count)
      } else {
        place += 1
      }
    }
    return nil
  }
}

extension BinaryOperator {
  /// What may have been written in its place by mistake.
  fileprivate var mistaken: [BinaryOperator] {
    switch self {
    case .or: [.and]
    case .and: [.or]
    case .equal: [.notEqual]
    case .notEqual: [.equal]
    case .less: [.lessOrEqual, .greater]
    case .lessOrEqual: [.less, .greaterOrEqual]
    case .greater: [.greaterOrEqual, .less]
    case .greaterOrEqual: [.greater, .lessOrEqual]
    case .crossesAbove: [.crossesBelow]
    case .crossesBelow: [.crossesAbove]
    case .add: [.subtract]
    case .subtract: [.add]
    case .multiply: [.divide]
    case .divide: [.multiply]
    case .coalesce, .power: []
    }
  }

  fileprivate var mutation: Mutant.Kind {
    switch self {
    case .or, .and: .logic
    case .crossesAbove, .crossesBelow: .cross
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: .comparison
    case .add, .subtract, .multiply, .divide, .coalesce, .power: .arithmetic
    }
  }
}
