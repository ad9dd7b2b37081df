internal import Syntax

/// What concerns texts, plots, alerts and `each`.
enum OutputProblem {
  case changingText(String)
  case alikeNames(String)
  case formatOfOther(String)
  case changingLevel(String)
  case neverSpeaks
  case emptyEach
  case notWhole(Double)
  case ordersOutside(String, construct: String)
  case nothingShown
  case textWithValues
  case notPlain(String)

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .changingText(let what):
      Diagnostic(
        CompilerKinds.changingText, message: "\(what) cannot change from bar to bar", span: span,
        help: "parameters and the variable of an `each` can stand in it; what changes can stand in "
          + "an `alert`")
    case .textWithValues:
      Diagnostic(
        CompilerKinds.changingText, message: "a text with values in it is no value itself",
        span: span, help: "write it where it is shown: as a title, a tag or the text of an `alert`")
    case .notPlain(let what):
      Diagnostic(
        CompilerKinds.changingText, message: "\(what) is written out, without values", span: span,
        help: "write what it is for the parameters of the test; `{{` is a brace")
    case .alikeNames(let name):
      Diagnostic(
        CompilerKinds.changingText,
        message: "two different texts are both \"\(name)\" for the standard values", span: span,
        help: "write something into them that tells them apart")
    case .formatOfOther(let words):
      Diagnostic(
        CompilerKinds.formatOfOther, message: "only a number has decimals", span: span,
        label: "this is \(words)", help: "leave `:.N` out")
    case .changingLevel(let text):
      Diagnostic(
        CompilerKinds.changingLevel, message: "a level is the same at every bar", span: span,
        label: "`\(text)` changes from bar to bar", help: "plot it as a series of its own")
    case .neverSpeaks:
      Diagnostic(
        CompilerKinds.neverSpeaks, severity: .warning, message: "this alert never speaks",
        span: span, label: "this is false at every bar")
    default: statement(at: span)
    }
  }

  private func statement(at span: Span) -> Diagnostic {
    switch self {
    case .emptyEach:
      Diagnostic(
        CompilerKinds.emptyEach, message: "this `each` has nothing to go over", span: span,
        help: "the first number is not above the last: `1..4`")
    case .notWhole(let number):
      Diagnostic(
        CompilerKinds.emptyEach, message: "`each` goes from a whole number to another",
        span: span, label: "this is \(plain(number))")
    case .ordersOutside(let kind, let construct):
      Diagnostic(
        CompilerKinds.wrongStatement, message: "\(construct) cannot stand in \(kind)", span: span,
        help: kind.hasSuffix("`library`")
          ? "a library holds `let` and `fn` alone"
          : "orders and what belongs to them stand in a "
            + "`strategy`")
    default:
      Diagnostic(
        CompilerKinds.nothingShown, severity: .warning, message: "this indicator shows nothing",
        span: span, help: "add `plot ...` or `alert \"...\" when ...`")
    }
  }
}

extension CompilerKinds {
  static let outputs = [
    changingText, formatOfOther, changingLevel, neverSpeaks, emptyEach, wrongStatement,
    nothingShown,
  ]

  static let changingText = DiagnosticKind(
    "E0610", "A title or tag cannot be told before the run",
    explanation: """
      Titles, tags and the names of panes are the same at every bar: parameters and the variable of an \
      `each` can stand in them. Two that differ must also differ for the standard values.
      """,
    before: strategy("enter long \"at {close}\" when close > open"),
    after: strategy("param n = 3\nenter long \"above {n}\" when close > open[n]"))

  static let formatOfOther = DiagnosticKind(
    "E0611", "Only a number has decimals",
    explanation: "`{x:.2}` shows the number x with two decimals. Other values stand as they are.",
    before: strategy("enter long when close > open\nalert \"up: {close > open:.1}\""),
    after: strategy("enter long when close > open\nalert \"up: {close > open}\""))

  static let changingLevel = DiagnosticKind(
    "E0612", "A level of a plot changes",
    explanation: """
      The levels of a `plot` are lines across the pane: numbers or parameters. What changes from bar to \
      bar is a series.
      """,
    before: strategy("enter long when close > open\nplot rsi(close, 14) in \"rsi\" levels low"),
    after: strategy("enter long when close > open\nplot rsi(close, 14) in \"rsi\" levels 30, 70"))

  static let neverSpeaks = DiagnosticKind(
    "E0613", "An alert never speaks",
    explanation: "An alert speaks when its condition becomes true. This one is false at every bar.",
    before: strategy("enter long when close > open\nalert \"up\" when false"),
    after: strategy("enter long when close > open\nalert \"up\" when close > high[1]"))

  static let emptyEach = DiagnosticKind(
    "E0614", "An `each` has nothing to go over",
    explanation: "The numbers of an `each` are whole, and the first is not above the last.",
    before: strategy("each i in 4..1 { enter long \"L{i}\" when close > open[i] }"),
    after: strategy("each i in 1..4 { enter long \"L{i}\" when close > open[i] }"))

  static let wrongStatement = DiagnosticKind(
    "E0615", "A statement cannot stand in this kind of file",
    explanation: """
      An `indicator` shows: `plot` and `alert`. A `library` defines: `let` and `fn`. Orders, and what \
      belongs to them, stand in a `strategy`.
      """,
    before: "indicator \"Spread\"\nenter long when close > open\nplot high - low\n",
    after: "indicator \"Spread\"\nplot high - low\n")

  static let nothingShown = DiagnosticKind(
    "E0616", "An indicator shows nothing",
    explanation: "An indicator is looked at: it has a `plot` or an `alert`.",
    before: "indicator \"Spread\"\nlet spread = high - low\n",
    after: "indicator \"Spread\"\nlet spread = high - low\nplot spread\n")
}
