internal import Syntax

/// What concerns the arguments of a call.
enum CallProblem {
  case tooMany(String, given: Int, most: Int)
  case missing(String, String)
  case unknownLabel(String, String, suggestions: [String])
  case twice(String, String)
  case constantSeries(String, String, column: String)
  case outOfRange(String, of: String, Double, least: Int, most: Int, isStandard: Bool)

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .tooMany(let signature, let given, let most):
      Diagnostic(
        CompilerKinds.wrongArguments,
        message: "`\(signature)` takes \(most == 0 ? "nothing" : "at most \(most)"), not \(given)",
        span: span)
    case .missing(let parameter, let signature):
      Diagnostic(
        CompilerKinds.wrongArguments, message: "`\(parameter)` is missing", span: span,
        help: "it is called as `\(signature)`")
    case .twice(let label, let signature):
      Diagnostic(
        CompilerKinds.wrongArguments, message: "`\(label)` is given twice", span: span,
        help: "it is called as `\(signature)`")
    case .unknownLabel(let label, let signature, let near):
      Diagnostic(
        CompilerKinds.unknownLabel, message: "`\(signature)` has no `\(label)`", span: span,
        help: didYouMean(near),
        fix: unmistakable(near, for: label).map { .init("write `\($0)`", span, $0) })
    case .constantSeries(let function, let text, let column):
      Diagnostic(
        CompilerKinds.constantSeries,
        message: "`\(function)` of a number that never changes", span: span,
        label: "what it is computed from stands here",
        help: "what it is computed from comes first: `\(function)(\(column), \(text))`",
        fix: .init("put `\(column)` first", Span(span.start, span.start), "\(column), "))
    case .outOfRange(let parameter, let function, let value, let least, let most, let isStandard):
      Diagnostic(
        CompilerKinds.lengthOutOfRange,
        message: "`\(parameter)` of `\(function)` is a whole number from \(least) to \(most)",
        span: span, label: isStandard ? "this is \(plain(value))" : "this can be \(plain(value))")
    }
  }
}

extension CompilerKinds {
  static let calls = [wrongArguments, unknownLabel, lengthOutOfRange, constantSeries]

  static let wrongArguments = DiagnosticKind(
    "E0320", "A call has too many or too few arguments",
    explanation: """
      `quill builtins NAME` shows what a builtin takes. Arguments with a standard value can be left out; \
      any argument can be given by its name, as in `bbands(close, k: 2.5)`.
      """,
    before: strategy("enter long when close > sma(close)"),
    after: strategy("enter long when close > sma(close, 20)"))

  static let unknownLabel = DiagnosticKind(
    "E0321", "An argument has a name that the function does not know",
    explanation: "Arguments are named as in the definition of the function.",
    before: strategy("enter long when close > sma(close, length: 20)"),
    after: strategy("enter long when close > sma(close, n: 20)"))

  static let constantSeries = DiagnosticKind(
    "E0323", "An indicator of a number",
    explanation: """
      Other languages take the close where nothing is said; here what an indicator is computed from comes \
      first. `rsi(14)` would be the strength of a price that is 14 at every bar.
      """,
    before: strategy("enter long when rsi(14) < 30"),
    after: strategy("enter long when rsi(close, 14) < 30"))

  static let lengthOutOfRange = DiagnosticKind(
    "E0322", "A length is not a whole number in its range",
    explanation: """
      A window has a whole number of bars, from 1 to 1,000,000 for most builtins. For a parameter this \
      holds for its standard value and for every value behind `in`.
      """,
    before: strategy("enter long when close > sma(close, 0)"),
    after: strategy("enter long when close > sma(close, 20)"))
}
