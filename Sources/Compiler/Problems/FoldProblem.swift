internal import Syntax

/// What concerns `sum(i in a..b: ...)` and its like.
enum FoldProblem {
  case state
  case notFixed(String)
  case notWhole(Double, most: Int)
  case tooMany(Int, most: Int)

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .state:
      Diagnostic(
        CompilerKinds.stateInFold,
        message: "state inside a fold needs constant bounds", span: span,
        label: "this remembers from bar to bar, once for each step",
        help: "give what does not speak of the steps a name with `let` outside of the fold; "
          + "`m[i]` reads its past")
    case .notFixed(let text):
      Diagnostic(
        CompilerKinds.foldBounds, message: "the bounds of a fold must be known before the run",
        span: span, label: "`\(text)` changes from bar to bar",
        help: "write a number, a `param` or the variable of a fold around; "
          + "`sum(i in 0..<500: if i < n then close[i] else 0)` looks at no more than n")
    case .notWhole(let number, let most):
      Diagnostic(
        CompilerKinds.foldBounds, message: "a fold goes from a whole number to another",
        span: span, label: "this can be \(plain(number))",
        help: "write whole numbers from -\(most) to \(most)")
    case .tooMany(let count, let most):
      Diagnostic(
        CompilerKinds.tooLarge, message: "this grows too large", span: span,
        label: "\(count) steps at every bar, and \(most) are allowed")
    }
  }
}

extension CompilerKinds {
  static let folds = [stateInFold, foldBounds]

  static let stateInFold = DiagnosticKind(
    "E0618", "State inside a fold needs constant bounds",
    explanation: """
      Averages, windows, `from` and what else remembers from bar to bar keep a memory of their own at \
      each step of a fold. How many steps there are must then be known when the file is compiled. What \
      does not speak of the steps can stand outside, under a name; its past is read with `[i]`.
      """,
    before: strategy(
      "param n = 20 in 5..50\nenter long when close > avg(i in 1..n: sma(close, i))"),
    after: strategy("enter long when close > avg(i in 1..20: sma(close, i))"))

  static let foldBounds = DiagnosticKind(
    "E0619", "The bounds of a fold are not known before the run",
    explanation: """
      A fold such as `sum(i in 0..<n: close[i])` steps over whole numbers. Its bounds are numbers, \
      parameters, or the variable of a fold around it: every program ends on every bar, in memory known \
      before it starts.
      """,
    before: strategy("enter long when sum(i in 0..<bar_index: close[i]) > 100"),
    after: strategy("param n = 20 in 5..50\nenter long when sum(i in 0..<n: close[i]) > 100"))
}
