internal import Syntax

/// Conditions that can be computed, but hardly say what was meant.
enum ConditionProblem {
  /// Both sides are the same value.
  case same(BinaryOperator, String)
  /// It holds always or never, because of where a value lies.
  case decided(Bool, String, Bounds)
  /// The condition of an `if` is the same at every bar.
  case fixed(Bool)
  case equality(String)
  case negatedCross(String, meant: String)
  case timeframeAsText(String, meant: String)

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .same(let symbol, let text): ConditionProblem.same(symbol, text, span)
    case .decided(let holds, let text, let bounds):
      Diagnostic(
        holds ? CompilerKinds.alwaysHolds : CompilerKinds.neverHolds, severity: .warning,
        message: holds
          ? "this holds at every bar where its values are known" : "this never holds", span: span,
        label: "`\(ConditionProblem.short(text))` \(bounds.words)",
        help: holds ? "leave it out, or compare with a number that can be crossed" : nil)
    case .fixed(let holds):
      Diagnostic(
        holds ? CompilerKinds.alwaysHolds : CompilerKinds.neverHolds, severity: .warning,
        message: holds ? "this condition is always true" : "this condition is never true",
        span: span, label: holds ? "`else` is never reached" : "`then` is never reached")
    case .equality(let text):
      Diagnostic(
        CompilerKinds.computedEquality, severity: .hint,
        message: "a computed number is hardly ever equal to another", span: span,
        label: "`\(ConditionProblem.short(text))` is rounded at every step",
        help: "compare with `<` or `>`, ask for a cross, or round first: `round_to(x, 0.01)`")
    case .negatedCross(let symbol, let meant):
      Diagnostic(
        CompilerKinds.negatedCross, severity: .hint,
        message: "`not` before a cross holds at nearly every bar", span: span,
        label: "`\(symbol)` is true at one bar only",
        help: "for the state between crosses, write `\(meant)`")
    case .timeframeAsText(let text, let meant):
      // There are shares called D and W.
      Diagnostic(
        CompilerKinds.timeframeAsText, severity: text.utf8.count == 1 ? .hint : .warning,
        message: "\"\(text)\" is the name of an instrument here", span: span,
        help: "a timeframe stands without quotes: `on \(meant) { ... }`",
        fix: .init("write `\(meant)`", span, meant, isGuess: text.utf8.count == 1))
    }
  }

  private static func same(_ symbol: BinaryOperator, _ text: String, _ span: Span) -> Diagnostic {
    let name = short(text)
    switch symbol {
    case .equal, .notEqual:
      let test = symbol == .equal ? "not is_na(\(name))" : "is_na(\(name))"
      let isWhole = name == text
      return Diagnostic(
        CompilerKinds.sameOnBothSides, severity: .warning,
        message: symbol == .equal
          ? "a value is equal to itself wherever it is known" : "no value differs from itself",
        span: span, label: "both sides are the same",
        help: "to ask whether it is missing, write `\(test)`; a comparison with `na` is false",
        fix: isWhole
          ? .init("write `\(test)`", span, symbol == .equal ? "(\(test))" : test, isGuess: true)
          : nil)
    case .greaterOrEqual, .lessOrEqual:
      return Diagnostic(
        CompilerKinds.sameOnBothSides, severity: .warning,
        message: "this holds wherever its value is known", span: span,
        label: "both sides are the same", help: "was the bar before meant: `\(name)[1]`?")
    default:
      return Diagnostic(
        CompilerKinds.sameOnBothSides, severity: .warning, message: "this never holds", span: span,
        label: "both sides are the same", help: "was the bar before meant: `\(name)[1]`?")
    }
  }

  private static func short(_ text: String) -> String {
    text.utf8.count > 40 || text.contains("\n") ? "x" : text
  }
}

extension CompilerKinds {
  static let conditions = [
    neverHolds, alwaysHolds, sameOnBothSides, computedEquality, negatedCross, timeframeAsText,
  ]

  static let neverHolds = DiagnosticKind(
    "E0330", "A condition never holds",
    explanation: """
      What is compared cannot get there: `rsi` lies between 0 and 100, `hour` between 0 and 23, a \
      parameter between the ends behind `in`. Nor does a condition that is the same at every bar \
      decide anything.
      """,
    before: strategy("enter long when rsi(close, 14) > 120"),
    after: strategy("enter long when rsi(close, 14) > 70"))

  static let alwaysHolds = DiagnosticKind(
    "E0331", "A condition always holds",
    explanation: """
      What is compared is always on the same side, so the condition keeps nothing back but the bars at \
      which its values are not known yet.
      """,
    before: strategy("enter long when close > open and stoch().k > -1"),
    after: strategy("enter long when close > open and stoch().k > 20"))

  static let sameOnBothSides = DiagnosticKind(
    "E0332", "A value is compared with itself",
    explanation: """
      Both sides are the same value at the same bar. Often the bar before was meant, `close > close[1]`; \
      where the test is for a missing value, as `x != x` is in other languages, it is written `is_na(x)`: \
      here every comparison with `na` is false.
      """,
    before: strategy("enter long when close > close"),
    after: strategy("enter long when close > close[1]"))

  static let computedEquality = DiagnosticKind(
    "E0333", "A computed number is tested for equality",
    explanation: """
      Averages, quotients and roots are rounded at every step, so two of them are hardly ever equal to \
      the last bit. Prices and counts can be compared with `==`; of computed values ask which is greater, \
      whether one crosses the other, or round them to a step.
      """,
    before: strategy("enter long when sma(close, 9) == sma(close, 20)"),
    after: strategy("enter long when sma(close, 9) crosses above sma(close, 20)"))

  static let negatedCross = DiagnosticKind(
    "E0334", "A cross is negated",
    explanation: """
      `a crosses above b` is true at the one bar of the cross, so its negation is true at nearly every \
      bar. The state between two crosses is a plain comparison: `a <= b`.
      """,
    before: strategy("enter long when not (close crosses above sma(close, 20))"),
    after: strategy("enter long when close <= sma(close, 20)"))

  static let timeframeAsText = DiagnosticKind(
    "E0335", "A timeframe is written as a text",
    explanation: """
      In `on "SPY" { ... }` a text names an instrument. A timeframe stands without quotes: `on 1d`, \
      `on 4h`; `1m` is a minute and `1mo` a month.
      """,
    before: strategy("enter long when close > on \"D\" { sma(close, 50) }"),
    after: strategy("enter long when close > on 1d { sma(close, 50) }"))
}
