/// Expressions, with no more parentheses than their operators need.
extension Printer {
  /// An expression where any may stand.
  mutating func expression(_ value: Expression, indented: Bool = true) {
    expression(value, least: .whole, indented: indented)
  }

  /// An expression that breaks below its own beginning, where the surroundings have indented that.
  mutating func wide(_ value: Expression) { expression(value, indented: false) }

  /// An expression where what begins it could be taken for something else; then it needs
  /// parentheses.
  mutating func guarded(_ value: Expression, _ isTaken: (Leading) -> Bool) {
    if isTaken(Leading(value)) { parenthesised(value) } else { wide(value) }
  }

  mutating func parenthesised(_ value: Expression) {
    flush(before: value.firstOffset)
    text("(")
    layout.indent(1)
    expression(value, indented: false)
    layout.outdent()
    text(")")
  }

  /// An operand of an operator that takes nothing looser than `least`.
  private mutating func expression(
    _ value: Expression, least: Precedence, indented: Bool = true
  ) {
    // Before anything is opened or indented, so that a comment stands where it would stand alone.
    flush(before: value.firstOffset)
    guard value.precedence >= least, !isEasilyMisread(value, within: least) else {
      return parenthesised(value)
    }
    switch value.kind {
    case .binary(let symbol, let left, let right):
      binary(symbol, left, right, indented: indented)
    case .unary(.not, let operand):
      text("not ", at: value.span.start)
      expression(operand, least: .not, indented: indented)
    case .unary(.negate, let operand):
      text("-", at: value.span.start)
      expression(operand, least: .negation, indented: indented)
    case .conditional: conditional(value)
    case .from(let first, let next): state(first, next, at: value.span.start)
    case .index(let base, let offset):
      expression(base, least: .operand)
      text("[")
      expression(offset)
      text("]", at: value.span.end - 1)
    case .field(let base, let name):
      // `3.x` would be read as a number.
      if base.isLiteral { parenthesised(base) } else { expression(base, least: .operand) }
      text(".")
      self.name(name)
    default: operand(value)
    }
  }

  /// `??` binds more tightly than `*` here and more loosely elsewhere: within arithmetic and
  /// comparisons parentheses say how far it goes.
  private func isEasilyMisread(_ value: Expression, within least: Precedence) -> Bool {
    guard clarifies, case .binary(.coalesce, _, _) = value.kind else { return false }
    return (.sum...(.negation)).contains(least)
  }

  private mutating func operand(_ value: Expression) {
    switch value.kind {
    case .text(let template): self.template(template)
    case .call(let name, let arguments):
      text(name.text + "(", at: name.span.start)
      bracketed(value.span.end, arguments, start: \.start) { $0.argument($1) }
      text(")")
    case .fold, .foldFrom: fold(value)
    case .match(let subject, let arms): match(subject, arms, value.span)
    case .block(let bindings, let result): block(bindings, result, value.span)
    case .on(let clock, let body): clocked(clock, body, value.span)
    case .record(let fields):
      text("(", at: value.span.start)
      bracketed(value.span.end, fields, start: \.name.span.start) { $0.fields([$1]) }
      text(")")
    case .tuple(let parts):
      text("(", at: value.span.start)
      bracketed(value.span.end, parts, start: \.firstOffset) { $0.expression($1) }
      text(")")
    default: text(literal(value), at: value.span.start)
    }
  }

  /// A word or literal as it was written, without what may stand inside it.
  private func literal(_ value: Expression) -> String {
    switch value.kind {
    case .number(_, .ticks):
      let written = source.text(value.span)
      let digits = written.prefix { $0.isASCII && ($0.isNumber || "._eE+-".contains($0)) }
      return digits + (written.hasSuffix("s") ? " ticks" : " tick")
    default: return source.text(value.span)
    }
  }

  mutating func template(_ template: TextTemplate) {
    text(source.text(template.span), at: template.span.start)
  }

  // MARK: - Operators

