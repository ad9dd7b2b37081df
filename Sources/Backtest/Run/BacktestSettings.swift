public import Machine
public import Trading

/// How a backtest is to be run.
public struct BacktestSettings: Sendable, Hashable {
  /// Capital, instrument, costs and fill timing.
  public var terms: Terms
  /// The rows to trade and report; bars before them only warm up. `nil` means all.
  public var rows: Range<Int>?
  /// Bars that make a year; `Market` infers it from the bars.
  public var periodsPerYear: Double
  /// True to keep equity bar by bar.
  public var wantsEquity = false
  /// False to keep no trades: the result has none, and its figures are the same.
  public var wantsTrades = true
  /// True to keep a diary; every bar is then taken one by one.
  public var wantsDiary = false
  /// True to hear the alerts, and to keep the plots bar by bar. The result is the same but for
  /// them.
  public var wantsAlerts = false
  public var wantsPlots = false
  /// Dividends and splits, in the order of time.
  public var actions: [CorporateAction] = []
  /// True to close what is open at the last bar.
  public var closesAtEnd = false
  /// True to take every bar one by one even where nothing depends on the account. The result is the
  /// same.
  public var takesEveryBar = false
  /// Bars computed at a time. The result is the same.
  public var chunk = 2048

  public init(terms: Terms, periodsPerYear: Double) {
    self.terms = terms
    self.periodsPerYear = periodsPerYear
  }
}

/// Why there is no result.
public enum BacktestFailure: Error, Sendable, Hashable {
  /// The program cannot run with these values.
  case program(RunFailure)
  /// There is no bar in the range.
  case noBars
  /// The capital is not positive.
  case capital(Money)
  /// Periods per year are not a positive number.
  case periodsPerYear(Double)
}
