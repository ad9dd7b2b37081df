import Backtest
import Compiler
import Machine
import Market
import Syntax
import TestSupport
import Testing
import Trading

/// Whatever the market lends, charges or delays: a backtest, in chunks of any size, is the plainest
/// loop over the bars, and so is a portfolio of one symbol.
@Suite struct TermsTests {
  private static let parts = 4
  private static let programs = max(80, SplitMix64.programs(standard: 2_000) / 10)

  /// Some of what terms may say, by chance; what was drawn is counted.
  private static func terms(_ dice: inout SplitMix64, _ drawn: inout [String: Int]) throws -> Terms
  {
    let tick = try Price("0.01")
    var lot = dice.chance(0.5) ? try Quantity(dice.pick(["1", "0.001"])) : nil
    var value = Instrument.onePoint
    if dice.chance(0.3) {
      value = try Price(dice.pick(["50", "12.5", "0.1"]))
      if let own = lot, own.count < 10_000_000 { lot = try Quantity("0.1") }
    }
    let instrument = try Instrument(symbol: "S", tick: tick, lot: lot, pointValue: value)
    var terms = Terms(
      capital: try Money("100000"), instrument: instrument,
      fee: try FeeModel(dice.pick(["0", "5bps", "0.01/unit min 1"])).of(instrument),
      slippage: try SlippageModel(
        dice.pick(["0", "5bps", "10% of range", "impact 5%"]), tick: tick))
    func draw(_ name: String) { drawn[name, default: 0] += 1 }
    if value != Instrument.onePoint { draw("point value") }
    if dice.chance(0.5) {
      terms.participation = try Ratio(dice.pick(["0.1%", "2%", "20%"]))
      draw("participation")
    }
    if dice.chance(0.4) {
      terms.funding = try Funding(
        dice.pick(["0.01% per 8h", "-0.3% per 2d", "column funding", "column funding per 12h"]))
      draw("funding")
    }
    if dice.chance(0.4) {
      terms.latency = dice.pick([1_000_000, 86_400_000_000_000, 200_000_000_000_000])
      draw("latency")
    }
    if dice.chance(0.3) {
      terms.margin = try Margin(initial: dice.pick(["100%", "20%", "33%"]), maintenance: "10%")
      draw("margin")
    }
    if dice.chance(0.2) {
      terms.borrow = try Ratio("9%")
      draw("borrow")
    }
    return terms
  }

  @Test(arguments: 0..<parts)
  func everyWayIsTheSame(_ part: Int) throws {
    var drawn: [String: Int] = [:]
    var (fills, parts) = (0, 0)
    for seed in SplitMix64.seeds(Self.programs, part: part, of: Self.parts) {
      var dice = SplitMix64(seed: UInt64(seed) &+ 500_000)
      let terms = try Self.terms(&dice, &drawn)
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
    }
    #expect(fills > 200 && parts > 20, "\(fills) fills, \(parts) in part")
    for name in ["participation", "funding", "latency", "margin", "borrow", "point value"] {
      #expect(drawn[name] ?? 0 > 0, "\(name)")
    }
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
