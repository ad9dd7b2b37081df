/// What stands where a statement should begin, but begins none.
extension Parser {
  /// Reports what stands here, reads it as what it was meant for if that is clear, and moves on.
  mutating func unknownItem() -> Item? {
    let token = token
    switch token.kind {
    case .semicolon:
      note(.structure(.straySemicolon), token.span)
      advance()
    case .parenClose, .squareClose, .braceClose:
      note(.structure(.strayCloser(text(token))), token.span)
      advance()
    case .name: return unknownWord()
    default:
      if previousEnd == 0 || token.startsLine { unexpected("a statement") } else { misplaced() }
      advance()
    }
    return nil
  }

  private mutating func unknownWord() -> Item? {
    let written = excerpt(token)
    let begins = previousEnd == 0 || token.startsLine || tokens[position - 1].kind == .semicolon
    if peek().isAssignment { return missingLet(replacing: nil) }
    if begins, let meant = foreignDeclarations[written], peek().kind == .name {
      // `var x = 3`, or `var float x = 3`.
      let words = meant != "let" ? 0 : peek(2).isAssignment ? 1 : peek(3).isAssignment ? 2 : 0
      return words == 0
        ? foreignDeclaration(written, meant)
        : missingLet(replacing: token.span.joined(peek(words - 1).span), words: words)
    }
    if !begins {
      misplaced()
    } else if let help = foreignStatements[written] {
      report(.statement(.foreign(written, help: help)), token.span)
    } else if word.beginsClause {
      report(.statement(.clauseOutside(written)), token.span)
    } else if word.isReserved {
      unexpected("a statement")
    } else {
      let meant = suggestions(for: written, among: Word.items, most: 1)
      let isCall = peek().kind == .parenOpen
      report(.statement(.unknown(written, suggestions: meant, isCall: isCall)), token.span)
    }
    advance()
    return nil
  }

  /// A word stands where a clause of an order should begin. Returns the one it was meant for, if
  /// that is clear; it has not been read then.
  mutating func unknownClause() -> Word? {
    let written = excerpt(token)
    let meant =
      foreignClauses[written] ?? suggestions(for: written, among: Word.clauses, most: 1).first
    note(.statement(.unknownClause(written, meant: meant)), token.span)
    if let meant { return Word(rawValue: meant) }
    isRecovering = true
    advance()
    return nil
  }

  /// `strategy.entry(...)`: an order of Pine Script.
  mutating func foreignOrder() -> Item? {
    let start = token.start
    let word = text(token)
    let verb = excerpt(peek(2))
    let help =
      ["entry", "order"].contains(verb)
      ? "write `enter long when ...`"
      : ["close", "exit", "close_all"].contains(verb)
        ? "write `exit long when ...`" : "orders are written `enter ...` and `exit ...`"
    report(.statement(.foreign("\(word).\(verb)", help: help)), Span(start, peek(2).end))
    advance()
    return nil
  }

  /// `x = 3`, `x := 3`, `var x = 3`: read as `let x = 3`.
  private mutating func missingLet(replacing: Span?, words: Int = 0) -> Item? {
    let start = token.start
    for _ in 0..<words { advance() }
    let name = token
    let assignment = peek()
    note(
      .statement(
        .missingLet(
          name: excerpt(name), insertAt: name.start, replacing: replacing,
          assignment: assignment.span)),
      replacing ?? name.span)
    advance()
    advance()
    let value = expression()
    let binding = Binding(pattern: .name(Name(text(name), name.span)), value: value)
    return Item(.binding(binding), span(from: start))
  }

  /// `def f(x) = 3`, `input n = 14`: read as what it was meant for.
  private mutating func foreignDeclaration(_ written: String, _ meant: String) -> Item? {
    let start = token.start
    note(.statement(.foreignKeyword(written, meant: meant)), token.span)
    let kind: Item.Kind =
      switch meant {
      case "fn": .function(function())
      case "param": .parameter(parameter())
      default: .binding(binding())
      }
    return Item(kind, span(from: start))
  }

  /// An entry of a braced statement begins with a word that it does not know.
  mutating func unknownEntry(_ place: String, _ known: [String]) {
    guard kind == .name else { return unexpected(alternatives(known)) }
    let written = excerpt(token)
    report(
      .statement(
        .unknownEntry(
          written, place: place, suggestions: suggestions(for: written, among: known, most: 1),
          known: known)),
      token.span)
    advance()
  }
}

/// Words that begin a declaration elsewhere, and what to write here.
private let foreignDeclarations: [String: String] = [
  "var": "let", "varip": "let", "const": "let", "val": "let", "float": "let", "int": "let",
  "double": "let", "bool": "let", "set": "let", "def": "fn", "func": "fn", "function": "fn",
  "fun": "fn", "input": "param", "parameter": "param", "optimize": "param",
]

/// Words that begin a part of an order elsewhere, and what to write here.
private let foreignClauses: [String: String] = [
  "if": "when", "where": "when", "while": "when", "limit": "at", "qty": "size", "amount": "size",
  "quantity": "size", "sl": "stop", "tp": "target", "profit": "target", "loss": "stop",
  "trailing": "trail", "stop_loss": "stop", "take_profit": "target", "stoploss": "stop",
]

/// Words that begin a statement elsewhere, and what to do here.
private let foreignStatements: [String: String] = [
  "buy": "write `enter long when ...`",
  "sell": "`exit long when ...` closes a long position, `enter short when ...` opens a short one",
  "short": "write `enter short when ...`",
  "long": "write `enter long when ...`",
  "cover": "write `exit short when ...`",
  "order": "write `enter long when ...` or `exit long when ...`",
  "if": "put the condition behind `when`: `enter long when ...`; `if a then b else c` is a value",
  "for": "repeat statements with `each i in 1..4 { ... }`, add up with `sum(i in 0..<n: ...)`",
  "while": "there are no loops without an end: `from FIRST next NEXT` remembers from bar to bar",
  "loop": "repeat statements with `each i in 1..4 { ... }`, add up with `sum(i in 0..<n: ...)`",
  "return": "the last thing in `{ ... }` is its value",
  "print": "write `plot x`, or `alert \"x is {x}\" when ...`",
  "plotshape": "write `plot x`",
  "study": "write `indicator \"title\"`",
  "script": "write `strategy \"title\"`",
  "title": "write `strategy \"title\"`",
  "include": "write `import \"path\" as name`",
  "use": "write `import \"path\" as name`",
  "class": "several values together are a record: `(mid: m, up: u)`",
  "type": "types are inferred; nothing needs to be declared",
]
