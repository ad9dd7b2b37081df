internal import Machine
public import Trading

/// What a portfolio gives.
public struct PortfolioResult: Sendable {
  /// A trade with where it belongs.
  public struct PlacedTrade: Sendable, Hashable {
    /// The numbers of the strategy and of the instrument, which are sorted by their symbols.
    public let strategy: Int
    public let instrument: Int
    public let trade: Trade
    /// The starts of the bars of entry and exit.
    public let entryTime: Int64
    public let exitTime: Int64
  }

  /// An open entry with where it belongs.
  public struct PlacedLot: Sendable, Hashable {
    public let strategy: Int
    public let instrument: Int
    public let lot: OpenLot
    public let entryTime: Int64
  }

  /// What an alert said, with where and when.
  public struct PlacedAlert: Sendable, Hashable {
    public let strategy: Int
    public let instrument: Int
    /// The start of the bar at whose close it spoke.
    public let time: Int64
    public let message: AlertMessage
  }

  /// What was not followed, counted over all instruments.
  public struct PlacedRefusal: Sendable, Hashable {
    public let strategy: Int
    /// The index of the statement among the program's orders.
    public let statement: Int
    public let reason: RefusalReason
    public let count: Int
    /// On how many instruments.
    public let instruments: Int
  }

  /// What one instrument, or one strategy, has brought.
  public struct Part: Sendable, Hashable {
    public let name: String
    public internal(set) var trades = 0
    public internal(set) var wins = 0
    public internal(set) var fees = Money.zero
    /// Dividends, and cash for the fractions of splits.
    public internal(set) var income = Money.zero
    /// What being open has cost: borrowed units, and funding less what was got.
    public internal(set) var carried = Money.zero
    /// After fees, what is open at its last close: all parts together are equity less capital.
    public internal(set) var profit = Money.zero
    /// What is open at the end, at the last close.
    public internal(set) var open = Money.zero
    /// Bars, of an instrument.
    public internal(set) var bars = 0
    /// The start of its first and of its last bar.
    public internal(set) var from: Int64 = 0
    public internal(set) var to: Int64 = 0
  }

  public let symbols: [String]
  public let strategies: [String]
  /// The start of every barrier traded, and equity at its close.
  public let times: [Int64]
  public let equity: [Double]
  /// By exit, then by symbol, then by strategy.
  public let trades: [PlacedTrade]
  public let open: [PlacedLot]
  public let refusals: [PlacedRefusal]
  /// By time, then by symbol, then by strategy; where it was asked for.
  public let alerts: [PlacedAlert]
  public let byInstrument: [Part]
  public let byStrategy: [Part]
  public let fillCount: Int
  public let finalEquity: Money
  public let performance: Performance
  /// In the order of `Metric.all`.
  public let metrics: [MetricReading]

  /// The value of a metric; `nil` where it is not defined, or there is none of that name.
  public func metric(_ name: String) -> Metric.Value? {
    metrics.first { $0.name == name }?.value
  }
}

