internal import Syntax

/// What concerns the statements of a file and its orders.
enum OrderProblem {
  case noHeader(at: Int)
  case secondHeader(first: Span)
  case noOrders
  case edition(Int)
  case clauseTwice(String, first: Span)
  case clauseOfEnter(String)
  case neverActs
  case nothingToExit(String)
  case missingSize
  case unknownTag(String, known: [String], suggestions: [String])
  case badSize(Double)
  case badShare(Double)
  case requirementFails(String)

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .noHeader(let offset):
      Diagnostic(
        CompilerKinds.noHeader, message: "this file does not say what it is",
        span: Span(offset, offset), help: "a strategy begins with `strategy \"its title\"`",
        fix: .init(
          "write `strategy \"untitled\"`", Span(offset, offset), "strategy \"untitled\"\n\n"))
    case .secondHeader(let first):
      Diagnostic(
        CompilerKinds.secondHeader, message: "a file is one strategy", span: span,
        notes: [.init("it has been named here", at: first)], help: "move the second to its own file"
      )
    case .noOrders:
      Diagnostic(
        CompilerKinds.noOrders, severity: .warning, message: "this strategy never trades",
        span: span, help: "add `enter long when ...`")
    case .edition(let number):
      Diagnostic(
        CompilerKinds.unknownEdition, message: "edition \(number) of the language is not known",
        span: span, help: "this is edition 1")
    case .neverActs:
      Diagnostic(
        CompilerKinds.neverActs, severity: .warning, message: "this order never acts", span: span,
        label: "this is false at every bar")
    case .nothingToExit(let side):
      Diagnostic(
        CompilerKinds.neverActs, severity: .warning, message: "this order never acts", span: span,
        label: "there is no `enter \(side)`, so nothing of it is ever open")
    case .missingSize:
      Diagnostic(
        CompilerKinds.neverActs, severity: .warning, message: "this order never acts", span: span,
        label: "its size is missing at every bar")
    case .requirementFails(let text):
      Diagnostic(
        CompilerKinds.requirementFails,
        message: "this does not hold for the standard values of the parameters", span: span,
        help: text.utf8.count > 60 ? nil : "choose standard values for which `\(text)`")
    default: clause(at: span)
    }
  }

  private func clause(at span: Span) -> Diagnostic {
    switch self {
    case .clauseTwice(let word, let first):
      Diagnostic(
        CompilerKinds.clauseTwice, message: "`\(word)` stands twice in one order", span: span,
        notes: [.init("the first one", at: first)],
        help: word == "when" ? "join the conditions with `and` or `or`" : "keep one of them")
    case .clauseOfEnter(let word):
      Diagnostic(
        CompilerKinds.clauseOfEnter, message: "`\(word)` belongs to `enter`", span: span,
        help: ["size", "risk"].contains(word)
          ? "an exit closes a share: `exit 50% of long when ...`"
          : "an exit has its prices in `stop at`, `target at` and `trail`")
    case .unknownTag(let text, let known, let near):
      Diagnostic(
        CompilerKinds.unknownTag, message: "no entry is called \"\(text)\"", span: span,
        help: didYouMean(near.map { "\"\($0)\"" })
          ?? (known.isEmpty
            ? "give an entry its name: `enter long \"\(text)\" when ...`"
            : "the entries are \(alternatives(known.map { "\"\($0)\"" }))"),
        fix: unmistakable(near, for: text).map { .init("write \"\($0)\"", span, "\"\($0)\"") })
    case .badSize(let size):
      Diagnostic(
        CompilerKinds.badSize, message: "a size is greater than 0", span: span,
        label: "this is \(plain(size))",
        help: size < 0 ? "an entry on the other side is `enter short`" : nil)
    case .badShare(let share):
      Diagnostic(
        CompilerKinds.badSize, message: "an exit closes more than nothing and at most all",
        span: span, label: "this is \(plain(share * 100))%", help: "write `exit 50% of long`")
    default:
      Diagnostic(CompilerKinds.clauseTwice, message: "this order makes no sense", span: span)
    }
  }
}

