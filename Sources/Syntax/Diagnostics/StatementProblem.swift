/// Statements that do not exist or stand where they cannot.
enum StatementProblem: Sendable {
  case unknown(String, suggestions: [String], isCall: Bool)
  case unknownClause(String, meant: String?)
  case clauseWithSign(String, sign: String)
  case missingLet(name: String, insertAt: Int, replacing: Span?, assignment: Span, isUpdate: Bool)
  case foreign(String, help: String)
  case foreignKeyword(String, meant: String)
  case foreignSignal(ForeignWord)
  case foreignImport(String)
  case foreignFunction(String, arrow: Span)
  case titleInParentheses(open: Span, rest: Span?)
  case plotWithSign(String, Span)
  case plotOptions(Span?)
  case needlessReturn
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
    case .missingLet(let name, let offset, let replacing, let assignment, let isUpdate):
      Diagnostic(
        SyntaxKinds.missingLet, message: "a definition begins with `let`", span: span,
        help: isUpdate
          ? "a sum that goes on is `let \(name) = from 0 next prev + ...`"
          : "write `let \(name) = ...`; a value that remembers is `from FIRST next NEXT`",
        fix: isUpdate
          ? nil
          : .init(
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
    case .foreignSignal, .foreignImport, .foreignFunction, .titleInParentheses, .plotWithSign,
      .plotOptions, .needlessReturn:
      converted(at: span)
    case .foreign, .foreignKeyword, .clauseOutside, .missingSide, .insideEach, .lateEdition,
      .unknownEntry:
      misplaced(at: span)
    }
  }

  /// Statements of other languages that are read as what they mean.
  private func converted(at span: Span) -> Diagnostic {
    switch self {
    case .foreignSignal(let row):
      let meant = row.rewrite ?? row.here
      return foreign(
        "`\(row.word)` is no signal here", span, help: row.advice,
        .init("write `\(meant)`", span, meant))
    case .foreignImport(let word):
      return foreign(
        "nothing is loaded with `\(word)` here", span,
        help: "every builtin is there: `quill builtins` lists them", .init("remove it", span, ""))
    case .foreignFunction(let name, let arrow):
      return foreign(
        "a function begins with `fn`", span, help: "write `fn \(name)(x) = ...`",
        .init(
          title: "write `fn \(name)(...) =`",
          edits: [.init(Span(span.start, span.start), "fn "), .init(arrow, "=")]))
    case .titleInParentheses(let open, let rest):
      return foreign(
        "a title stands without parentheses", span,
        help: "write `strategy \"title\"`; what a backtest takes for granted is set elsewhere",
        rest.map {
          .init(title: "leave the title alone", edits: [.init(open, " "), .init($0, "")])
        })
    case .plotWithSign(let name, let sign):
      return foreign(
        "`plot` shows a value and gives no name", span,
        help: "write `plot \(name)` and `let \(name) = ...`",
        .init(
          title: "write `plot \(name)` and `let \(name) =`",
          edits: [.init(sign, "\nlet \(name) =")]))
    case .plotOptions(let rest):
      return foreign(
        "`plot` shows values and nothing else", span,
        help: "how they look is chosen where a chart is shown",
        rest.map { .init("leave the value alone", $0, "") })
    default:
      return foreign(
        "no `return` is needed: what stands behind `=` is the value", span, help: nil,
        .init("remove it", span, ""))
    }
  }

  private func foreign(
    _ message: String, _ span: Span, help: String?, _ fix: Diagnostic.Fix?
  ) -> Diagnostic {
    Diagnostic(
      SyntaxKinds.foreignStatement, message: message, span: span, help: help, fix: fix)
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
      .missingLet(let word, _, _, _, _):
      Diagnostic(SyntaxKinds.unknownStatement, message: "`\(word)` cannot stand here", span: span)
    case .foreignSignal, .foreignImport, .foreignFunction, .titleInParentheses, .plotWithSign,
      .plotOptions, .needlessReturn:
      converted(at: span)
    case .unknownEntry(let word, let place, let suggestions, let known):
      Diagnostic(
        SyntaxKinds.unknownEntry, message: "\(place) knows no `\(word)`", span: span,
        help: didYouMean(suggestions) ?? "it knows \(alternatives(known))")
    }
  }
}
