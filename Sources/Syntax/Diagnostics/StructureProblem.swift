/// Pieces that are missing, left over, or in the wrong place.
enum StructureProblem: Sendable {
  /// What is missing, and what stands there instead on the same line, if anything.
  case expected(String, found: String?)
  case missingExpression(found: String?)
  case bracketNotClosed(String, closer: String)
  case strayCloser(String)
  case sideBySide(found: String, help: String?)
  case trailingComma
  case straySemicolon
  case missingSemicolon(at: Int)
  case blockWithoutResult
  case reservedName(String)

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .expected(let what, let found):
      Diagnostic(
        SyntaxKinds.expected,
        message: "\(what) is expected here" + (found.map { ", not \($0)" } ?? ""),
        span: span)
    case .missingExpression(let found):
      Diagnostic(
        SyntaxKinds.missingExpression, message: "a value is missing here", span: span,
        label: found.map { "\($0) cannot begin a value" })
    case .bracketNotClosed(let open, let closer):
      Diagnostic(
        SyntaxKinds.bracketNotClosed, message: "this `\(open)` is never closed", span: span,
        label: "a `\(closer)` is missing")
    case .strayCloser(let text):
      Diagnostic(
        SyntaxKinds.strayCloser, message: "this `\(text)` closes nothing", span: span,
        fix: .init(title: "remove it", edits: [.init(span, "")], isGuess: true))
    case .sideBySide(let found, let help):
      Diagnostic(
        SyntaxKinds.sideBySide, message: "\(found) cannot follow here", span: span,
        label: "the value before it is complete",
        help: help ?? "an operator such as `+` or `and`, or a comma, stands between two values")
    case .trailingComma:
      Diagnostic(
        SyntaxKinds.trailingComma, message: "nothing follows this comma", span: span,
        fix: .init("remove the comma", span, ""))
    case .straySemicolon:
      Diagnostic(
        SyntaxKinds.straySemicolon, message: "no `;` is needed here", span: span,
        help: "only a `let` inside `{ ... }` ends with `;`", fix: .init("remove the `;`", span, ""))
    case .missingSemicolon(let offset):
      Diagnostic(
        SyntaxKinds.missingSemicolon, message: "a `let` inside `{ ... }` ends with `;`", span: span,
        fix: .init("write a `;`", Span(offset, offset), ";"))
    case .blockWithoutResult:
      Diagnostic(
        SyntaxKinds.blockWithoutResult, message: "this block has no result", span: span,
        help: "the last thing in `{ ... }` is its value: `{ let m = sma(x, 9); x - m }`")
    case .reservedName(let word):
      Diagnostic(
        SyntaxKinds.reservedName, message: "`\(word)` is a reserved word and cannot be a name",
        span: span, help: "choose another name, `\(word)_` for example")
    }
  }
}
