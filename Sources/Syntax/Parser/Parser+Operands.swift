/// Operands: names, calls, brackets, blocks, choices, state and clocks.
extension Parser {
  mutating func postfix() -> Expression {
    let start = token.start
    var base = primary()
    while !isRecovering {
      switch kind {
      case .squareOpen:
        // `[a, b] = f(x)` on a line of its own is what other languages write for a `let`.
        if token.startsLine, isFlushLeft(token), beginsListedNames { return base }
        let open = token
        advance()
        guard deepen() else { return hole() }
        let offset = expression()
        nesting -= 1
        close(.squareClose, open)
        base = node(.index(base, offset), from: start)
      case .dot:
        advance()
        base = node(.field(base, name("the name of a field")), from: start)
      case .parenOpen:
        if case .missing = base.kind { return missingTest(base) }
        guard let call = qualifiedCall(base, from: start) else {
          report(.operation(.notCallable), token.span)
          return base
        }
        base = call
      default: return base
      }
    }
    return base
  }

  /// `na(x)`, read as `is_na(x)`.
  private mutating func missingTest(_ base: Expression) -> Expression {
    note(.operation(.foreign("na(x)", meant: "is_na(x)", glued: (false, false))), base.span)
    return call(Name("is_na", base.span))
  }

  /// `library.name(...)`: a call of what an imported library defines, named with its point.
  private mutating func qualifiedCall(_ base: Expression, from start: Int) -> Expression? {
    guard case .field(let library, let member) = base.kind, case .name(let name) = library.kind,
      library.span.end - library.span.start == name.utf8.count
    else { return nil }
    return call(Name(name + "." + member.text, library.span.joined(member.span)))
  }

  mutating func primary() -> Expression {
    switch kind {
    case .number, .quantity, .duration, .date, .spoiltLiteral: return literal()
    case .textOpen, .spoiltText:
      let template = template("a text")
      return node(.text(template), from: template.span.start)
    case .parenOpen: return parenthesised()
    case .braceOpen: return block()
    case .squareOpen: return list()
    case .name: return word.isReserved ? reserved() : named()
    default:
      missingValue()
      return hole()
    }
  }

  private mutating func missingValue() {
    if kind == .spoilt {
      isRecovering = true
    } else if endsLine {
      report(.structure(.missingExpression(found: nil)), Span(previousEnd, previousEnd))
    } else {
      report(.structure(.missingExpression(found: found)), token.span)
    }
  }

  private mutating func reserved() -> Expression {
    let start = token.start
    switch word {
    case .true, .false:
      let value = word == .true
      advance()
      return node(.bool(value), from: start)
    case .na:
      advance()
      return node(.missing, from: start)
    case .prev:
      advance()
      return node(.previous, from: start)
    case .if: return conditional()
    case .match: return match()
    case .from: return state()
    case .on: return clocked()
    default:
      missingValue()
      return hole()
    }
  }

  /// A name, or a call by that name.
  private mutating func named() -> Expression {
    // `let x =` followed by a statement: the value is missing, and the statement is not it.
    let begins = word.beginsItem || (openBraces > 0 && (word == .expect || word == .bars))
    if begins, token.startsLine, looksLikeItem(position) {
      missingValue()
      return hole()
    }
    let token = token
    advance()
    let name = Name(text(token), token.span)
    return kind == .parenOpen ? call(name) : node(.name(name.text), from: token.start)
  }

  // MARK: - Calls and folds

  mutating func call(_ name: Name) -> Expression {
    let start = name.span.start
    let open = token
    advance()
    guard deepen() else { return hole() }
    defer { nesting -= 1 }
    if kind == .name, !word.isReserved, peek().word == .in { return fold(name, open) }
    let arguments = arguments()
    close(.parenClose, open)
    return node(.call(name, arguments), from: start)
  }

  mutating func arguments() -> [Argument] {
    var arguments: [Argument] = []
    if kind == .parenClose { return arguments }
    repeat {
      if endsList(.parenClose) { break }
      arguments.append(argument())
    } while !isRecovering && take(.comma)
    return arguments
  }

  mutating func argument() -> Argument {
    guard kind == .name, peek().kind == .colon || peek().kind == .assign else {
      return Argument(label: nil, value: expression())
    }
    let label = name()
    if kind == .assign { note(.operation(.labelWithSign(label.text)), token.span) }
    advance()
    return Argument(label: label, value: expression())
  }

