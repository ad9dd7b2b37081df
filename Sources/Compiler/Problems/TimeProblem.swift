internal import Syntax

/// What concerns when a value is known.
enum TimeProblem {
  struct Future {
    let bars: Double
    /// The parameter that leads there, when it is not written as a number.
    var name: String?
    /// The same many bars ago.
    var past: String?
    /// A comparison with the bar before, where that seems to be meant.
    var change: String?
  }

  case cycle([String], isOthersPast: Bool)
  case recursion([String])
  /// What it is called, where that is known: its past is counted by a parameter that can be 0.
  case countedCycle(String?)
  case future(Future)
  case indexNotFixed(String)
  case indexNotWhole(Double, most: Int)
  case notFixed(String, of: String, String, isLength: Bool, canBeBounded: Bool)
  case notConstant(String)
  case requireNotFixed
  case onlyItsPast(String)
  case noAccount(String)

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .cycle(let names, let fits): TimeProblem.cycle(names, span, fits)
    case .countedCycle(let name):
      Diagnostic(
        CompilerKinds.cycle,
        message: name.map { "`\($0)` may depend on itself at the same bar" }
          ?? "this may depend on itself at the same bar", span: span,
        label: "how many bars back can be 0",
        help: "give the parameter a range that begins at 1: `param n = 3 in 1..20`")
    case .recursion(let names):
      Diagnostic(
        CompilerKinds.recursion, message: "a function cannot call itself", span: span,
        label: TimeProblem.path(names),
        help: "what must remember from bar to bar is written `from FIRST next NEXT`")
    case .future(let future): TimeProblem.future(future, span)
    case .onlyItsPast(let name):
      Diagnostic(
        CompilerKinds.onlyItsPast, message: "`\(name)` is made of nothing but its own past",
        span: span, help: "say what it begins with: `from FIRST next NEXT`")
    case .noAccount(let name):
      Diagnostic(
        CompilerKinds.noAccount, message: "`\(name)` needs an account, and there is none here",
        span: span, help: "account values exist in a strategy that `quill backtest` runs")
    default: fixed(at: span)
    }
  }

  private static func path(_ names: [String]) -> String {
    let shown = names.count > 8 ? names.prefix(4) + ["..."] + names.suffix(3) : names[...]
    return shown.joined(separator: " -> ")
  }

  private static func cycle(
    _ names: [String], _ span: Span, _ isOthersPast: Bool
  ) -> Diagnostic {
    let first = names.first ?? "this"
    return Diagnostic(
      CompilerKinds.cycle,
      message: names.count < 2
        ? "`\(first)` is defined by itself"
        : "`\(first)` depends on itself at the same bar",
      span: span, label: path(names + [first]),
      help: "a value may depend on its own past: read it as `\(first)[1]`, or write "
        + "`from FIRST next NEXT`",
      // Which of the names is meant to be late, only the trader knows.
      fix: isOthersPast
        ? .init("write `\(first)[1]`", Span(span.end, span.end), "[1]", isGuess: true) : nil)
  }

  private static func future(_ future: Future, _ span: Span) -> Diagnostic {
    let count = plain(future.bars)
    let bars = count == "1" ? "one bar" : "\(count) bars"
    let help =
      future.change.map { "for the change since the previous bar, write `\($0)`" }
      ?? future.past.map { "`x[n]` is the value n bars ago: the past is `\($0)`" }
      ?? "`x[n]` is the value n bars ago, and n is never negative"
    let isWritten = future.name == nil
    return Diagnostic(
      CompilerKinds.future, message: "this reads a bar that has not happened yet", span: span,
      label: isWritten
        ? "\(bars) in the future"
        : "`\(future.name ?? "")` can be -\(count): \(bars) in the future",
      help: help,
      fix: isWritten && count != "na"
        ? .init("read the past: `[\(count)]`", span, count, isGuess: true) : nil)
  }

  /// What must be known sooner than it is.
  private func fixed(at span: Span) -> Diagnostic {
    switch self {
    case .indexNotFixed(let text):
      Diagnostic(
        CompilerKinds.notFixed,
        message: "how many bars back must be known before the run", span: span,
        label: "`\(text)` changes from bar to bar",
        help:
          "say how far it goes at most: `ago(x, \(text), within: 500)`; `value_when(C, x)` looks "
          + "back to an event")
    case .indexNotWhole(let bars, let most):
      Diagnostic(
        CompilerKinds.indexNotWhole,
        message: bars > Double(most)
          ? "\(plain(bars)) bars are more than can be looked back"
          : "there is no bar \(plain(bars)) bars ago",
        span: span, help: "write a whole number from 0 to \(most)")
    case .notFixed(let parameter, let function, let text, let isLength, let canBeBounded):
      Diagnostic(
        CompilerKinds.notFixed,
        message: isLength
          ? "`\(function)` needs a fixed length" : "`\(function)` needs a fixed `\(parameter)`",
        span: span, label: "`\(text)` changes from bar to bar",
        help: canBeBounded && isLength
          ? "say how long it can be at most: `\(function)(x, \(text), within: 500)`"
          : "a length is a number or a `param`, so that memory is known before the run")
    case .requireNotFixed:
      Diagnostic(
        CompilerKinds.notFixed, message: "`require` is checked before the run", span: span,
        label: "this changes from bar to bar",
        help: "it can speak of parameters; what must hold at a bar belongs into `when`")
    case .notConstant(let what):
      Diagnostic(
        CompilerKinds.notConstant, message: "\(what) must be written as a number", span: span,
        label: "this is not known when the file is read")
    default: Diagnostic(CompilerKinds.notFixed, message: "this must be fixed", span: span)
    }
  }
}

