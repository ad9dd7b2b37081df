import Backtest
import Compiler
import Machine
import Market
import Syntax
import TestSupport
import Testing
import Trading

/// Whatever the market lends, charges or delays: a backtest, in chunks of any size, is the plainest
/// loop over the bars, and so is a portfolio of one symbol, and a live replay.
@Suite struct TermsTests {
  private static let parts = 4
  private static let programs = max(80, SplitMix64.programs(standard: 2_000) / 10)

  @Test(arguments: 0..<parts)
  func everyWayIsTheSame(_ part: Int) throws {
    var drawn = DrawnTerms()
    var (fills, parts) = (0, 0)
    for seed in SplitMix64.seeds(Self.programs, part: part, of: Self.parts) {
      var dice = SplitMix64(seed: UInt64(seed) &+ 500_000)
      let terms = try drawn.terms(&dice)
      var scripts = Scripts(seed: UInt64(seed) &+ 3_000_000)
      scripts.columns = Bars.columnNames
      let text = scripts.strategy(seesAccount: seed % 3 == 0)
      let program = try #require(compile(Source(name: "", text: text)).program, "seed \(seed)")
      let bars = Market.allCases[seed % Market.allCases.count].bars(150, seed: UInt64(seed))
        .withColumns(seed: UInt64(seed))
      let values = program.parameters.map(\.standard)
      let what = "seed \(seed)\n\(text)"
      let plain = try Passage.plain(program, values, bars, terms)
      fills += plain.fills.count
      parts += plain.refusals.reduce(0) { $0 + ($1.reason == .volume ? $1.count : 0) }
      var settings = BacktestSettings(terms: terms, periodsPerYear: 365)
      settings.wantsEquity = true
      for chunk in [2_048, 1, 13] {
        settings.chunk = chunk
        let result = try BacktestRun(
          program, values: values, bars: bars, settings: settings, surroundings: .trial(bars)
        ).result()
        #expect(plain.agrees(with: result), "chunks of \(chunk) differ: \(what)")
      }
      try compare(plain, program, values, bars, terms, what)
      let cuts = Set((0..<3).map { _ in dice.whole(1...bars.count) })
      let live = try Passage.replayed(program, values, bars, terms, cuts: cuts)
      if let found = live.difference(from: plain) {
        Issue.record("live, cut at \(cuts.sorted()): \(found): \(what)")
      }
    }
    #expect(fills > 200 && parts > 20, "\(fills) fills, \(parts) in part")
    for name in DrawnTerms.names { #expect(drawn.drawn[name] ?? 0 > 0, "\(name)") }
  }

  /// A portfolio of one symbol.
  private func compare(
    _ plain: Passage, _ program: Program, _ values: [Double], _ bars: Bars, _ terms: Terms,
    _ what: String
  ) throws {
    let instrument = PortfolioInstrument(
      symbol: "S", terms: terms, source: .held(bars), surroundings: .trial(bars))
    let result = try PortfolioRun(
      [PortfolioStrategy(name: "s", program: program, values: values)], on: [instrument],
      settings: PortfolioSettings(capital: terms.capital, periodsPerYear: 365)
    ).result()
    #expect(result.trades.map(\.trade) == plain.trades, "a portfolio's trades differ: \(what)")
    #expect(result.open.map(\.lot) == plain.openLots, "a portfolio's lots differ: \(what)")
    #expect(result.fillCount == plain.fills.count, "a portfolio's fills differ: \(what)")
    let open = result.byInstrument.reduce(Money.zero) { Money(count: $0.count + $1.open.count) }
    #expect(result.finalEquity.minus(open) == plain.cash, "a portfolio's cash differs: \(what)")
  }
}
