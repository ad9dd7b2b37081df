internal import Machine
internal import TestSupport
internal import Testing
internal import Trading

@testable internal import Backtest

/// Many programs on many symbols, on one account.
@Suite struct PortfolioTests {
  private func run(
    _ texts: [String], _ instruments: [PortfolioInstrument],
    _ change: (inout PortfolioSettings) -> Void = { _ in }
  ) throws -> PortfolioResult {
    var settings = try PortfolioSample.settings()
    change(&settings)
    let strategies = try texts.enumerated().map {
      try PortfolioSample.strategy($1, name: "s\($0)")
    }
    return try PortfolioRun(strategies, on: instruments, settings: settings).result()
  }

  // MARK: One symbol

  /// An account with one symbol is a plain backtest: the same trades, money to the last count.
  @Test(arguments: PortfolioSample.texts.indices)
  func oneSymbolIsABacktest(_ number: Int) throws {
    let text = PortfolioSample.texts[number]
    let program = try PortfolioSample.program(text)
    var trades = 0
    for (seed, market) in Market.allCases.enumerated() {
      let bars = market.bars(160, seed: UInt64(seed) + 5)
      let terms = try PortfolioSample.terms("ONE")
      let alone = try BacktestRun(
        program, values: program.parameters.map(\.standard), bars: bars,
        settings: BacktestSettings(terms: terms, periodsPerYear: 252)
      ).result()
      let together = try run(
        [text], [PortfolioInstrument(symbol: "ONE", terms: terms, source: .held(bars))])
      #expect(together.trades.map(\.trade) == alone.trades, "\(market) \(text)")
      #expect(together.open.map(\.lot) == alone.openLots, "\(market)")
      #expect(together.finalEquity == alone.performance.finalEquity, "\(market)")
      #expect(together.fillCount == alone.fillCount, "\(market)")
      #expect(
        together.refusals.map { [$0.statement, Int($0.reason.rawValue), $0.count] }
          == alone.refusals.map { [$0.statement, Int($0.reason.rawValue), $0.count] }, "\(market)")
      trades += alone.trades.count
    }
    // A rank among one is always the first: such files may trade little, but all trade.
    #expect(trades > 0 || text.contains("zscore_across") || text.contains("percentile"))
  }

  // MARK: Nothing changes by

  @Test(arguments: PortfolioSample.texts.indices)
  func chunksStreamsAndOrderChangeNothing(_ number: Int) throws {
    let texts = [PortfolioSample.texts[number]]
    for seed in 1...4 as ClosedRange<UInt64> {
      let instruments = try PortfolioSample.instruments(7, bars: 120, seed: seed)
      let plain = try run(texts, instruments)
      for chunk in [1, 2, 7, 64] {
        let other = try run(texts, instruments) { $0.chunk = chunk }
        #expect(other.difference(from: plain) == nil, "chunks of \(chunk), seed \(seed)")
      }
      let every = try run(texts, instruments) { $0.takesEveryBar = true }
      #expect(every.difference(from: plain) == nil, "every bar, seed \(seed)")
      let turned = try run(texts, instruments.reversed())
      #expect(turned.difference(from: plain) == nil, "reversed, seed \(seed)")
      let streams = instruments.enumerated().map { place, instrument in
        var streamed = instrument
        if case .held(let bars) = instrument.source {
          streamed.source = .stream(Pieces(bars, sizes: [1 + place, 13, 40]))
        }
        return streamed
      }
      for chunk in [0, 9] {
        let streamed = try run(texts, streams) { $0.chunk = chunk }
        #expect(streamed.difference(from: plain) == nil, "streams, seed \(seed)")
      }
    }
  }

  /// What comes later changes nothing before.
  @Test(arguments: PortfolioSample.texts.indices)
  func theFutureChangesNothing(_ number: Int) throws {
    let texts = [PortfolioSample.texts[number]]
    let instruments = try PortfolioSample.instruments(6, bars: 100, seed: 11)
    let whole = try run(texts, instruments)
    let cut = whole.times[whole.times.count / 2]
    let part = try run(
      texts,
      instruments.compactMap { instrument in
        guard case .held(let bars) = instrument.source else { return nil }
        var shorter = instrument
        let rows = bars.time.indices.filter { bars.time[$0] <= cut }
        if rows.isEmpty { return nil }
        shorter.source = .held(bars.picked(rows))
        return shorter
      })
    #expect(part.equity == Array(whole.equity.prefix(part.equity.count)))
    #expect(part.times.count == whole.times.count / 2 + 1)
    let known = whole.trades.filter { $0.exitTime <= cut }
    #expect(part.trades.map(\.trade) == known.map(\.trade))
  }

  // MARK: Money

  /// What the parts bring is what the account has gained, to the last count; and each part is its
  /// trades and what is open.
  @Test(arguments: PortfolioSample.texts.indices)
  func moneyIsConserved(_ number: Int) throws {
    let texts = [
      PortfolioSample.texts[number],
      PortfolioSample.texts[(number + 1) % PortfolioSample.texts.count],
    ]
    var fills = 0
    for seed in 20...25 as ClosedRange<UInt64> {
      let instruments = try PortfolioSample.instruments(9, bars: 90, seed: seed)
      let result = try run(texts, instruments)
      fills += result.fillCount
      let gain = try #require(result.finalEquity.minus(Money("10000")))
      for parts in [result.byInstrument, result.byStrategy] {
        let sum = parts.reduce(Money.zero) { Money(count: $0.count &+ $1.profit.count) }
        #expect(sum == gain, "seed \(seed)")
      }
      for (place, part) in result.byInstrument.enumerated() {
        let trades = result.trades.filter { $0.instrument == place }
        var sum = trades.reduce(Int128(0)) { $0 &+ $1.trade.net.count }
        for lot in result.open where lot.instrument == place {
          let sign: Int128 = lot.lot.direction == .long ? 1 : -1
          sum -= sign * Int128(lot.lot.entryPrice.count) * Int128(lot.lot.quantity.count)
          sum -= lot.lot.fees.count
        }
        #expect(Money(count: sum &+ part.open.count) == part.profit, "\(part.name) seed \(seed)")
      }
    }
    #expect(fills > 0)
  }

  /// Without shorts the account never owes anything, whatever many entries of one open want.
  @Test func cashNeverFallsBelowNothing() throws {
    let texts = [
      "portfolio \"greedy\"\nenter long when close > close[1]\nexit when close < close[1]\n",
      "portfolio \"half\"\nallocate if close > sma(close, 3) then 50% else 0\n",
    ]
    for text in texts {
      for seed in 1...6 as ClosedRange<UInt64> {
        let instruments = try PortfolioSample.instruments(8, bars: 80, seed: seed)
        let result = try run([text], instruments)
        var cash = Int128(10_000) * Money.perUnit
        // Cash at the end: capital, what trades brought, less what the open lots cost.
        for trade in result.trades { cash += trade.trade.net.count }
        for lot in result.open {
          cash -= Int128(lot.lot.entryPrice.count) * Int128(lot.lot.quantity.count)
          cash -= lot.lot.fees.count
        }
        #expect(cash >= 0, "seed \(seed)")
        #expect(result.trades.count > 10)
      }
    }
  }
}