extension CompilerKinds {
  static let times = [
    cycle, recursion, future, notFixed, indexNotWhole, notConstant, onlyItsPast, noAccount,
  ]

  static let cycle = DiagnosticKind(
    "E0201", "A value depends on itself at the same bar",
    explanation: """
      Definitions may stand in any order, but to know one of these at a bar, it would have to be known \
      already. A cycle needs a delay: the value of an earlier bar, as in `a[1]`.
      """,
    before: strategy("let a = b + 1\nlet b = a * 2\nenter long when a > 10"),
    after: strategy("let a = b + 1\nlet b = (a[1] ?? 0) * 2\nenter long when a > 10"))

  static let recursion = DiagnosticKind(
    "E0202", "A function calls itself",
    explanation: """
      Functions are expanded where they are called, so one that calls itself would never end. Every \
      program ends on every bar, in memory known before it starts.
      """,
    before: strategy("fn f(x) = f(x) + 1\nenter long when f(close) > 0"),
    after: strategy("let f = from close next prev + 1\nenter long when f > 0"))

  static let future = DiagnosticKind(
    "E0203", "A value of the future is used",
    explanation: """
      Every decision is taken at the close of a bar, with what is known then. `x[n]` is the value n bars \
      ago; a negative n would be a bar that has not happened. There is no way to write that, so that no \
      backtest can be better than the market allows.
      """,
    before: strategy("enter long when close[-1] > close"),
    after: strategy("enter long when close > close[1]"))

  static let notFixed = DiagnosticKind(
    "E0204", "Something must be fixed for a run",
    explanation: """
      Lengths of windows, the n of `x[n]` and what `require` checks are numbers or parameters: they do \
      not change from bar to bar. So the memory of a strategy is known before it runs.
      """,
    before: strategy("enter long when close > sma(close, volume)"),
    after: strategy("param n = 20 in 5..50\nenter long when close > sma(close, n)"))

  static let indexNotWhole = DiagnosticKind(
    "E0205", "There is no such bar in the past",
    explanation: "The n of `x[n]` counts bars: a whole number from 0 to 1,000,000.",
    before: strategy("enter long when close > close[1.5]"),
    after: strategy("enter long when close > close[1]"))

  static let notConstant = DiagnosticKind(
    "E0206", "Something must be written as a number",
    explanation: """
      The standard value of a parameter and the values it can take are known when the file is read. They \
      cannot speak of the market or of other parameters; `require` relates parameters to each other.
      """,
    before: strategy("param limit = close\nenter long when close > limit"),
    after: strategy("param limit = 100\nenter long when close > limit"))

  static let onlyItsPast = DiagnosticKind(
    "E0207", "A value is made of nothing but its own past",
    explanation: """
      A value that is only ever what it was before is never anything. `from FIRST next NEXT` says what \
      it is at the beginning.
      """,
    before: strategy("let a = a[1]\nenter long when a > 10"),
    after: strategy("let a = from close next max(prev, close)\nenter long when a > 10"))

  static let noAccount = DiagnosticKind(
    "E0208", "There is no account here",
    explanation: """
      `position`, `equity` and their like exist where a strategy is run. `quill eval` computes \
      expressions over the market alone. (The example is for `quill eval`.)
      """,
    before: "position + 1", after: "close + 1")
}
