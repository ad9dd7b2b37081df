/// Operators that are misused, and those of other languages.
enum OperationProblem: Sendable {
  case assignmentForEquality
  case equalityForAssignment(String)
  case foreign(String, meant: String)
  case modulo
  case chain(shared: String?)
  case looseNot(operand: Span)
  case notCallable
  case missingElse
  case missingThen(replacing: Span)
  case elseIf(String)
  case ternary
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
        span: span, fix: .init("write `=`", span, "="))
    case .foreign(let written, let meant):
      Diagnostic(
        SyntaxKinds.foreignOperator, message: "`\(written)` is written `\(meant)` here", span: span,
        fix: .init("write `\(meant)`", span, meant == "not" ? "not " : meant))
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
      .notFoldable:
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
    case .ternary:
      Diagnostic(
        SyntaxKinds.ternary, message: "`? :` is written `if ... then ... else ...` here",
        span: span,
        help: "write `if close > open then 1 else 0`")
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