extension PortfolioPassage {
  consuming func result(_ run: PortfolioRun) throws(PortfolioFailure) -> PortfolioResult {
    guard let first = times.first, let last = times.last else { throw .noBars }
    let account = session.account
    var byInstrument = run.instruments.map { PortfolioResult.Part(name: $0.symbol) }
    var byStrategy = run.strategies.map { PortfolioResult.Part(name: $0.name) }
    var trades: [PortfolioResult.PlacedTrade] = []
    var open: [PortfolioResult.PlacedLot] = []
    var refusals = RefusalCount()
    var alerts: [PortfolioResult.PlacedAlert] = []
    var (fills, fees) = (0, Money.zero)
    for (index, feed) in feeds.enumerated() where feed.times.count > 0 {
      byInstrument[index].bars = feed.times.count
      byInstrument[index].from = feed.times[0]
      byInstrument[index].to = feed.times[feed.times.count - 1]
    }
    for (seat, desk) in session.desks.enumerated() {
      let (strategy, instrument) = (desk.strategy, desk.instrument)
      let times = feeds[instrument].times
      for trade in desk.session.trades {
        trades.append(
          .init(
            strategy: strategy, instrument: instrument, trade: trade,
            entryTime: times[trade.entryRow], exitTime: times[trade.exitRow]))
      }
      for lot in desk.session.openLots {
        open.append(
          .init(
            strategy: strategy, instrument: instrument, lot: lot, entryTime: times[lot.entryRow]))
      }
      refusals.add(desk.session.refusals, strategy)
      for alert in desk.alerts {
        alerts.append(
          .init(
            strategy: strategy, instrument: instrument, time: alert.time, message: alert.message))
      }
      fills += desk.session.fillCount
      fees = fees.plus(desk.session.feesPaid) ?? fees
      byInstrument[instrument].add(desk.session, account.profit(seat: seat))
      byStrategy[strategy].add(desk.session, account.profit(seat: seat))
    }
    // Trades of one desk at one time stay in the order in which they were made.
    let order = trades.indices.sorted { left, right in
      let (a, b) = (trades[left], trades[right])
      return (a.exitTime, a.instrument, a.strategy, left)
        < (b.exitTime, b.instrument, b.strategy, right)
    }
    trades = order.map { trades[$0] }
    let finalEquity = account.equity ?? account.cash
    var figures = EquityFigures(equity: equity, times: times, capital: account.capital.number)
    figures.exposedBars = exposed
    let hold = holdGrowth().flatMap { Price(number: $0) }
    let performance = Performance(
      equity: figures, trades: TradeFigures(trades.map(\.trade)), capital: account.capital,
      finalEquity: finalEquity, feesPaid: fees, firstTime: first, lastTime: last,
      firstClose: hold == nil ? nil : Price(count: Price.perUnit), lastClose: hold,
      periodsPerYear: run.settings.periodsPerYear)
    return PortfolioResult(
      symbols: run.instruments.map(\.symbol), strategies: run.strategies.map(\.name),
      times: times, equity: equity, trades: trades, open: open, refusals: refusals.all,
      alerts: alerts.sorted {
        ($0.time, $0.instrument, $0.strategy) < ($1.time, $1.instrument, $1.strategy)
      },
      byInstrument: byInstrument, byStrategy: byStrategy, fillCount: fills,
      finalEquity: finalEquity, performance: performance,
      metrics: Metric.all.map { MetricReading($0, performance) })
  }

  /// What one of the currency becomes in equal parts of all instruments, each bought at its first
  /// close and held: the benchmark of a portfolio.
  private borrowing func holdGrowth() -> Double? {
    let growth = holdings.compactMap(\.growth)
    return growth.isEmpty ? nil : growth.reduce(0, +) / Double(growth.count)
  }
}

extension PortfolioResult.Part {
  fileprivate mutating func add(_ session: borrowing Session, _ profit: Money) {
    trades += session.trades.count
    for trade in session.trades where trade.net > .zero { wins += 1 }
    fees = fees.plus(session.feesPaid) ?? fees
    income = income.plus(session.income) ?? income
    carried = carried.plus(session.carried) ?? carried
    open = open.plus(session.positionValue) ?? open
    self.profit = self.profit.plus(profit) ?? self.profit
  }
}

/// Refusals of one statement for one reason, over all instruments.
private struct RefusalCount {
  private struct Key: Hashable {
    let strategy: Int
    let statement: Int
    let reason: RefusalReason
  }
  private var counts: [Key: (count: Int, instruments: Int)] = [:]

  mutating func add(_ refusals: [Refusal], _ strategy: Int) {
    for refusal in refusals {
      let key = Key(strategy: strategy, statement: refusal.statement, reason: refusal.reason)
      let known = counts[key] ?? (0, 0)
      counts[key] = (known.count + refusal.count, known.instruments + 1)
    }
  }

  var all: [PortfolioResult.PlacedRefusal] {
    counts.map {
      .init(
        strategy: $0.key.strategy, statement: $0.key.statement, reason: $0.key.reason,
        count: $0.value.count, instruments: $0.value.instruments)
    }.sorted {
      ($0.strategy, $0.statement, $0.reason.rawValue)
        < ($1.strategy, $1.statement, $1.reason.rawValue)
    }
  }
}
