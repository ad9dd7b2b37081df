/// How reading goes on behind a problem.
extension Parser {
  /// The words that end a stretch that is skipped.
  enum Harbour { case item, clause, step }

  // MARK: - Brackets

  /// Reads the bracket that closes what was opened by `open`. When something else stands there, one
  /// problem is reported, and the rest up to the matching bracket is skipped if there is one.
  mutating func close(_ closer: Token.Kind, _ open: Token) {
    if take(closer) { return }
    guard !hasGivenUp else { return }
    let match = matching(open)
    if match == nil, kind != .spoilt {
      report(
        .structure(.bracketNotClosed(text(open), closer: Parser.symbol(closer))), open.span)
    } else {
      misplaced()
    }
    isRecovering = true
    guard let match else { return }
    position = match
    advance()
    isRecovering = false
  }

  /// The index of the token that closes this bracket, if it stands before the next statement.
  private mutating func matching(_ open: Token) -> Int? {
    let brackets = brackets ?? Brackets(self)
    self.brackets = brackets
    guard let match = brackets.match(open), match >= position else { return nil }
    // A statement inside braces belongs to what is being closed; elsewhere it ends the search.
    let isBrace = tokens[match].kind == .braceClose
    let next = isBrace ? brackets.nextFlushLeft[position] : brackets.nextItem[position]
    return match < next ? match : nil
  }

  static func symbol(_ kind: Token.Kind) -> String {
    switch kind {
    case .parenClose: ")"
    case .squareClose: "]"
    default: "}"
    }
  }

  // MARK: - What stands behind a complete expression

  /// Says what is wrong with the current token, where an expression or a statement has ended.
  mutating func misplaced() {
    switch kind {
    case .spoilt: isRecovering = true
    case .parenClose, .squareClose, .braceClose:
      report(.structure(.strayCloser(text(token))), token.span)
    case .endOfFile: unexpected("more")
    case .colonAssign, .compoundAssign:
      report(.operation(.equalityForAssignment(text(token))), token.span)
    default:
      let hint = kind == .name ? foreignInfix[text(token)] : nil
      report(.structure(.sideBySide(found: found, help: hint)), token.span)
    }
  }

  /// The text must end here.
  mutating func expectEnd() {
    while take(.semicolon) {}
    if kind != .endOfFile, !isRecovering { misplaced() }
  }

  // MARK: - Statements

  /// Whether what begins at `index` can only be a statement: its word is followed by what cannot
  /// follow a name inside an expression.
  func looksLikeItem(_ index: Int) -> Bool {
    let next = tokens[Swift.min(index + 1, tokens.count - 1)]
    switch next.kind {
    case .number, .quantity, .duration, .date, .textOpen, .spoiltText: return true
    case .name:
      // `let x = plot` may stand before another statement, and `when history` before another
      // clause.
      if next.word.isReserved {
        return next.word == .na || next.word == .prev || next.word == .true || next.word == .false
      }
      return !next.word.followsExpression && next.startsLine == false
    case .parenOpen where tokens[index].word == .let: return isTupleBinding(index + 1)
    default: return false
    }
  }

  private func isTupleBinding(_ open: Int) -> Bool {
    var index = open + 1
    // No pattern has more names than that; a longer search would be repeated for every word.
    let last = Swift.min(index + 64, tokens.count - 2)
    while index < last, tokens[index].kind == .name || tokens[index].kind == .comma { index += 1 }
    return index <= last && tokens[index].kind == .parenClose && tokens[index + 1].kind == .assign
  }

  /// Nothing at all stands before it on its line.
  func isFlushLeft(_ token: Token) -> Bool {
    token.start == 0 || bytes[token.start - 1] == 0x0A || bytes[token.start - 1] == 0x0D
  }

  /// Skips what a problem has made unreadable, up to a place where reading can go on, and clears
  /// `isRecovering`. Inside braces that place is also the brace that closes them.
  mutating func recover(to harbour: Harbour) {
    guard isRecovering else { return }
    var depth = 0
    loop: while kind != .endOfFile {
      switch kind {
      case .parenOpen, .squareOpen, .braceOpen: depth += 1
      case .parenClose, .squareClose: depth = Swift.max(0, depth - 1)
      case .braceClose:
        if depth == 0, openBraces > 0 { break loop }
        depth = Swift.max(0, depth - 1)
      case .name where isHarbour(harbour, depth: depth): break loop
      default: break
      }
      advance()
    }
    isRecovering = false
    hasGivenUp = false
  }

  private func isHarbour(_ harbour: Harbour, depth: Int) -> Bool {
    let word = token.word
    if word.beginsItem, token.startsLine || looksLikeItem(position) {
      // A bracket that was never closed must not swallow the rest of the file.
      if depth == 0 || (isFlushLeft(token) && looksLikeItem(position)) { return true }
    }
    guard depth == 0 else { return false }
    // A line that begins at the left edge with a name is a statement too, if one that nobody knows.
    if token.startsLine, isFlushLeft(token), !word.isReserved, !word.followsExpression,
      word == .plain
    {
      return true
    }
    switch harbour {
    case .item: return false
    case .clause: return word.beginsClause
    case .step: return token.startsLine && (word == .bars || word == .param || word == .expect)
    }
  }
}

/// Words that are operators elsewhere, and what to write here.
private let foreignInfix: [String: String] = [
  "is": "`is_na(x)` tests for a missing value, `==` compares",
  "mod": "the remainder is `mod(a, b)`",
  "div": "a quotient is `a / b`; `floor(a / b)` is whole",
  "xor": "of two conditions, write `a != b`",
  "cross": "write `a crosses above b` or `a crosses below b`",
  "crossover": "write `a crosses above b`",
  "crossunder": "write `a crosses below b`",
  "crossing": "write `a crosses above b` or `a crosses below b`",
  "equals": "write `a == b`",
  "percent": "a percentage is glued to its number: `2%`",
  "if": "a choice is written `if c then a else b`",
  "then": "a choice begins with `if`: `if c then a else b`",
]
