/// Operators, from loose to tight, by precedence climbing.
extension Parser {
  struct Infix {
    let symbol: BinaryOperator
    /// The tokens it is made of.
    var width = 1
    /// What is wrong with the way it is written.
    var problem: OperationProblem?

    var precedence: Precedence { symbol.precedence }
  }

  mutating func expression() -> Expression {
    let start = token.start
    let value = operation(.or)
    guard kind == .question, !isRecovering else { return value }
    return ternary(value, from: start)
  }

  /// Operands joined by operators that bind at least as tightly as `least`.
  mutating func operation(_ least: Precedence) -> Expression {
    let start = token.start
    var left = prefix(least)
    while !isRecovering {
      if kind == .percent {
        guard least <= .product else { return left }
        left = modulo(left, from: start)
        continue
      }
      guard let infix = infix(), infix.precedence >= least else { return left }
      left = joined(left, infix, from: start)
    }
    return left
  }

  private mutating func joined(_ left: Expression, _ infix: Infix, from start: Int) -> Expression {
    let operatorStart = token.start
    for _ in 0..<infix.width { advance() }
    if let problem = infix.problem {
      note(.operation(problem), Span(operatorStart, previousEnd))
    }
    let right: Expression
    if infix.precedence == .power {
      // To the right: its operand may hold another `^`, which is one level deeper.
      guard deepen() else { return hole() }
      right = operation(.power)
      nesting -= 1
    } else {
      right = operation(infix.precedence.tighter)
    }
    let value = node(.binary(infix.symbol, left, right), from: start)
    guard infix.precedence == .comparison, !isRecovering, let next = self.infix(),
      next.precedence == .comparison
    else { return value }
    return chain(value, right, next, from: start)
  }

  /// `a < b < c`, read as `a < b and b < c`.
  private mutating func chain(
    _ first: Expression, _ shared: Expression, _ infix: Infix, from start: Int
  ) -> Expression {
    let span = token.span
    for _ in 0..<infix.width { advance() }
    let text = String(decoding: bytes[shared.span.start..<shared.span.end], as: UTF8.self)
    note(.operation(.chain(shared: text.utf8.count > 40 ? nil : text)), span)
    let right = operation(.sum)
    let second = node(.binary(infix.symbol, shared, right), from: shared.span.start)
    return node(.binary(.and, first, second), from: start)
  }

  /// An operand with what stands before it: `not`, `-`, or nothing.
  mutating func prefix(_ least: Precedence) -> Expression {
    switch kind {
    case .minus: return negated(least)
    case .name where word == .not: return notted(least)
    case .bang:
      let start = token.start
      note(.operation(.foreign("!", meant: "not", glued: (false, true))), token.span)
      advance()
      guard deepen() else { return hole() }
      let operand = prefix(.operand)
      nesting -= 1
      return node(.unary(.not, operand), from: start)
    default: return postfix()
    }
  }

  private mutating func negated(_ least: Precedence) -> Expression {
    let start = token.start
    advance()
    guard deepen() else { return hole() }
    // Behind `^` and `??` a minus takes no more than its operand would: `2 ^ -a ?? b` is `(2 ^ -a)
    // ?? b`.
    let operand = operation(least > .negation ? .power : .negation)
    nesting -= 1
    return node(.unary(.negate, operand), from: start)
  }

  private mutating func notted(_ least: Precedence) -> Expression {
    let start = token.start
    let span = token.span
    advance()
    guard deepen() else { return hole() }
    let operand = operation(.not)
    nesting -= 1
    if least > .not {
      note(.operation(.looseNot(operand: operand.span)), span)
    }
    return node(.unary(.not, operand), from: start)
  }

  // MARK: - Infix operators

  /// The operator that stands here, if one does; nothing is read.
  func infix() -> Infix? {
    switch kind {
    case .plus: Infix(symbol: .add)
    case .minus: Infix(symbol: .subtract)
    case .star: Infix(symbol: .multiply)
    case .slash: Infix(symbol: .divide)
    case .power: Infix(symbol: .power)
    case .coalesce: Infix(symbol: .coalesce)
    case .equal: Infix(symbol: .equal)
    case .notEqual: Infix(symbol: .notEqual)
    case .less: Infix(symbol: .less)
    case .lessOrEqual: Infix(symbol: .lessOrEqual)
    case .greater: Infix(symbol: .greater)
    case .greaterOrEqual: Infix(symbol: .greaterOrEqual)
    case .name: wordInfix()
    default: foreignInfixOperator()
    }
  }

  private func wordInfix() -> Infix? {
    switch word {
    case .or: Infix(symbol: .or)
    case .and: Infix(symbol: .and)
    case .crosses: crossing()
    default: nil
    }
  }

  private func crossing() -> Infix {
    let next = peek()
    switch next.word {
    case .above: return Infix(symbol: .crossesAbove, width: 2)
    case .below: return Infix(symbol: .crossesBelow, width: 2)
    default: break
    }
    let meant: [String: String] = [
      "over": "above", "up": "above", "under": "below", "down": "below",
    ]
    let found = next.kind == .name ? meant[text(next)] : nil
    return Infix(
      symbol: found == "below" ? .crossesBelow : .crossesAbove,
      width: found == nil ? 1 : 2, problem: .incompleteCross(direction: next.span, meant: found))
  }

  /// Operators of other languages, with what they mean here.
  private func foreignInfixOperator() -> Infix? {
    switch kind {
    case .assign:
      Infix(symbol: .equal, problem: .assignmentForEquality)
    case .doubleAnd:
      Infix(symbol: .and, problem: .foreign(text(token), meant: "and", glued: glued))
    case .doubleOr:
      Infix(symbol: .or, problem: .foreign(text(token), meant: "or", glued: glued))
    case .angles:
      Infix(symbol: .notEqual, problem: .foreign("<>", meant: "!=", glued: (false, false)))
    case .doubleStar:
      Infix(symbol: .power, problem: .foreign("**", meant: "^", glued: (false, false)))
    case .arrow where !isPattern:
      Infix(symbol: .greaterOrEqual, problem: .foreign("=>", meant: ">=", glued: (false, false)))
    default: nil
    }
  }

  /// Whether the operator stands right behind a word, or right before one.
  private var glued: (before: Bool, behind: Bool) {
    (
      previousEnd == token.start && previousEnd > 0 && bytes[previousEnd - 1].isNamePart,
      token.end < bytes.count && bytes[token.end].isNamePart
    )
  }

  /// `a % b`, read as `mod(a, b)`; `2 %` is the business of the number.
  private mutating func modulo(_ left: Expression, from start: Int) -> Expression {
    let sign = token
    advance()
    note(.operation(.modulo), sign.span)
    let right = operation(.negation)
    let arguments = [Argument(label: nil, value: left), Argument(label: nil, value: right)]
    return node(.call(Name("mod", sign.span), arguments), from: start)
  }

  /// `a ? b : c`, read as `if a then b else c`.
  private mutating func ternary(_ condition: Expression, from start: Int) -> Expression {
    let question = token.span
    advance()
    guard deepen() else { return hole() }
    let yes = expression()
    let colon = token.span
    guard !isRecovering, take(.colon) else {
      note(.operation(.ternary(nil)), question)
      isRecovering = true
      nesting -= 1
      return hole()
    }
    note(.operation(.ternary((start, colon))), question)
    let no = expression()
    nesting -= 1
    return node(.conditional(condition, yes, no), from: start)
  }
}
