internal import Syntax

/// What concerns what a run begins with.
enum StartProblem {
  case notALength(String, String)
  case outOfRange(String, Double)
  case openEnded(String)
  case costForm(String)
  case twice(String, first: Span)

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .notALength(let what, let words):
      Diagnostic(
        CompilerKinds.badAssumption,
        message: "\(what) takes a \(what == "`since`" ? "date" : "length of time")", span: span,
        label: "this is \(words)",
        help: what == "`since`" ? "`history since 2020-01-01`" : "`assume { bars 1h }`")
    case .outOfRange(let what, let number):
      Diagnostic(
        CompilerKinds.badAssumption, message: "\(what) cannot be \(plain(number))", span: span)
    case .costForm(let word):
      Diagnostic(
        CompilerKinds.badAssumption,
        message: "a \(word) in a file is a share of the trade"
          + (word == "slippage" ? ", or ticks" : ""),
        span: span, label: "this is another form",
        help:
          "`assume { \(word) 0.1% }`; costs by unit or order, with a minimum or in parts come with "
          + "`--\(word)`, in quill.toml or in instruments.toml")
    case .twice(let word, let first):
      Diagnostic(
        CompilerKinds.badAssumption, message: "`\(word)` is said twice", span: span,
        notes: [.init("it is said here", at: first)])
    case .openEnded(let name):
      Diagnostic(
        CompilerKinds.openEnded, severity: .warning,
        message: "\(name) depends on where the data starts", span: span,
        label: "this remembers every bar since the first",
        help: "`history 2_000 bars` or `history since 2020-01-01` fixes the start, for a backtest "
          + "and live alike")
    }
  }
}

extension CompilerKinds {
  static let starts = [badAssumption, openEnded]

  static let badAssumption = DiagnosticKind(
    "E0640", "An assumption makes no sense",
    explanation: """
      `assume { bars 1h; capital 100_000; fee 0.1%; slippage 1 tick }` says what a backtest takes for \
      granted, `history 2_000 bars` or `history since 2020-01-01` what it begins with. All of them are \
      constants.
      """,
    before: strategy("assume { capital -5 }\nenter long when close > open"),
    after: strategy("assume { capital 5_000 }\nenter long when close > open"))

  /// Said by `quill check` alone, which the example cannot show.
  static let openEnded = DiagnosticKind(
    "E0641", "A result depends on where the data starts",
    explanation: """
      `cum`, `value_when`, `from` and their like remember every bar since the first. So a backtest over \
      more history, and a live session that loads less, can decide otherwise. `history 2_000 bars` (or \
      `history since 2020-01-01`) fixes the start for both; without it a live session starts where its \
      backtest did. (`quill check` says it; a backtest does not.)
      """,
    before: "", after: "")
}
