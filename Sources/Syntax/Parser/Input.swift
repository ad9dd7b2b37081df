/// What someone has typed so far at a prompt, as far as its words say.
public struct Input: Sendable {
  /// What the first words begin.
  public enum Form: Sendable, Hashable {
    case empty
    /// Statements, as a file holds them.
    case statements
    /// Expressions, with commas between them.
    case expressions
  }

  public let form: Form
  /// True when the text cannot end here: a bracket is open, or the last word wants another.
  public let wantsMore: Bool
  /// True when a bracket is open.
  public let isOpen: Bool
  /// True for orders, whose clauses may stand on lines of their own: an empty line ends them.
  public let endsAtEmptyLine: Bool
  /// Where the expressions stand.
  public let expressions: [Span]

  public init(_ source: Source) {
    guard Source.tooLarge(byteCount: source.bytes.count) == nil, !source.bytes.contains(0) else {
      (form, wantsMore, isOpen, endsAtEmptyLine) = (.expressions, false, false, false)
      expressions = [Span(0, source.bytes.count)]
      return
    }
    var lexer = Lexer(source.bytes)
    lexer.run()
    let tokens = Array(lexer.tokens.dropLast())
    guard let first = tokens.first, let last = tokens.last else {
      (form, wantsMore, isOpen, endsAtEmptyLine, expressions) = (.empty, false, false, false, [])
      return
    }
    form = Input.form(first, tokens.dropFirst().first)
    let pieces = Input.pieces(tokens)
    isOpen = pieces.isOpen
    wantsMore = pieces.isOpen || Input.wantsAnother(last)
    endsAtEmptyLine =
      form == .statements && [.enter, .exit, .entries].contains(first.word)
    // Where even the characters are wrong, the problem is told of the whole.
    expressions =
      form != .expressions
      ? [] : lexer.problems.isEmpty ? pieces.spans : [Span(0, source.bytes.count)]
  }

  private static func form(_ first: Token, _ second: Token?) -> Form {
    guard first.kind == .name, first.word.beginsItem else { return .expressions }
    if first.word.givesName { return .statements }
    // The words are free as names: `plot` may be one that the session defines.
    switch second?.kind {
    case nil: return first.word == .exit || first.word == .enter ? .statements : .expressions
    case .name:
      let isOperator = second.map { [.and, .or, .crosses].contains($0.word) } ?? false
      return isOperator ? .expressions : .statements
    case .number, .quantity, .duration, .date, .textOpen, .braceOpen, .parenOpen, .spoiltLiteral,
      .spoiltText:
      return .statements
    default: return .expressions
    }
  }

  /// The parts between commas outside of all brackets, and whether a bracket is open at the end.
  private static func pieces(_ tokens: [Token]) -> (spans: [Span], isOpen: Bool) {
    var depth = 0
    var spans: [Span] = []
    var start: Int?
    var end = 0
    for token in tokens {
      switch token.kind {
      case .parenOpen, .squareOpen, .braceOpen, .holeOpen, .textOpen: depth += 1
      case .parenClose, .squareClose, .braceClose, .holeClose, .textClose: depth -= 1
      default: break
      }
      if token.kind == .comma, depth == 0 {
        spans.append(Span(start ?? token.start, start == nil ? token.start : end))
        start = nil
        continue
      }
      start = start ?? token.start
      end = token.end
    }
    if let start { spans.append(Span(start, end)) }
    return (spans, depth > 0)
  }

  /// True when nothing can end behind a token.
  private static func wantsAnother(_ token: Token) -> Bool {
    switch token.kind {
    case .comma, .colon, .dot, .range, .rangeBelow, .assign, .arrow, .equal, .notEqual, .less,
      .lessOrEqual, .greater, .greaterOrEqual, .plus, .minus, .star, .slash, .power, .coalesce:
      return true
    case .name:
      switch token.word {
      case .and, .or, .not, .if, .then, .else, .match, .from, .next, .on, .crosses, .let, .param,
        .fn, .in, .of, .when, .require:
        return true
      default: return false
      }
    default: return false
    }
  }
}