  /// `sum(i in 0..<n: BODY)`, or `fold(i in 0..<n: from FIRST next NEXT)`.
  mutating func fold(_ name: Name, _ open: Token) -> Expression {
    let start = name.span.start
    let isFold = name.text == "fold"
    if !isFold, !["sum", "any", "all", "count", "max", "min", "avg"].contains(name.text) {
      note(.operation(.notFoldable(shortened(name.text))), name.span)
    }
    let variable = self.name()
    advance()
    let range = range()
    expect(.colon, "`:`")
    guard !isRecovering else {
      close(.parenClose, open)
      return Expression(.hole, span(from: start))
    }
    guard isFold else {
      let body = expression()
      close(.parenClose, open)
      return node(.fold(name, variable: variable, range: range, body: body), from: start)
    }
    let body = expression()
    close(.parenClose, open)
    guard case .from(let first, let next) = body.kind else {
      if case .hole = body.kind {
      } else {
        note(.structure(.expected("`from FIRST next NEXT`", found: "another value")), body.span)
      }
      return Expression(.hole, span(from: start))
    }
    return node(
      .foldFrom(variable: variable, range: range, first: first, next: next), from: start)
  }

  mutating func range() -> RangeExpression {
    let start = token.start
    let lower = operation(.sum)
    let closed = kind == .range
    guard !isRecovering, closed || kind == .rangeBelow else {
      return RangeExpression(lower: lower, upper: nil, closed: true, span: lower.span)
    }
    advance()
    let upper = operation(.sum)
    return RangeExpression(lower: lower, upper: upper, closed: closed, span: span(from: start))
  }

  // MARK: - Lists

  /// One value or more, with commas between them; `closer`, where there is one, is left standing.
  mutating func values(until closer: Token.Kind? = nil) -> [Expression] {
    var values = [expression()]
    while !isRecovering, take(.comma) {
      if let closer, endsList(closer) { break }
      values.append(expression())
    }
    return values
  }

  /// Whether a list ends here; if so, the comma before it has nothing behind it.
  private mutating func endsList(_ closer: Token.Kind) -> Bool {
    guard kind == closer else { return false }
    note(.structure(.trailingComma), tokens[position - 1].span)
    return true
  }

  /// `[a, b]`, which other languages have.
  private mutating func list() -> Expression {
    let open = token
    note(.operation(.list), open.span)
    advance()
    guard deepen() else { return hole() }
    if kind != .squareClose { _ = values(until: .squareClose) }
    nesting -= 1
    close(.squareClose, open)
    return Expression(.hole, span(from: open.start))
  }

  // MARK: - Brackets

  /// `(a)`, a tuple `(a, b)`, or a record `(mid: a, up: b)`.
  mutating func parenthesised() -> Expression {
    let open = token
    advance()
    guard deepen() else { return hole() }
    defer { nesting -= 1 }
    let wasPattern = isPattern
    isPattern = false
    defer { isPattern = wasPattern }
    if kind == .name, peek().kind == .colon {
      let fields = recordFields()
      close(.parenClose, open)
      return node(.record(fields), from: open.start)
    }
    let parts = values(until: .parenClose)
    close(.parenClose, open)
    // Parentheses around one value leave no trace: neither in the tree nor in its span.
    return parts.count == 1 ? parts[0] : node(.tuple(parts), from: open.start)
  }

  private mutating func recordFields() -> [Field] {
    var fields = [field()]
    while !isRecovering, take(.comma) {
      if endsList(.parenClose) { break }
      fields.append(field())
    }
    return fields
  }

  /// `{ let a = x; let b = y; a + b }`
  mutating func block() -> Expression {
    let open = token
    advance()
    guard deepen() else { return hole() }
    defer { nesting -= 1 }
    var bindings: [Binding] = []
    while !isRecovering, word == .let, peek().kind == .name || peek().kind == .parenOpen {
      bindings.append(binding())
      if isRecovering || take(.semicolon) { continue }
      if kind == .braceClose { break }
      if kind == .spoilt {
        isRecovering = true
      } else {
        note(.structure(.missingSemicolon(at: previousEnd)), token.span)
      }
    }
    if !isRecovering, kind == .braceClose {
      note(.structure(.blockWithoutResult), open.span.joined(token.span))
      advance()
      return node(.block(bindings, hole()), from: open.start)
    }
    let result = isRecovering ? hole() : expression()
    while !isRecovering, kind == .semicolon {
      note(.structure(.straySemicolon), token.span)
      advance()
    }
    close(.braceClose, open)
    return node(.block(bindings, result), from: open.start)
  }