  /// A chain of one precedence breaks before each of its operators.
  private mutating func binary(
    _ symbol: BinaryOperator, _ left: Expression, _ right: Expression, indented: Bool
  ) {
    var links = [(symbol: symbol, right: right)]
    var first = left
    while case .binary(let inner, let before, let operand) = first.kind,
      inner.precedence == symbol.precedence, symbol.isChained
    {
      links.append((inner, operand))
      first = before
    }
    let precedence = symbol.precedence
    let leftLeast =
      symbol == .power ? .operand : precedence == .comparison ? precedence.tighter : precedence
    layout.open()
    layout.indent(indented ? 2 : 0)
    expression(first, least: leftLeast)
    for link in links.reversed() {
      if link.symbol == .power {
        flush(before: link.right.firstOffset)
        text(" ^ ")
        tight(link.right)
        continue
      }
      line(before: link.right.firstOffset)
      text(link.symbol.rawValue + " ")
      if link.symbol == .coalesce {
        tight(link.right)
      } else {
        expression(link.right, least: precedence.tighter)
      }
    }
    layout.outdent()
    layout.close()
  }

  /// What stands behind `^` and `??`: a minus there needs no parentheses.
  private mutating func tight(_ value: Expression) {
    guard case .unary(.negate, let operand) = value.kind else {
      return expression(value, least: .power)
    }
    text("-", at: value.span.start)
    tight(operand)
  }

  // MARK: - Choices, state, clocks

  private mutating func conditional(_ value: Expression) {
    layout.open()
    var value = value
    while case .conditional(let condition, let yes, let no) = value.kind {
      text("if ", at: value.span.start)
      group { printer in
        printer.expression(condition)
        printer.line(before: yes.firstOffset)
        printer.text("then ")
        printer.expression(yes)
      }
      line(before: no.firstOffset)
      text("else ")
      value = no
    }
    expression(value)
    layout.close()
  }

  private mutating func state(_ first: Expression, _ next: Expression, at start: Int) {
    text("from ", at: start)
    expression(first)
    text(" next")
    group { printer in
      printer.line(before: next.firstOffset)
      printer.expression(next, indented: false)
    }
  }

  private mutating func match(_ subject: Expression, _ arms: [Arm], _ span: Span) {
    text("match ", at: span.start)
    expression(subject)
    let brace = brace(after: subject.span.end)
    text(" {", at: brace)
    layout.open(broken: isExpanded(brace))
    layout.indent()
    for (index, arm) in arms.enumerated() {
      if index > 0 { text(",") }
      line(before: arm.pattern?.firstOffset ?? arm.span.start)
      if let pattern = arm.pattern { expression(pattern) } else { text("else", at: arm.span.start) }
      text(" =>")
      flush(before: arm.value.firstOffset)
      text(" ")
      expression(arm.value)
    }
    flush(before: span.end - 1)
    layout.outdent()
    layout.line()
    layout.close()
    text("}")
  }

  private mutating func block(_ bindings: [Binding], _ result: Expression, _ span: Span) {
    text("{", at: span.start)
    layout.open(broken: isExpanded(span.start))
    layout.indent()
    for binding in bindings {
      line(before: binding.start)
      self.binding(binding)
      text(";")
    }
    line(before: result.firstOffset)
    // Behind `{` a call of `let` would be taken for a definition.
    guarded(result) { $0.text == "let" }
    flush(before: span.end - 1)
    layout.outdent()
    layout.line()
    layout.close()
    text("}")
  }

  private mutating func clocked(_ clock: Clock, _ body: Expression, _ span: Span) {
    text("on ", at: span.start)
    switch clock {
    case .timeframe(let frame): expression(frame)
    case .instrument(let name, let frame):
      template(name)
      if let frame {
        text(", ")
        expression(frame)
      }
    case .condition(let condition): guarded(condition) { $0.isBrace }
    }
    text(" ")
    if case .block(let bindings, let result) = body.kind, !bindings.isEmpty {
      return block(bindings, result, body.span)
    }
    let end = clock.children.last.map(\.span.end) ?? span.start
    var start = Swift.max(end, span.start + 2)
    if case .instrument(let name, nil) = clock { start = name.span.end }
    block([], body, Span(brace(after: start), span.end))
  }

