/// Operators that are misused, and those of other languages.
enum OperationProblem: Sendable {
  case assignmentForEquality
  case equalityForAssignment(String)
  /// An operator, and whether its word needs a blank before and behind it.
  case foreign(String, meant: String, glued: (before: Bool, behind: Bool))
  case modulo
  case chain(shared: String?)
  case looseNot(operand: Span)
  case notCallable
  case missingElse
  case missingThen(replacing: Span)
  case elseIf(String)
  /// Where it begins and where its colon stands, if it is complete.
  case ternary((start: Int, colon: Span)?)
  case labelWithSign(String)
  case listPattern(open: Span, close: Span)
  case incompleteCross(direction: Span, meant: String?)
  case list
  case notFoldable(String)

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .assignmentForEquality:
      Diagnostic(
        SyntaxKinds.assignmentForEquality, message: "`=` gives a name; `==` compares", span: span,
        fix: .init("write `==`", span, "=="))
    case .equalityForAssignment(let written):
      Diagnostic(
        SyntaxKinds.equalityForAssignment,
        message: "a definition is written with `=`, not `\(written)`",
        span: span, fix: .init("write `=`", span, written == ":" ? " =" : "="))
    case .foreign(let written, let meant, let glued):
      Diagnostic(
        SyntaxKinds.foreignOperator, message: "`\(written)` is written `\(meant)` here", span: span,
        fix: .init(
          "write `\(meant)`", span,
          (glued.before ? " " : "") + (meant == "is_na(x)" ? "is_na" : meant)
            + (glued.behind ? " " : "")))
    case .modulo:
      Diagnostic(
        SyntaxKinds.foreignOperator, message: "`%` is a unit here, not an operator", span: span,
        help: "the remainder is `mod(a, b)`")
    case .chain(let shared):
      Diagnostic(
        SyntaxKinds.chainedComparison, message: "comparisons do not chain", span: span,
        label: "a second comparison of the same value",
        help: "compare twice: `a < b and b < c`",
        fix: shared.map {
          .init("compare `\($0)` twice", Span(span.start, span.start), "and \($0) ")
        })
    case .looseNot(let operand):
      Diagnostic(
        SyntaxKinds.looseNot, message: "`not` needs parentheses behind an operator", span: span,
        help: "write `(not ...)`",
        fix: .init(
          title: "put it in parentheses",
          edits: [
            .init(Span(span.start, span.start), "("), .init(Span(operand.end, operand.end), ")"),
          ]))
    case .notCallable, .missingElse, .missingThen, .elseIf, .ternary, .incompleteCross, .list,
      .notFoldable, .labelWithSign, .listPattern:
      shape(at: span)
    }
  }

  /// The problems of calls, choices and other forms.
  private func shape(at span: Span) -> Diagnostic {
    switch self {
    case .missingElse:
      Diagnostic(
        SyntaxKinds.missingElse, message: "this `if` has no `else`", span: span,
        label: "what is the value when it does not hold?",
        help: "write `else na` for no value, `else false` for a condition")
    case .missingThen(let gap):
      Diagnostic(
        SyntaxKinds.missingThen, message: "`then` stands between a condition and its value",
        span: span, fix: .init("write `then`", gap, " then"))
    case .elseIf(let written):
      Diagnostic(
        SyntaxKinds.elseIf, message: "`\(written)` is written `else if` here", span: span,
        fix: .init("write `else if`", span, "else if"))
    case .ternary(let whole):
      Diagnostic(
        SyntaxKinds.ternary, message: "`? :` is written `if ... then ... else ...` here",
        span: span, help: "write `if close > open then 1 else 0`",
        fix: whole.map { whole in
          .init(
            title: "write `if ... then ... else ...`",
            edits: [
              .init(Span(whole.start, whole.start), "if "), .init(span, "then"),
              .init(whole.colon, "else"),
            ])
        })
    case .labelWithSign(let label):
      Diagnostic(
        SyntaxKinds.labelWithSign, message: "an argument is named with `:`", span: span,
        help: "write `\(shortened(label)): ...`; `=` gives names, `==` compares",
        fix: .init("write `:`", span, ":"))
    case .listPattern(let open, let close):
      Diagnostic(
        SyntaxKinds.noLists, message: "several names stand in round brackets", span: span,
        help: "write `let (a, b) = ...`",
        fix: .init(title: "write `(...)`", edits: [.init(open, "("), .init(close, ")")]))
    case .incompleteCross(let direction, let meant):
      Diagnostic(
        SyntaxKinds.incompleteCross, message: "`crosses` goes `above` or `below`", span: span,
        help: "write `a crosses above b`",
        fix: meant.map { .init("write `\($0)`", direction, $0) })
    case .list:
      Diagnostic(
        SyntaxKinds.noLists, message: "there are no lists", span: span,
        help: "`x[n]` is the value `n` bars ago; several values are `(a, b)`; a set of choices is "
          + "`{5, 10, 20}` behind `in`")
    case .notFoldable(let name):
      Diagnostic(
        SyntaxKinds.notFoldable, message: "`\(name)` cannot run over a range", span: span,
        help: "`sum`, `any`, `all`, `count`, `max`, `min`, `avg` and `fold` can")
    default:
      Diagnostic(
        SyntaxKinds.notCallable, message: "only a name can be called", span: span,
        label: "this calls the value before it", help: "for a product, write `*`")
    }
  }
}
