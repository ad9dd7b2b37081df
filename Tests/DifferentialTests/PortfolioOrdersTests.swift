import Backtest
import Compiler
import Host
import Machine
import Syntax
import TestSupport
import Testing
import Trading

/// Orders of every form in one account: what passes calm bars is what visits every bar.
@Suite struct PortfolioOrdersTests {
  static let parts = 2

  @Test(arguments: 0..<parts)
  func calmBarsChangeNothing(_ part: Int) throws {
    var trades = 0
    let programs = max(40, SplitMix64.programs(standard: 2_000) / 5)
    let seeds = SplitMix64.seeds(programs, part: part, of: Self.parts)
    for seed in seeds {
      var dice = SplitMix64(seed: UInt64(seed) &+ 7_171)
      let texts = (0..<dice.whole(1...2)).map { _ in OrderScripts.text(&dice) }
      let strategies = try texts.enumerated().map { try strategy($0, $1, seed) }
      var (instruments, drawn) = ([PortfolioInstrument](), DrawnTerms())
      for number in 0..<dice.whole(2...5) {
        instruments.append(try instrument(number, UInt64(seed), &drawn, &dice))
      }
      let plain = try run(strategies, instruments, chunk: 0, everyBar: false)
      for (chunk, everyBar) in [(0, true), (1, false), (dice.whole(2...60), false)] {
        let other = try run(strategies, instruments, chunk: chunk, everyBar: everyBar)
        if let found = other.difference(from: plain) {
          Issue.record(
            "seed \(seed), chunk \(chunk), every bar \(everyBar): \(found)\n\(texts.joined())")
        }
      }
      trades += plain.trades.count
    }
    // A seed alone may trade little.
    #expect(trades > 5 * seeds.count || seeds.count < 20, "\(trades) trades")
  }

  private func strategy(_ place: Int, _ text: String, _ seed: Int) throws -> PortfolioStrategy {
    let compilation = compile(Source(name: "", text: text))
    let program = try #require(
      compilation.program, "seed \(seed): \(compilation.diagnostics.map(\.message))\n\(text)")
    return PortfolioStrategy(
      name: "s\(place)", program: program, values: program.parameters.map(\.standard))
  }

  /// Mostly with terms that let calm bars pass, sometimes with any.
  private func instrument(
    _ number: Int, _ seed: UInt64, _ drawn: inout DrawnTerms, _ dice: inout SplitMix64
  ) throws -> PortfolioInstrument {
    let bars = dice.pick(Market.allCases).bars(140, seed: seed &* 31 &+ UInt64(number))
      .withColumns(seed: seed)
    var terms = try drawn.terms(&dice)
    if dice.chance(0.7) {
      (terms.margin, terms.participation, terms.funding) = (nil, nil, nil)
      (terms.borrow, terms.latency) = (try Ratio("0"), 0)
      terms.slippage = try SlippageModel("5bps", tick: terms.instrument.tick)
    }
    var instrument = PortfolioInstrument(
      symbol: "S\(number)", terms: terms, source: .held(bars), surroundings: .trial(bars))
    if dice.chance(0.3) {
      let places = Set((0..<3).map { _ in dice.whole(20...120) }).sorted()
      instrument.actions = try places.map { place in
        CorporateAction(
          time: bars.time[place],
          kind: place % 2 == 0
            ? .split(try #require(CorporateAction.Split(new: 2, old: 1)))
            : .dividend(try Price("0.5")))
      }
    }
    if dice.chance(0.2) {
      instrument.membership = [bars.time[10]...bars.time[60], bars.time[80]...bars.time[110]]
    }
    return instrument
  }

  private func run(
    _ strategies: [PortfolioStrategy], _ instruments: [PortfolioInstrument], chunk: Int,
    everyBar: Bool
  ) throws -> PortfolioResult {
    var settings = PortfolioSettings(capital: try Money("100000"), periodsPerYear: 252)
    (settings.chunk, settings.takesEveryBar) = (chunk, everyBar)
    return try PortfolioRun(strategies, on: instruments, settings: settings)
      .result()
  }
}
