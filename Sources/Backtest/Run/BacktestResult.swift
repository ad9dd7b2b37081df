public import Machine
public import Trading

/// What a backtest gives: values, ready to be printed or encoded.
public struct BacktestResult: Sendable {
  /// The rows traded and reported, of the bars given.
  public let rows: Range<Int>
  /// Bars before which the program does not trade, counted from the first bar of the data.
  public let warmUp: Int
  /// In the order of their exits; none where they were not asked for.
  public let trades: [Trade]
  /// The corporate actions of the instrument, in the order of time.
  public let actions: [CorporateAction]
  /// What is open after the last bar, oldest first; not among the trades.
  public let openLots: [OpenLot]
  /// Counted by statement and reason.
  public let refusals: [Refusal]
  /// What borrowed units have cost; no part of the net of trades.
  public let borrowPaid: Money
  /// What positions have paid for being held, less what they got; no part of the net of trades.
  public let fundingPaid: Money
  /// What corporate actions have brought, beside trades: dividends, and cash for fractions.
  public let income: Money
  public let fillCount: Int
  /// Orders decided at the last close: no bar was left to fill them.
  public let hasPending: Bool
  /// Equity at the close of each of `rows`, where it was asked for.
  public let equity: EquityCurve?
  /// What the alerts said, in order; where it was asked for.
  public let alerts: [SpokenAlert]
  /// For each plot of the outlook its series over `rows`; where it was asked for.
  public let plots: [[Column]]
  /// What happened bar by bar, where it was asked for.
  public let diary: Diary?
  public let performance: Performance
  /// In the order of `Metric.summary`.
  public let metrics: [MetricReading]
  public let conventions: Conventions

  /// The value of a metric; `nil` where it is not defined, or there is none of that name.
  public func metric(_ name: String) -> Metric.Value? {
    metrics.first { $0.name == name }?.value
  }
}

/// What an alert said, and at which bar.
public struct SpokenAlert: Sendable, Hashable {
  /// The row of the bar at whose close it spoke.
  public let row: Int
  public let message: AlertMessage
}

/// What was in force: every report prints it.
public struct Conventions: Sendable, Hashable {
  public let terms: Terms
  public let periodsPerYear: Double
  public let closesAtEnd: Bool
  /// The length of a bar in nanoseconds.
  public let interval: Int64

  /// True when orders filled at a price their decision had seen; the report says so.
  public var isOptimistic: Bool { terms.timing.isOptimistic }

  /// In a trader's words, one convention a line: name and value.
  public var lines: [(name: String, value: String)] {
    let instrument = terms.instrument
    var owed = terms.owed
    if let share = terms.participation { owed.append(("participation", "\(share) of the volume")) }
    if terms.latency > 0 { owed.append(("latency", terms.latencyWords(interval: interval))) }
    return owed + [
      ("capital", terms.capital.description),
      ("fee", terms.fee.description),
      ("slippage", terms.slippage.description),
      ("tick", instrument.tick.map(\.description) ?? "none"),
      ("lot", instrument.lot.map(\.description) ?? "none"),
      ("fills", terms.fillWords),
      ("periods per year", NumberText.plain(periodsPerYear)),
      ("at the end", closesAtEnd ? "open positions closed" : "open positions marked"),
    ]
  }
}
