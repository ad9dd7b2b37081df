public import Machine
public import Trading

/// A closed trade with what the trade alone does not know: where, when, under which tag.
public struct ClosedTrade: Sendable {
  public let trade: Trade
  public let symbol: String
  /// The strategy that made it, where there are several.
  public let strategy: String?
  /// The tag of the entry.
  public let tag: String?
  /// Starts of the bars of entry and exit, in nanoseconds since 1970.
  public let entryTime: Int64
  public let exitTime: Int64
  public let excursion: Excursion

  /// - Parameters:
  ///   - bars: those that the rows of the trade speak of.
  ///   - rule: how the inside of a bar was imagined.
  ///   - actions: of the instrument, in the order of time.
  ///   - tag: the tag of the entries that a statement makes.
  public init(
    _ trade: Trade, symbol: String, strategy: String? = nil, over bars: Bars, by rule: FillRule,
    actions: [CorporateAction], tag: (Int) -> String?
  ) {
    self.trade = trade
    self.symbol = symbol
    self.strategy = strategy
    self.tag = tag(Int(trade.entryStatement))
    entryTime = bars.time[trade.entryRow]
    exitTime = bars.time[trade.exitRow]
    excursion = Excursion(trade, over: bars, by: rule, actions: actions)
  }
}

/// What the market would have given: a price at some times.
public struct Benchmark: Sendable {
  public let name: String
  /// Nanoseconds since 1970, rising.
  public let times: Words
  /// Words of a price column, one for each time; what is no price is passed over.
  public let closes: Words

  public init(name: String, times: some WordList, closes: some WordList) {
    self.name = name
    self.times = times.words
    self.closes = closes.words
    precondition(self.times.count == self.closes.count, "a close for each time")
  }

  /// One unit of an instrument, bought at its first close and held.
  fileprivate init(
    _ name: String, _ times: [Int64], _ closes: [Int64], _ actions: [CorporateAction]
  ) {
    var (closes, holding) = (closes, Holding(actions))
    for row in closes.indices where !actions.isEmpty {
      guard let price = Price(word: closes[row]) else { continue }
      holding.see(price.number, at: times[row])
      closes[row] = Grid.word(holding.value)
    }
    self.init(name: name, times: times, closes: closes)
  }

  /// The last price at or before each of some rising times; `nil` before the first one.
  func prices(at wanted: some Sequence<Int64>) -> [Double?] {
    var next = 0
    var price: Double?
    return wanted.map { time in
      while next < times.count, times[next] <= time {
        if let found = Price(word: closes[next]) { price = found.number }
        next += 1
      }
      return price
    }
  }
}

/// Everything that a tear sheet is made of: of one strategy on one instrument, or of a whole
/// portfolio.
public struct TrackRecord: Sendable {
  /// What the summary is made of.
  public var performance: Performance
  /// Starts of the bars, rising, in nanoseconds since 1970; and equity at the close of each.
  public var times: [Int64]
  public var equity: [Double]
  /// The usual length of a bar in nanoseconds.
  public var interval: Int64
  /// In the order of their exits.
  public var trades: [ClosedTrade]
  /// The value of all fills, in money.
  public var traded: Double
  /// Tells days, months and hours apart.
  public var almanac: any Almanac
  /// Days with bars that make a year.
  public var daysPerYear: Double
  public var benchmark: Benchmark?

  public init(
    performance: Performance, times: [Int64], equity: [Double], interval: Int64,
    trades: [ClosedTrade], traded: Double, almanac: any Almanac, daysPerYear: Double,
    benchmark: Benchmark? = nil
  ) {
    precondition(times.count == equity.count, "a time for each value")
    self.performance = performance
    self.times = times
    self.equity = equity
    self.interval = interval
    self.trades = trades
    self.traded = traded
    self.almanac = almanac
    self.daysPerYear = daysPerYear
    self.benchmark = benchmark
  }

  /// Of one backtest; nothing where equity was not kept.
  ///
  /// - Parameters:
  ///   - bars: those that were traded.
  ///   - benchmark: what it is held against; the instrument itself where nothing is said.
  public init?(
    _ result: BacktestResult, of program: Program, on symbol: String, bars: Bars,
    almanac: any Almanac, daysPerYear: Double, benchmark: Benchmark? = nil
  ) {
    guard let curve = result.equity, curve.count == result.rows.count else { return nil }
    let rule = result.conventions.terms.rule
    let trades = result.trades.map { trade in
      ClosedTrade(trade, symbol: symbol, over: bars, by: rule, actions: result.actions) {
        program.tag(of: $0)
      }
    }
    var traded = result.trades.reduce(0) { sum, trade in
      sum + (trade.entryPrice.number + trade.exitPrice.number) * trade.quantity.number
    }
    for lot in result.openLots { traded += lot.entryPrice.number * lot.quantity.number }
    let times = Array(bars.time[result.rows])
    self.init(
      performance: result.performance, times: times, equity: Array(curve),
      interval: bars.interval, trades: trades, traded: traded, almanac: almanac,
      daysPerYear: daysPerYear,
      benchmark: benchmark
        ?? Benchmark(symbol, times, Array(bars.close[result.rows]), result.actions))
  }
}

extension Program {
  /// The tag of the entries that a statement makes, by its index among the orders.
  public func tag(of statement: Int) -> String? {
    guard orders.indices.contains(statement), case .enter(_, let tag, _) = orders[statement].kind
    else { return nil }
    return tag
  }
}
