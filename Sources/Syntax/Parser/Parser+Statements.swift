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
      if kind == .squareOpen, token.startsLine || previousEnd == 0, let item = listedNames() {
        return item
      }
      if previousEnd == 0 || token.startsLine { unexpected("a statement") } else { misplaced() }
      advance()
    }
    return nil
  }

  var beginsListedNames: Bool { listedNamesEnd != nil }

  /// The sign behind `[a, b]`, if names stand here that are given.
  private var listedNamesEnd: Token? {
    var index = position + 1
    // No pattern has more names than that; a longer search would be repeated for every bracket.
    let last = Swift.min(index + 64, tokens.count - 2)
    while index < last, tokens[index].kind == .name || tokens[index].kind == .comma { index += 1 }
    guard index <= last, tokens[index].kind == .squareClose, tokens[index + 1].isAssignment else {
      return nil
    }
    return tokens[index + 1]
  }

  /// `[a, b] = f(x)`: read as `let (a, b) = f(x)`.
  private mutating func listedNames() -> Item? {
    guard let equals = listedNamesEnd else { return nil }
    let start = token.start
    note(
      .statement(
        .missingLet(
          name: "(a, b)", insertAt: start, replacing: nil, assignment: equals.span,
          isUpdate: false)),
      token.span)
    let pattern = pattern()
    advance()
    return Item(.binding(Binding(pattern: pattern, value: expression())), span(from: start))
  }

  private mutating func unknownWord() -> Item? {
    let written = excerpt(token)
    let begins = previousEnd == 0 || token.startsLine || tokens[position - 1].kind == .semicolon
    if peek().isAssignment {
      if let signal = ForeignWord.find(written, .signal) { return foreignSignal(signal) }
      return missingLet(replacing: nil)
    }
    if begins, let meant = foreignDeclarations[written], peek().kind == .name {
      // `var x = 3`, or `var float x = 3`; thinkScript's `def x = 3` is no function.
      let isNamed = meant == "let" || (meant == "fn" && peek(2).isAssignment)
      let words = !isNamed ? 0 : peek(2).isAssignment ? 1 : peek(3).isAssignment ? 2 : 0
      return words == 0
        ? foreignDeclaration(written, meant)
        : missingLet(replacing: token.span.joined(peek(words - 1).span), words: words)
    }
    if !begins {
      misplaced()
    } else if let row = ForeignWord.find(written, .statement) {
      report(.statement(.foreign(written, help: row.advice)), token.span)
      skipBraces()
    } else if word == .from, peek(2).word == .import || peek(2).kind == .dot {
      return foreignImport()
    } else if let arrow = functionArrow() {
      return foreignFunction(arrow)
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
      ForeignWord.find("\(word).\(verb)", .statement)?.advice
      ?? "orders are written `enter ...` and `exit ...`"
    report(.statement(.foreign("\(word).\(verb)", help: help)), Span(start, peek(2).end))
    advance()
    return nil
  }

  /// `Buy = c`: read as `enter long when c`.
  private mutating func foreignSignal(_ signal: ForeignWord) -> Item? {
    let start = token.start
    let span = token.span.joined(peek().span)
    note(.statement(.foreignSignal(signal)), span)
    advance()
    advance()
    let from = token.start
    let condition = expression()
    let clauses = [Clause(.when(condition), self.span(from: from))]
    let side: Side = signal.rewrite?.contains("short") == true ? .short : .long
    let kind: Item.Kind =
      signal.rewrite?.hasPrefix("enter") == true
      ? .enter(Enter(side: side, tag: nil, clauses: clauses))
      : .exit(Exit(share: nil, selector: .side(side), clauses: clauses))
    return Item(kind, self.span(from: start))
  }

  /// `import numpy as np`, `from math import sqrt`: nothing of it is needed.
  mutating func foreignImport() -> Item? {
    let start = token.start
    let written = excerpt(token)
    repeat { advance() } while kind != .endOfFile && !token.startsLine
    note(.statement(.foreignImport(written)), span(from: start))
    return nil
  }

  /// `f(x) => x + 1`: where the arrow stands.
  private func functionArrow() -> Token? {
    guard peek().kind == .parenOpen else { return nil }
    var index = position + 2
    // A longer list of names is not looked through for every word of a file.
    let last = Swift.min(index + 64, tokens.count - 2)
    while index < last,
      [.name, .comma, .assign, .number].contains(tokens[index].kind)
    {
      index += 1
    }
    guard index <= last, tokens[index].kind == .parenClose, tokens[index + 1].kind == .arrow else {
      return nil
    }
    return tokens[index + 1]
  }

  /// Read as `fn f(x) = x + 1`.
  private mutating func foreignFunction(_ arrow: Token) -> Item? {
    let start = token.start
    note(.statement(.foreignFunction(excerpt(token), arrow: arrow.span)), token.span)
    let name = name("the name of a function")
    return Item(.function(function(named: name, arrowIsSaid: true)), span(from: start))
  }

  /// `if c { ... }`: the braces of what is no statement are no statements either.
  private mutating func skipBraces() {
    guard word == .if || ["while", "for"].contains(text(token)) else { return }
    while kind != .endOfFile, kind != .braceOpen, !peek().startsLine { advance() }
    guard kind == .braceOpen else { return }
    let brackets = brackets ?? Brackets(self)
    self.brackets = brackets
    if let match = brackets.match(token), match > position { position = match }
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
          assignment: assignment.span, isUpdate: assignment.kind == .compoundAssign)),
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
  "double": "let", "bool": "let", "string": "let", "color": "let", "set": "let",
  "simple": "let", "series": "let", "local": "let", "def": "fn", "func": "fn", "function": "fn",
  "fun": "fn", "input": "param", "parameter": "param", "optimize": "param",
]

/// Words that begin a part of an order elsewhere, and what to write here.
private let foreignClauses: [String: String] = [
  "if": "when", "where": "when", "while": "when", "limit": "at", "qty": "size", "amount": "size",
  "quantity": "size", "sl": "stop", "tp": "target", "profit": "target", "loss": "stop",
  "trailing": "trail", "stop_loss": "stop", "take_profit": "target", "stoploss": "stop",
]