  // MARK: - Calls

  /// The inside of brackets, which end at `end` where that is known.
  mutating func bracketed<Part>(
    _ end: Int?, _ parts: [Part], start: (Part) -> Int, _ print: (inout Printer, Part) -> Void
  ) {
    layout.open()
    layout.indent()
    if let first = parts.first { line(before: start(first), flat: "") }
    list(parts, start: start, print)
    if let end { flush(before: end - 1) }
    layout.outdent()
    layout.line(flat: "")
    layout.close()
  }

  private mutating func argument(_ argument: Argument) {
    if let label = argument.label {
      name(label)
      text(": ")
    }
    expression(argument.value)
  }

  private mutating func fold(_ value: Expression) {
    let (word, variable, range): (String, Name, RangeExpression)
    switch value.kind {
    case .fold(let name, let step, let over, _): (word, variable, range) = (name.text, step, over)
    case .foldFrom(let step, let over, _, _): (word, variable, range) = ("fold", step, over)
    default: return
    }
    text(word + "(", at: value.span.start)
    layout.open()
    layout.indent()
    line(before: variable.span.start, flat: "")
    name(variable)
    text(" in ")
    self.range(range)
    text(":")
    switch value.kind {
    case .fold(_, _, _, let body):
      line(before: body.firstOffset)
      expression(body)
    case .foldFrom(_, _, let first, let next):
      line(before: first.firstOffset)
      state(first, next, at: first.span.start)
    default: break
    }
    flush(before: value.span.end - 1)
    layout.outdent()
    layout.line(flat: "")
    layout.close()
    text(")")
  }

  mutating func range(_ range: RangeExpression, guarded: Bool = false) {
    if guarded { parenthesised(range.lower) } else { expression(range.lower, least: .sum) }
    guard let upper = range.upper else { return }
    flush(before: upper.firstOffset)
    text(range.closed ? ".." : "..<")
    expression(upper, least: .sum)
  }

  /// Values with commas between them.
  mutating func values(_ values: [Expression]) {
    list(values, start: \.firstOffset) { $0.expression($1) }
  }
}

/// What an expression begins with when it is written down.
struct Leading {
  /// The word, where it begins with a name.
  private(set) var text: String?
  private(set) var isText = false
  private(set) var isBrace = false

  init(_ value: Expression) {
    var value = value
    while true {
      switch value.kind {
      // The left operand in parentheses begins with one of these, which is never taken for a word.
      case .binary(let symbol, let left, _):
        let least = symbol == .power ? Precedence.operand : symbol.precedence
        if left.precedence < least || (least == .comparison && left.precedence == least) { return }
        value = left
      case .index(let base, _), .field(let base, _):
        if base.precedence < .operand { return }
        value = base
      case .name(let name):
        text = name
        return
      case .call(let name, _), .fold(let name, _, _, _):
        text = name.text
        return
      case .foldFrom:
        text = "fold"
        return
      case .text:
        isText = true
        return
      case .block:
        isBrace = true
        return
      default: return
      }
    }
  }
}

extension BinaryOperator {
  /// Whether `a ∘ b ∘ c` is one chain: comparisons do not chain, powers go to the right.
  fileprivate var isChained: Bool { precedence != .comparison && self != .power }
}

extension Expression {
  /// Where its first word or sign stands: behind all parentheses that leave no trace in the tree.
  var firstOffset: Int {
    var value = self
    while true {
      switch value.kind {
      case .binary(_, let first, _), .index(let first, _), .field(let first, _): value = first
      default: return value.span.start
      }
    }
  }

  fileprivate var isLiteral: Bool {
    switch kind {
    case .number, .duration, .date: true
    default: false
    }
  }
}

extension Argument {
  fileprivate var start: Int { label?.span.start ?? value.firstOffset }
}

extension Binding {
  fileprivate var start: Int {
    switch pattern {
    case .name(let name): name.span.start
    case .tuple(_, let span): span.start
    }
  }
}
