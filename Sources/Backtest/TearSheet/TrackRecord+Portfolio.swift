public import Machine
internal import Trading

extension TrackRecord {
  /// Of a portfolio whose bars are in memory.
  ///
  /// - Parameters:
  ///   - strategies: in the order of the result.
  ///   - instruments: in that of its symbols.
  ///   - benchmark: what it is held against; equal parts of all symbols, bought at their first
  ///     closes and held, where nothing is said.
  public init(
    _ result: PortfolioResult, of strategies: [PortfolioStrategy],
    on instruments: [PortfolioInstrument], almanac: any Almanac, daysPerYear: Double,
    benchmark: Benchmark? = nil
  ) {
    let bars = instruments.map(\.heldBars)
    let trades = result.trades.map { placed in
      ClosedTrade(
        placed.trade, symbol: result.symbols[placed.instrument],
        strategy: result.strategies[placed.strategy], over: bars[placed.instrument],
        by: instruments[placed.instrument].terms.rule,
        actions: instruments[placed.instrument].actions,
        tag: { strategies[placed.strategy].program.tag(of: $0) })
    }
    var traded = result.trades.reduce(0) { sum, placed in
      sum + (placed.trade.entryPrice.number + placed.trade.exitPrice.number)
        * placed.trade.quantity.number
    }
    for placed in result.open {
      traded += placed.lot.entryPrice.number * placed.lot.quantity.number
    }
    self.init(
      performance: result.performance, times: result.times, equity: result.equity,
      interval: bars.map(\.interval).max() ?? 0, trades: trades, traded: traded,
      almanac: almanac, daysPerYear: daysPerYear,
      benchmark: benchmark ?? Benchmark(holding: instruments, at: result.times))
  }
}

extension Benchmark {
  /// Equal parts of all instruments, each bought at its first close at one of the times and held:
  /// 100 at first, what has not begun yet in cash.
  init(holding all: [PortfolioInstrument], at times: [Int64]) {
    var growth = [Double](repeating: 0, count: times.count)
    for instrument in all {
      let bars = instrument.heldBars
      var (row, holding) = (0, Holding(instrument.actions))
      for (place, time) in times.enumerated() {
        while row < bars.count, bars.time[row] <= time {
          if bars.time[row] >= times[0], let price = Price(word: bars.close[row])?.number {
            holding.see(price, at: bars.time[row])
          }
          row += 1
        }
        growth[place] += holding.growth ?? 1
      }
    }
    let count = Double(Swift.max(1, all.count))
    self.init(
      name: "equal parts, held", times: times,
      closes: growth.map { Grid.word($0 / count * 100) })
  }
}
