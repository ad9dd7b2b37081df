internal import Syntax

/// What concerns what numbers are numbers of.
enum DimensionProblem {
  case compared(String, String, String)
  case added(String, String)
  case percentAdded(String, String, fix: String)

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .compared(let symbol, let left, let right):
      Diagnostic(
        CompilerKinds.nonsense, severity: .warning,
        message: "`\(symbol)` compares \(left) with \(right)", span: span,
        help: "compare what is measured alike")
    case .added(let left, let right):
      Diagnostic(
        CompilerKinds.nonsense, severity: .warning,
        message: "\(left) and \(right) do not add up", span: span)
    case .percentAdded(let literal, let dimension, let fix):
      Diagnostic(
        CompilerKinds.percentAdded, severity: .warning,
        message: "`\(literal)` is a bare number here, not a part of \(dimension)",
        span: span, help: "write `\(fix)`", fix: .init("write `\(fix)`", span, fix))
    }
  }
}

extension CompilerKinds {
  static let dimensions = [nonsense, percentAdded]

  static let nonsense = DiagnosticKind(
    "E0650", "Numbers of different things are compared or added",
    explanation: """
      An index of 0 to 100 never crosses a price, and a price is no volume. This is a warning; with \
      `quill check --strict` it is an error. What a number measures is inferred; where it cannot be, \
      nothing is said.
      """,
    before: strategy("enter long when rsi(close, 14) crosses above close"),
    after: strategy("enter long when rsi(close, 14) crosses above 50"))

  static let percentAdded = DiagnosticKind(
    "E0651", "A percentage is added to something it is not a part of",
    explanation: """
      `2%` is the number 0.02. To raise a price by two percent, multiply: `close * 102%`. This is a \
      warning; with `quill check --strict` it is an error.
      """,
    before: strategy("enter long when high > close[1] + 2%"),
    after: strategy("enter long when high > close[1] * 102%"))
}
