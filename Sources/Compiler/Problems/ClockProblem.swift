internal import Syntax

/// What concerns `on`, timeframes and sessions.
enum ClockProblem {
  case notTimeframe(String)
  case timeframeRange(most: Int)
  case symbolNotFixed
  case conditionIsFixed
  case sampled(String, clock: String)
  case account(String, clock: String)
  case accountInside
  case entry(String)
  case cycle
  case sessionNotText
  case sessionHours
  case sessionDays

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .notTimeframe(let text):
      Diagnostic(
        CompilerKinds.timeframe, message: "a timeframe must be written as a length of time",
        span: span, label: "`\(text)` is none",
        help: "write `15m`, `4h`, `1d`, `1w`, `1mo` or `1y`")
    case .timeframeRange(let most):
      Diagnostic(
        CompilerKinds.timeframe, message: "there is no such timeframe", span: span,
        help: "a timeframe has 1 to \(most) units")
    case .symbolNotFixed:
      Diagnostic(
        CompilerKinds.timeframe, message: "the symbol of `on` must be written out", span: span,
        help: "write it as a text: `on \"SPY\" { close }`")
    case .conditionIsFixed:
      Diagnostic(
        CompilerKinds.fixedClock, message: "this condition is the same at every bar", span: span,
        help: "leave `on` away, or say at which bars it ticks")
    case .sampled(let name, let clock):
      Diagnostic(
        CompilerKinds.sampled, severity: .warning,
        message: "`\(name)` is worked out on other bars than those of \(clock)", span: span,
        label: "read as it stands when a bar of \(clock) is done",
        help: "to work it out on the bars of \(clock), write its definition inside the braces, or "
          + "make it a function")
    case .account(let name, let clock):
      Diagnostic(
        CompilerKinds.accountOnClock,
        message: "`\(name)` cannot be read on \(clock)", span: span,
        help: "the account changes with the bars of the strategy; `on changed(equity) { ... }` "
          + "ticks when it does")
    case .entry(let name):
      Diagnostic(
        CompilerKinds.accountOnClock, message: "`\(name)` cannot be read inside of `on`",
        span: span,
        help: "each open entry has a value of its own, at the bars of the strategy")
    case .accountInside:
      Diagnostic(
        CompilerKinds.accountOnClock,
        message: "what depends on the account cannot be read on a clock of the market", span: span,
        help: "the account changes with the bars of the strategy; `on changed(equity) { ... }` "
          + "ticks when it does")
    case .cycle:
      Diagnostic(
        CompilerKinds.slowCycle, message: "this depends on itself through a slower clock",
        span: span,
        help: "what remembers from one slow bar to the next is written inside the braces: "
          + "`on 1d { from FIRST next NEXT }`")
    case .sessionNotText:
      Diagnostic(
        CompilerKinds.session, message: "a session is written as texts", span: span,
        help: "`in_session(\"09:30-16:00\", days: \"mon-fri\", zone: \"America/New_York\")`")
    case .sessionHours:
      Diagnostic(
        CompilerKinds.session, message: "these are no hours", span: span,
        help: "write them as `\"09:30-16:00\"`; `\"22:00-04:00\"` goes on past midnight")
    case .sessionDays:
      Diagnostic(
        CompilerKinds.session, message: "these are no days of the week", span: span,
        help: "write them as `\"mon-fri\"` or `\"mon,wed,fri\"`")
    }
  }
}

extension CompilerKinds {
  static let clocks = [timeframe, fixedClock, sampled, accountOnClock, session, slowCycle]

  static let timeframe = DiagnosticKind(
    "E0601", "A clock is not what it should be",
    explanation: """
      `on` takes a timeframe such as `4h`, an instrument such as `"SPY"`, both, or a condition. A \
      timeframe and a symbol are written out: they are known when the file is read.
      """,
    before: strategy("let daily = on \"\" { close }\nenter long when close > daily"),
    after: strategy("let daily = on 1d { close }\nenter long when close > daily"))

  static let fixedClock = DiagnosticKind(
    "E0602", "A clock would tick at every bar or never",
    explanation: """
      `on C { ... }` works something out at the bars where C holds. A condition that is the same at \
      every bar makes that all bars or none.
      """,
    before: strategy("let x = on true { sma(close, 5) }\nenter long when close > x"),
    after: strategy("let x = on close > open { sma(close, 5) }\nenter long when close > x"))

  static let sampled = DiagnosticKind(
    "E0603", "A name from outside is read at the ticks of a slower clock",
    explanation: """
      Inside of `on 1d { ... }` the columns, `[n]` and all windows count days. A name that was defined \
      outside is not worked out anew there: it is read as it stands when the day is done, so that \
      `sma(m, 5)` is an average of five such readings. If the days themselves were meant, the \
      definition belongs inside the braces, or into a function, whose columns are those of the caller.
      """,
    before: strategy(
      "let m = sma(close, 50)\nlet daily = on 1d { m }\nenter long when close > daily and close > m"
    ),
    after: strategy(
      "fn m() = sma(close, 50)\nlet daily = on 1d { m() }\n"
        + "enter long when close > daily and close > m()"
    ))

  static let accountOnClock = DiagnosticKind(
    "E0604", "An account value is read on a clock of the market",
    explanation: """
      The account changes when orders of the strategy are filled, at its own bars. A slower timeframe \
      or another instrument has no account of its own. Over events of the account, use a condition.
      """,
    before: strategy("let best = on 1d { highest(equity, 20) }\nenter long when equity < best"),
    after: strategy(
      "let best = on changed(equity) { highest(equity, 20) }\nenter long when equity < best"))

  static let slowCycle = DiagnosticKind(
    "E0606", "A value depends on itself through a clock of the market",
    explanation: """
      Two slow bars may be done at one close: after a gap the one before it, and one that the gap left \
      a single bar. A value that is known only at that close cannot be the past of the second bar. What \
      stands inside the braces may remember from one slow bar to the next.
      """,
    before: strategy("let days = on 1d { (days[1] ?? 0) + 1 }\nenter long when days > 3"),
    after: strategy("let days = on 1d { from 1 next prev + 1 }\nenter long when days > 3"))

  static let session = DiagnosticKind(
    "E0605", "A session is not written as one",
    explanation: """
      `in_session` takes hours from the first minute that is part of it to the first that is not, days \
      of the week and a time zone by its IANA name; zone and days may be left out.
      """,
    before: strategy("enter long when in_session(\"half past nine\")"),
    after: strategy("enter long when in_session(\"09:30-16:00\", days: \"mon-fri\")"))
}
