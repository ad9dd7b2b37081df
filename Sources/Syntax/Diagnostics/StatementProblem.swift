/// Statements that do not exist or stand where they cannot.
enum StatementProblem: Sendable {
  case unknown(String, suggestions: [String], isCall: Bool)
  case unknownClause(String, meant: String?)
  case clauseWithSign(String, sign: String)
  case missingLet(name: String, insertAt: Int, replacing: Span?, assignment: Span)
  case foreign(String, help: String)
  case foreignKeyword(String, meant: String)
  case clauseOutside(String)
  case missingSide(String)
  case insideEach(String)
  case lateEdition
  case unknownEntry(String, place: String, suggestions: [String], known: [String])

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .unknown(let word, let suggestions, let isCall):
      Diagnostic(
        SyntaxKinds.unknownStatement, message: "no statement begins with `\(word)`", span: span,
        help: didYouMean(suggestions)
          ?? (isCall
            ? "a function is defined by `fn \(word)(x) = ...`, and a result kept by "
              + "`let y = \(word)(x)`"
            : "statements begin with words such as `let`, `enter`, `exit`"),
        fix: suggestions.first.map { .init("write `\($0)`", span, $0) })
    case .missingLet(let name, let offset, let replacing, let assignment):
      Diagnostic(
        SyntaxKinds.missingLet, message: "a definition begins with `let`", span: span,
        help: "write `let \(name) = ...`; a value that remembers is `from FIRST next NEXT`",
        fix: .init(
          title: "write `let \(name) =`",
          edits: [
            replacing.map { .init($0, "let") } ?? .init(Span(offset, offset), "let "),
            .init(assignment, "="),
          ]))
    case .unknownClause(let word, let meant):
      Diagnostic(
        SyntaxKinds.unknownClause, message: "no part of an order begins with `\(word)`", span: span,
        help: meant.map { "write `\($0)`" } ?? "the parts are \(alternatives(Word.clauses))",
        fix: meant.map { .init("write `\($0)`", span, $0) })
    case .clauseWithSign(let word, let sign):
      Diagnostic(
        SyntaxKinds.clauseWithSign, message: "no `\(sign)` stands behind `\(word)`", span: span,
        fix: .init("remove the `\(sign)`", span, ""))
    case .foreign, .foreignKeyword, .clauseOutside, .missingSide, .insideEach, .lateEdition,
      .unknownEntry:
      misplaced(at: span)
    }
  }

  /// The problems of words that exist elsewhere, in other languages or other places.
  private func misplaced(at span: Span) -> Diagnostic {
    switch self {
    case .foreign(let word, let help):
      Diagnostic(
        SyntaxKinds.foreignStatement, message: "there is no `\(word)` statement", span: span,
        help: help)
    case .foreignKeyword(let word, let meant):
      Diagnostic(
        SyntaxKinds.foreignStatement, message: "`\(word)` is written `\(meant)` here", span: span,
        fix: .init("write `\(meant)`", span, meant))
    case .clauseOutside(let word):
      Diagnostic(
        SyntaxKinds.clauseOutside, message: "`\(word)` is a part of an order", span: span,
        label: "no `enter` or `exit` stands before it",
        help: "write it behind `enter long`, `exit long` or `entries`")
    case .missingSide(let word):
      Diagnostic(
        SyntaxKinds.missingSide, message: "`\(word)` needs a side", span: span,
        help: "write `\(word) long` or `\(word) short`")
    case .insideEach(let word):
      Diagnostic(
        SyntaxKinds.insideEach, message: "`\(word)` cannot stand inside `each`", span: span,
        help: "`each` holds `let`, `enter`, `exit`, `plot` and `alert`")
    case .lateEdition:
      Diagnostic(
        SyntaxKinds.lateEdition, message: "`quill` and its edition are the first thing in a file",
        span: span, help: "move it to the top")
    case .unknown(let word, _, _), .unknownClause(let word, _), .clauseWithSign(let word, _),
      .missingLet(let word, _, _, _):
      Diagnostic(SyntaxKinds.unknownStatement, message: "`\(word)` cannot stand here", span: span)
    case .unknownEntry(let word, let place, let suggestions, let known):
      Diagnostic(
        SyntaxKinds.unknownEntry, message: "\(place) knows no `\(word)`", span: span,
        help: didYouMean(suggestions) ?? "it knows \(alternatives(known))")
    }
  }
}