extension CompilerKinds {
  static let orders = [
    noHeader, secondHeader, noOrders, clauseTwice, neverActs, unknownTag, badSize, clauseOfEnter,
    requirementFails, unknownEdition,
  ]

  static let noHeader = DiagnosticKind(
    "E0401", "A file does not say what it is",
    explanation: """
      Every file holds exactly one of `strategy`, `portfolio`, `indicator` and `library`, with a title \
      that reports show.
      """,
    before: "enter long when close > open\n",
    after: strategy("enter long when close > open"))

  static let secondHeader = DiagnosticKind(
    "E0402", "A file is two things at once",
    explanation: "A file holds one strategy. Definitions that several share belong in a `library`.",
    before: strategy("strategy \"another\"\nenter long when close > open"),
    after: strategy("enter long when close > open"))

  static let noOrders = DiagnosticKind(
    "E0403", "A strategy never trades",
    explanation: "There is no `enter`, so a backtest would only show the capital lying there.",
    before: "strategy \"example\"\n", after: strategy("enter long when close > open"))

  static let clauseTwice = DiagnosticKind(
    "E0404", "A clause stands twice in one order",
    explanation: """
      An order has one `when`, one size (`size` or `risk`), one place where it waits, and each exit price once. \
      Conditions are joined with `and` and `or`; further exit prices stand in an `exit`.
      """,
    before: strategy("enter long when close > open when volume > 0"),
    after: strategy("enter long when close > open and volume > 0"))

  static let neverActs = DiagnosticKind(
    "E0405", "An order never acts",
    explanation: """
      Its condition is false at every bar, or its size is missing, whatever the market does; or it leaves \
      what no entry opens.
      """,
    before: strategy("enter long when 1 > 2"), after: strategy("enter long when close > 2"))

  static let unknownTag = DiagnosticKind(
    "E0406", "No entry has this tag",
    explanation: """
      `exit "tag"` speaks of the entries that were made with this tag. One that no `enter` has would \
      never close anything.
      """,
    before: strategy("enter long \"dip\" when close < open\nexit \"dips\" when close > open"),
    after: strategy("enter long \"dip\" when close < open\nexit \"dip\" when close > open"))

  static let badSize = DiagnosticKind(
    "E0407", "A size, share or distance makes no sense",
    explanation: """
      A distance and a number of bars are greater than 0. A size is greater than 0, also for a short entry. The share of an exit is greater than 0 and at \
      most 100%: an exit never opens anything.
      """,
    before: strategy("enter long when close > open size -10%"),
    after: strategy("enter long when close > open size 10%"))

  static let clauseOfEnter = DiagnosticKind(
    "E0408", "A clause of `enter` stands in an `exit`",
    explanation: """
      How much an exit closes is a share of the entry: `exit 50% of long when ...`. Where it closes stands in \
      `stop`, `target` and `trail`; an exit without them goes to the market.
      """,
    before: strategy("enter long when close > open\nexit long when close < open size 50%"),
    after: strategy("enter long when close > open\nexit 50% of long when close < open"))

  static let requirementFails = DiagnosticKind(
    "E0409", "A requirement does not hold for the standard values",
    explanation: """
      `require` says which values of the parameters make sense together. The standard values are those of \
      a run without `--set`, so they must.
      """,
    before: strategy(
      """
      param fast = 30
      param slow = 10
      require fast < slow
      enter long when sma(close, fast) > sma(close, slow)
      """),
    after: strategy(
      """
      param fast = 10
      param slow = 30
      require fast < slow
      enter long when sma(close, fast) > sma(close, slow)
      """))

  static let unknownEdition = DiagnosticKind(
    "E0410", "An edition is not known",
    explanation: """
      A file may begin with the edition of the language it was written for. This version of Quill reads \
      edition 1.
      """,
    before: "quill 2\n" + strategy("enter long when close > open"),
    after: "quill 1\n" + strategy("enter long when close > open"))
}
