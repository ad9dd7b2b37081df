internal import Syntax

/// What concerns what numbers are numbers of.
enum DimensionProblem {
  case compared(String, String, String)
  case added(String, String)
  case percentAdded(String, String, fix: String)
  case levelAsDistance(String)
  case distanceAsLevel(String)

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
    case .levelAsDistance(let word):
      levelAsDistance(word, at: span)
    case .distanceAsLevel(let word):
      Diagnostic(
        CompilerKinds.misplacedLevel, severity: .warning,
        message: "`\(word)` names a price of the market, and this is a distance between prices",
        span: span, help: "add it to a price, or take it from one: `close - ...`")
    }
  }

  private func levelAsDistance(_ word: String, at span: Span) -> Diagnostic {
    let takesLevel = word == "stop" || word == "target"
    let start = Span(span.start, span.start)
    return Diagnostic(
      CompilerKinds.misplacedLevel, severity: .warning,
      message: "`\(word)` counts this from the fill, and it is as far as the price is high",
      span: span, label: "a price of the market",
      help: takesLevel
        ? "for a price of the market write `\(word) at`"
        : "write how far: `2 * atr(14)`, `2%`, `10 ticks`",
      fix: takesLevel ? .init("write `\(word) at`", start, "at ") : nil)
  }
}

extension CompilerKinds {
  static let dimensions = [nonsense, percentAdded, misplacedLevel]

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

  static let misplacedLevel = DiagnosticKind(
    "E0652", "A price stands for a distance, or a distance for a price",
    explanation: """
      `stop 2 * atr(14)` is that far from the fill, `stop at low` is at a price of the market. A stop as \
      far from the fill as the price is high is never touched, and an order at a distance never fills. \
      This is a warning; with `quill check --strict` it is an error.
      """,
    before: strategy("enter long when close > open stop lowest(low, 20)"),
    after: strategy("enter long when close > open stop at lowest(low, 20)"))
}
