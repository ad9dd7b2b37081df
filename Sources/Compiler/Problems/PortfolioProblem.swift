internal import Syntax

/// What concerns portfolios and allocations.
enum PortfolioProblem {
  case acrossElsewhere(String)
  case acrossInside(String)
  case acrossOfItself(String)
  case acrossOfAccount(String)
  case allocateBesideEnter(Span)
  case badBand(Double)
  case universeOfOther
  case memberTwice(String)

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .acrossElsewhere(let name):
      Diagnostic(
        CompilerKinds.acrossElsewhere,
        message: "`\(name)` compares instruments, and only a portfolio has several", span: span,
        help: "begin the file with `portfolio \"...\"` in place of `strategy \"...\"`")
    case .acrossInside(let name):
      Diagnostic(
        CompilerKinds.acrossOfOther, message: "`\(name)` cannot stand inside of `on`", span: span,
        help: "compare what the clock gives: `\(name)(on 1w { roc(close, 12) })`")
    case .acrossOfItself(let name):
      Diagnostic(
        CompilerKinds.acrossOfOther, message: "`\(name)` cannot depend on its own past",
        span: span, help: "compare first, remember afterwards")
    case .acrossOfAccount(let name):
      Diagnostic(
        CompilerKinds.acrossOfOther, message: "`\(name)` compares what the market says",
        span: span, label: "this depends on the account")
    case .allocateBesideEnter(let other):
      Diagnostic(
        CompilerKinds.allocateBesideEnter, message: "`allocate` and `enter` stand in one file",
        span: span, notes: [.init("the other one", at: other)],
        help: "an allocation says at every close how large the position is; keep one of them")
    case .badBand(let band):
      Diagnostic(
        CompilerKinds.badBand, message: "a band is 0 or more", span: span,
        label: "this is \(plain(band))")
    case .universeOfOther:
      Diagnostic(
        CompilerKinds.badUniverse, message: "a universe is a list of symbols, or one file",
        span: span, help: "`universe \"AAPL\", \"IBM\"`, or `universe \"members.csv\"`")
    case .memberTwice(let symbol):
      Diagnostic(
        CompilerKinds.badUniverse, message: "\"\(symbol)\" stands twice in the universe",
        span: span)
    }
  }
}

extension CompilerKinds {
  static let portfolios = [
    acrossElsewhere, acrossOfOther, allocateBesideEnter, badBand, badUniverse,
  ]

  static let acrossElsewhere = DiagnosticKind(
    "E0420", "A cross-section outside of a portfolio",
    explanation: """
      `rank`, `percentile`, `zscore_across`, `mean_across`, `sum_across` and `top` compare an instrument \
      with all others of the universe at the same close. Only a `portfolio` has others.
      """,
    before: strategy("enter long when top(roc(close, 20), 3)"),
    after: "portfolio \"s\"\nenter long when top(roc(close, 20), 3)\n")

  static let acrossOfOther = DiagnosticKind(
    "E0421", "A cross-section of something that cannot be compared",
    explanation: """
      A cross-section compares what the market says of all instruments at one close. It cannot stand \
      inside of `on`, whose clock ticks for each instrument apart, nor depend on the account or on its \
      own past.
      """,
    before: "portfolio \"s\"\nenter long when rank(position.bars) == 1\n",
    after: "portfolio \"s\"\nenter long when rank(volume) == 1\n")

  static let allocateBesideEnter = DiagnosticKind(
    "E0422", "`allocate` beside `enter`",
    explanation: """
      `allocate` says at every close how large the position should be, and would undo what an `enter` \
      does. A file has one or the other.
      """,
    before: strategy("enter long when close > open\nallocate 50%"),
    after: strategy("allocate if close > open then 50% else 0"))

  static let badBand = DiagnosticKind(
    "E0423", "A band below nothing",
    explanation: """
      The band of `allocate` is how far the position may be off its target before it is traded: `band 2%` \
      leaves 49% alone where the target is 50%.
      """,
    before: strategy("allocate 50% band -2%"),
    after: strategy("allocate 50% band 2%"))

  static let badUniverse = DiagnosticKind(
    "E0424", "A universe that is none",
    explanation: """
      The universe of a portfolio is a list of symbols in quotes, each once, or one file `....csv` with \
      the columns symbol, from and to, which says when each of them is part of it.
      """,
    before: "portfolio \"s\"\nuniverse 5\nenter long when close > open\n",
    after: "portfolio \"s\"\nuniverse \"AAPL\", \"IBM\"\nenter long when close > open\n")
}