  // MARK: - Choices, state, clocks

  mutating func conditional() -> Expression {
    let start = token
    advance()
    guard deepen() else { return hole() }
    defer { nesting -= 1 }
    let condition = expression()
    if kind == .braceOpen || kind == .colon {
      let end = kind == .colon ? token.end : previousEnd
      note(.operation(.missingThen(replacing: Span(previousEnd, end))), token.span)
      _ = take(.colon)
    } else {
      expect(.then)
    }
    guard !isRecovering else { return Expression(.hole, span(from: start.start)) }
    let yes = expression()
    guard !isRecovering else { return Expression(.hole, span(from: start.start)) }
    if kind == .name, ["elif", "elsif", "elseif"].contains(text(token)) {
      note(.operation(.elseIf(text(token))), token.span)
      let no = conditional()
      return node(.conditional(condition, yes, no), from: start.start)
    }
    guard take(.else) else {
      // With something else in the way, that is the problem; else nothing was written at all.
      if kind == .spoilt { isRecovering = true } else { note(.operation(.missingElse), start.span) }
      return node(.conditional(condition, yes, hole()), from: start.start)
    }
    let no = expression()
    return node(.conditional(condition, yes, no), from: start.start)
  }

  /// `match mode { "trend" => a, else => b }`
  mutating func match() -> Expression {
    let start = token.start
    advance()
    guard deepen() else { return hole() }
    defer { nesting -= 1 }
    let subject = expression()
    let open = token
    guard !isRecovering, expect(.braceOpen, "`{`") else {
      return Expression(.hole, span(from: start))
    }
    var arms: [Arm] = []
    while !isRecovering, kind != .braceClose {
      arms.append(arm())
      // A comma behind the last arm is welcome: arms stand on lines of their own.
      if isRecovering || !take(.comma) { break }
    }
    close(.braceClose, open)
    return node(.match(subject, arms), from: start)
  }

  mutating func arm() -> Arm {
    let start = token.start
    var pattern: Expression?
    if !take(.else) {
      let wasPattern = isPattern
      isPattern = true
      pattern = expression()
      isPattern = wasPattern
    }
    expect(.arrow, "`=>`")
    let value = isRecovering ? hole() : outsidePattern { $0.expression() }
    return Arm(pattern: pattern, value: value, span: span(from: start))
  }

  private mutating func outsidePattern(_ read: (inout Parser) -> Expression) -> Expression {
    let wasPattern = isPattern
    isPattern = false
    defer { isPattern = wasPattern }
    return read(&self)
  }

  /// `from FIRST next NEXT`
  mutating func state() -> Expression {
    let start = token.start
    advance()
    guard deepen() else { return hole() }
    defer { nesting -= 1 }
    let first = expression()
    guard !isRecovering, expect(.next) else { return Expression(.hole, span(from: start)) }
    let next = expression()
    return node(.from(first: first, next: next), from: start)
  }

  /// `on CLOCK { EXPR }`
  mutating func clocked() -> Expression {
    let start = token.start
    advance()
    guard deepen() else { return hole() }
    defer { nesting -= 1 }
    if kind == .braceOpen {
      unexpected("a clock such as `1d`, `\"SPY\"` or a condition")
      return hole()
    }
    let clock = clock()
    guard !isRecovering else { return Expression(.hole, span(from: start)) }
    guard kind == .braceOpen else {
      unexpected("`{`")
      return Expression(.hole, span(from: start))
    }
    // `on 1d { x }` is about `x`: braces without a `let` are only the way it is written.
    let body = block()
    if case .block(let bindings, let result) = body.kind, bindings.isEmpty {
      return node(.on(clock, result), from: start)
    }
    return node(.on(clock, body), from: start)
  }

  mutating func clock() -> Clock {
    let value = expression()
    switch value.kind {
    case .duration: return .timeframe(value)
    case .text(let name): return .instrument(name, timeframe: take(.comma) ? expression() : nil)
    default: return .condition(value)
    }
  }
}
