internal import Syntax

/// What concerns the prices of orders: where entries wait, and where they are left.
enum PriceProblem {
  /// `3R` where no risk is known.
  case riskElsewhere
  case riskWithoutStop
  case multipleWithoutStop
  case stopByRisk
  case bareDistance(String, isPlain: Bool)
  case badDistance(Double)
  case noBars(Double)
  case badRule(String, Double)
  case entryElsewhere
  case entryPast
  case entryInFold
  case atEntryOfOther(String?)
  case keptAtMarket
  case livesOneBar
  case notALength(String)

  private func bareDistanceHelp(_ word: String, isPlain: Bool) -> String {
    let ways = "write `2%`, `10 ticks`, `2 * atr(14)` or `3R`"
    if word == "trail" {
      return ways + "; a stop that follows a price of the market is `exit stop at PRICE`"
    }
    return isPlain
      ? ways + "; for a price of the market `\(word) at`"
      : "for a price of the market write `\(word) at`"
  }

  private func entryInFold(at span: Span) -> Diagnostic {
    Diagnostic(
      CompilerKinds.entryElsewhere,
      message: "a fold whose steps a parameter counts cannot ask each open entry",
      span: span, label: "this speaks of an open entry",
      help: "fold first, and compare then: `min(i in 0..n: low[i]) > entry.price`")
  }

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .riskElsewhere:
      Diagnostic(
        CompilerKinds.riskElsewhere, message: "a multiple of the risk means nothing here",
        span: span, help: "`3R` stands in `target`, `trail` and `after`")
    case .stopByRisk:
      Diagnostic(
        CompilerKinds.riskElsewhere, message: "a stop cannot be a multiple of the risk", span: span,
        label: "the way to the stop is what one R is",
        help: "write a price such as `2 * atr(14)`, or a ratio such as `2%`")
    case .riskWithoutStop:
      Diagnostic(
        CompilerKinds.riskWithoutStop, message: "`risk` needs the stop of this entry", span: span,
        label: "the size that loses this much is not known",
        help: "add a stop, such as `stop 2 * atr(14)`")
    case .multipleWithoutStop:
      Diagnostic(
        CompilerKinds.riskWithoutStop, message: "R is the way to the stop, and there is no stop",
        span: span, help: "add a stop, such as `stop 2 * atr(14)`")
    case .bareDistance(let word, let isPlain):
      Diagnostic(
        CompilerKinds.bareDistance,
        message: "`\(word)` needs a distance: a price, a ratio of the fill, or multiples of R",
        span: span, label: isPlain ? "a bare number" : "neither a price nor a ratio",
        help: bareDistanceHelp(word, isPlain: isPlain))
    case .badDistance(let distance):
      Diagnostic(
        CompilerKinds.badSize, message: "a distance is greater than 0", span: span,
        label: "this is \(plain(distance))",
        help: "which side of the fill it lies on follows from the word and from the entry")
    case .noBars(let bars):
      Diagnostic(
        CompilerKinds.badSize, message: "an order is kept for a bar at least", span: span,
        label: "this is \(plain(bars))")
    case .entryElsewhere:
      Diagnostic(
        CompilerKinds.entryElsewhere,
        message: "`entry` speaks of an open entry, in an `exit` alone",
        span: span, help: "the whole position is `position.price`, `position.pnl`, `position.bars`")
    case .entryPast:
      Diagnostic(
        CompilerKinds.entryElsewhere, message: "what speaks of an open entry has no past",
        span: span, label: "this looks at earlier bars",
        help: "look back first, and compare then: `highest(high, 5) > entry.price`")
    case .entryInFold: entryInFold(at: span)
    case .atEntryOfOther(let found):
      Diagnostic(
        CompilerKinds.entryElsewhere,
        message: "`at_entry(x)` takes a number" + (found.map { ", not \($0)" } ?? ""), span: span)
    case .badRule(let words, let number):
      Diagnostic(
        CompilerKinds.badSize, message: "\(words)", span: span, label: "this is \(plain(number))")
    case .keptAtMarket:
      Diagnostic(
        CompilerKinds.keptAtMarket, message: "an order at the market does not rest", span: span,
        help: "say where it waits: `at` a limit or `beyond` a stop")
    case .livesOneBar:
      Diagnostic(
        CompilerKinds.livesOneBar, severity: .warning, message: "this order lives one bar",
        span: span, label: "this holds for one bar as a rule",
        help: "add `until filled`, or `for 5 bars`")
    case .notALength(let found):
      Diagnostic(
        CompilerKinds.keptAtMarket, message: "`for` takes bars or a length of time, not \(found)",
        span: span, help: "write `for 5 bars` or `for 2h`")
    }
  }
}

extension CompilerKinds {
  static let prices = [
    riskElsewhere, riskWithoutStop, bareDistance, keptAtMarket, livesOneBar, entryElsewhere,
  ]

  static let riskElsewhere = DiagnosticKind(
    "E0411", "A multiple of the risk stands where no risk is known",
    explanation: """
      One R is the way from an entry's fill to its stop. So `3R` can say where a target is, how far a \
      trail follows and when it begins; it is not a number, and cannot say where the stop itself is.
      """,
    before: strategy("enter long when close > open stop 2R"),
    after: strategy("enter long when close > open stop 2% target 2R"))

  static let riskWithoutStop = DiagnosticKind(
    "E0412", "Risk is counted and there is no stop",
    explanation: """
      `risk 1%` is the size that loses 1 % of equity where the stop of the entry is hit, and `3R` is three \
      times the way to the stop. Without one, neither is known.
      """,
    before: strategy("enter long when close > open risk 1%"),
    after: strategy("enter long when close > open risk 1% stop 2 * atr(14)"))

  static let bareDistance = DiagnosticKind(
    "E0413", "A distance does not say what it counts",
    explanation: """
      A stop of 5 may be five dollars, five ticks or five percent. A distance is a price (`2 * atr(14)`, \
      `10 ticks`), a ratio of the fill (`2%`), or a multiple of the risk (`3R`). With `at` stands a price of \
      the market: `stop at low`.
      """,
    before: strategy("enter long when close > open stop 5"),
    after: strategy("enter long when close > open stop 5%"))

  static let keptAtMarket = DiagnosticKind(
    "E0414", "An order is kept that does not rest, or for no length",
    explanation: """
      `for` and `until` keep an order that waits at a price. One without `at` or `beyond` goes to the market \
      at once. `for` takes a number of bars or a length of time.
      """,
    before: strategy("enter long when close > open for 5 bars"),
    after: strategy("enter long when close > open at low for 5 bars"))

  static let livesOneBar = DiagnosticKind(
    "E0415", "An order lives one bar",
    explanation: """
      A resting entry stands for the next bar and is renewed at every close where its condition holds. A cross \
      holds at one close, so the order is withdrawn at the next one, filled or not.
      """,
    before: strategy("enter long when close crosses above sma(close, 20) at low"),
    after: strategy("enter long when close crosses above sma(close, 20) at low until filled"))

  static let entryElsewhere = DiagnosticKind(
    "E0416", "An open entry is spoken of where there is none",
    explanation: """
      `entry.price`, `.bars`, `.high`, `.low`, `.pnl` and `.risk`, and `at_entry(x)`, are asked for each open \
      entry in turn, at the close of a bar, by an `exit`. They mean nothing in an `enter`, and they have no \
      past: no `[n]`, no average, no cross.
      """,
    before: strategy("enter long when close > open\nexit long when sma(entry.pnl, 3) < 0"),
    after: strategy("enter long when close > open\nexit long when entry.pnl < 0 and entry.bars > 3")
  )
}
