/// Makes a tree of tokens, by recursive descent with one token of lookahead (two or three in a few
/// places). A function named like a production of `Grammar/grammar.ebnf` reads that production;
/// those stand in `Parser+Items`, `+Orders`, `+Tests`, `+Expressions`, `+Operands` and `+Literals`,
/// where every function that is not private is one. Everything else is here, in `Parser+Statements`
/// and in `Parser+Recovery`.
///
/// A problem that loses the thread sets `isRecovering`: nothing more is reported until a place is
/// reached from which reading goes on (a closing bracket, a clause, a statement).
struct Parser {
  let bytes: [UInt8]
  let tokens: ContiguousArray<Token>
  let comments: [Comment]
  var position = 0
  /// Where the last token that was read ends.
  var previousEnd = 0
  /// Brackets, blocks and prefixes that are open.
  var nesting = 0
  /// The most levels that anything of the text was deep.
  private(set) var deepest = 0
  /// Braces of `each` and `test` that are open.
  var openBraces = 0
  var isRecovering = false
  /// The statement is beyond a limit: it is left without any attempt to read its rest.
  var hasGivenUp = false
  /// Reading the pattern of a `match` arm, where `=>` ends the expression.
  var isPattern = false
  /// Found when the first bracket is missed.
  var brackets: Brackets?
  private let lexed: [LocatedProblem]
  private var problems: [LocatedProblem] = []

  init(_ source: Source) {
    var lexer = Lexer(source.bytes)
    lexer.run()
    self.bytes = source.bytes
    self.tokens = lexer.tokens
    self.comments = lexer.comments
    self.lexed = lexer.problems
  }

  /// Everything that is wrong, in the order of the text, up to `Limits.problems`.
  var diagnostics: [Diagnostic] {
    let all = (lexed + problems).enumerated().sorted {
      ($0.element.span.start, $0.offset) < ($1.element.span.start, $1.offset)
    }.map(\.element)
    var shown = all.prefix(Limits.problems).map(\.diagnostic)
    if all.count > Limits.problems {
      shown.append(LocatedProblem(.file(.tooMany), all[Limits.problems].span).diagnostic)
    }
    return shown
  }

  // MARK: - Tokens

  var token: Token { tokens[position] }
  var kind: Token.Kind { tokens[position].kind }
  var word: Word { tokens[position].word }

  /// The token `ahead` of the current one; the end of the file when there are fewer.
  func peek(_ ahead: Int = 1) -> Token { tokens[Swift.min(position + ahead, tokens.count - 1)] }

  mutating func advance() {
    guard position + 1 < tokens.count else { return }
    previousEnd = tokens[position].end
    position += 1
  }

  /// Reads a token of this kind if it stands here.
  mutating func take(_ kind: Token.Kind) -> Bool {
    guard self.kind == kind else { return false }
    advance()
    return true
  }

  mutating func take(_ word: Word) -> Bool {
    guard self.word == word else { return false }
    advance()
    return true
  }

  func text(_ token: Token) -> String {
    String(decoding: bytes[token.start..<token.end], as: UTF8.self)
  }

  /// From `start` to the end of what was read last.
  func span(from start: Int) -> Span { Span(start, previousEnd) }

  // MARK: - Expecting

  /// Reads a token that must stand here. What stands there instead is left.
  @discardableResult
  mutating func expect(_ kind: Token.Kind, _ what: String) -> Bool {
    if take(kind) { return true }
    unexpected(what)
    return false
  }

  @discardableResult
  mutating func expect(_ word: Word) -> Bool {
    if take(word) { return true }
    unexpected("`\(word.rawValue)`")
    return false
  }

  /// A name that is given here. A reserved word is a problem, and taken for a name.
  mutating func name(_ what: String = "a name") -> Name {
    guard kind == .name else {
      unexpected(what)
      return Name("", Span(previousEnd, previousEnd))
    }
    let token = token
    if token.word.isReserved {
      note(.structure(.reservedName(token.word.rawValue)), token.span)
    }
    advance()
    return Name(text(token), token.span)
  }

  /// The `=` of a definition.
  mutating func assignment() {
    switch kind {
    case .assign: advance()
    case .equal, .colonAssign, .compoundAssign:
      note(.operation(.equalityForAssignment(text(token))), token.span)
      advance()
    default: unexpected("`=`")
    }
  }

  // MARK: - Problems

  /// Reports a problem after which reading goes on as if it were not there.
  mutating func note(_ problem: SyntaxProblem, _ span: Span) {
    guard !isRecovering, problems.count <= Limits.problems else { return }
    problems.append(LocatedProblem(problem, span))
  }

  /// Reports a problem that loses the thread.
  mutating func report(_ problem: SyntaxProblem, _ span: Span) {
    note(problem, span)
    isRecovering = true
  }

  /// Something else than `what` stands here. Silent where the lexer has complained already.
  mutating func unexpected(_ what: String) {
    if kind == .spoilt {
      isRecovering = true
    } else if endsLine {
      report(.structure(.expected(what, found: nil)), Span(previousEnd, previousEnd))
    } else {
      report(.structure(.expected(what, found: found)), token.span)
    }
  }

  /// Nothing more stands on the line of the last token, so that what is missing is missing there.
  var endsLine: Bool { previousEnd > 0 && (token.startsLine || kind == .endOfFile) }

  /// The current token in words.
  var found: String {
    switch kind {
    case .endOfFile: "the end of the text"
    case .textOpen, .spoiltText: "a text"
    default: "`\(excerpt(token))`"
    }
  }

  /// The text of a token for a message.
  func excerpt(_ token: Token) -> String { shortened(text(token)) }

  // MARK: - Depth

  /// Goes one level deeper, or reports that this is too deep and gives the statement up.
  mutating func deepen() -> Bool {
    guard nesting < Limits.nesting else {
      giveUp(.file(.tooDeep), token.span)
      return false
    }
    nesting += 1
    deepest = max(deepest, nesting)
    return true
  }

  mutating func giveUp(_ problem: SyntaxProblem, _ span: Span) {
    report(problem, span)
    hasGivenUp = true
  }

  /// An expression from `start` up to here; a hole when it is taller than a tree may be.
  mutating func node(_ kind: Expression.Kind, from start: Int) -> Expression {
    let value = Expression(kind, span(from: start))
    guard value.height > Limits.height else { return value }
    if !hasGivenUp { giveUp(.file(.tooTall), value.span) }
    return Expression(.hole, value.span)
  }

  /// A hole of no width, where something is missing.
  func hole() -> Expression { Expression(.hole, Span(previousEnd, previousEnd)) }
}
