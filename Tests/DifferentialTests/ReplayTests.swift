import Backtest
import Compiler
import Foundation
import Host
import Live
import Machine
import Market
import Syntax
import TestSupport
import Testing
import Trading

/// A replayed live session is the backtest: order for order, fill for fill, to the last unit.
@Suite struct ReplayTests {
  static let programs = max(4, SplitMix64.programs(standard: 2_000) / 4)
  static let parts = 4

  // MARK: Shipped strategies

  @Test(arguments: Shipped.names)
  func shippedStrategies(_ name: String) throws {
    let program = try #require(try Shipped.compiled(Shipped.path(name)).program)
    for (number, command) in try Shipped.commands(name).enumerated() {
      let file = try #require(Shipped.value("--data", of: command))
      let bars = try CSVFile(Repository.root.appendingPathComponent(file).path)
        .read(in: .system).bars
      var dice = SplitMix64(seed: UInt64(number))
      for costs in ["0", "5bps"] {
        let terms = try terms(fee: costs, slippage: costs)
        try compare(program, bars, terms, cuts: 5, &dice, "\(name), data \(number)")
      }
    }
  }

  // MARK: Generated programs

  @Test(arguments: 0..<parts)
  func generatedPrograms(_ part: Int) throws {
    for seed in SplitMix64.seeds(Self.programs, part: part, of: Self.parts) {
      var dice = SplitMix64(seed: UInt64(seed))
      let text = script(UInt64(seed), seesAccount: seed % 3 == 0)
      let program = try #require(compile(Source(name: "", text: text)).program, "seed \(seed)")
      let market = Market.allCases[seed % Market.allCases.count]
      let bars = market.bars(150, seed: UInt64(seed))
        .withColumns(seed: UInt64(seed))
      let terms = try terms(
        fee: dice.pick(["0", "10bps", "1%"]), slippage: dice.pick(["0", "5bps", "1%"]),
        tick: dice.pick([nil, "0.01", "0.5"]), lot: dice.pick([nil, "0.001", "1"]))
      try compare(program, bars, terms, cuts: 4, &dice, "seed \(seed)\n\(text)")
    }
  }

  /// The same with what the market charges, and what may be owed.
  @Test(arguments: 0..<parts)
  func generatedProgramsThatOwe(_ part: Int) throws {
    for seed in SplitMix64.seeds(Self.programs / 4, part: part, of: Self.parts) {
      var dice = SplitMix64(seed: UInt64(seed) &+ 77)
      let text = script(UInt64(seed), seesAccount: seed % 3 == 0)
      let program = try #require(compile(Source(name: "", text: text)).program, "seed \(seed)")
      let bars = Market.allCases[seed % Market.allCases.count].bars(150, seed: UInt64(seed))
        .withColumns(seed: UInt64(seed))
      var terms = try terms(fee: dice.pick(["0", "10bps"]), slippage: dice.pick(["0", "5bps"]))
      let value = try Price(dice.pick(["1", "50"]))
      terms.instrument = try Instrument(symbol: "S", tick: try Price("0.01"), pointValue: value)
      terms.margin =
        dice.chance(0.7)
        ? try Margin(initial: dice.pick(["5%", "20%"]), maintenance: dice.pick(["1%", "4%"]))
        : nil
      terms.borrow = try Ratio(dice.pick(["0", "20%"]))
      let rates = [nil, "0.1% per 8h", "column funding"]
      terms.funding = try dice.pick(rates).map { try Funding($0) }
      try compare(program, bars, terms, cuts: 3, &dice, "seed \(seed)\n\(text)")
    }
  }

  /// Orders that are late, fill in parts, or both, and are taken apart on their way: brackets,
  /// trails, pyramids, ladders, parts of a position, limits, allocations.
  @Test(arguments: 0..<parts)
  func ordersThatAreLateOrFillInParts(_ part: Int) throws {
    var drawn = DrawnTerms()
    var (fills, cut) = (0, 0)
    for seed in stride(from: part, to: max(60, Self.programs / 2), by: Self.parts) {
      var dice = SplitMix64(seed: UInt64(seed) &+ 909)
      let text =
        dice.chance(0.4)
        ? script(UInt64(seed), seesAccount: seed % 3 == 0) : OrderScripts.text(&dice)
      let compilation = compile(Source(name: "", text: text))
      let program = try #require(
        compilation.program, "seed \(seed): \(compilation.diagnostics.map(\.message))\n\(text)")
      var bars = Market.allCases[seed % Market.allCases.count].bars(150, seed: UInt64(seed))
        .withColumns(seed: UInt64(seed))
      // Over a gap several closes arrive together.
      if dice.chance(0.5) { bars = bars.spaced(bars.interval / 24, seed: UInt64(seed)) }
      let terms = try drawn.lateOrInParts(&dice, interval: bars.interval)
      let what = "seed \(seed), latency \(terms.latency), participation "
      let share = terms.participation.map(\.description) ?? "none"
      let live = try compare(program, bars, terms, cuts: 5, &dice, "\(what)\(share)\n\(text)")
      fills += live.fills.count
      cut += live.refusals.reduce(0) { $0 + ($1.reason == .volume ? $1.count : 0) }
    }
    #expect(fills > 500 && cut > 200, "\(fills) fills, \(cut) in part")
  }

  /// The same by the rule of Pine, with orders that have prices.
  @Test(arguments: 0..<parts)
  func generatedProgramsByTheRuleOfPine(_ part: Int) throws {
    for seed in SplitMix64.seeds(Self.programs / 4, part: part, of: Self.parts) {
      var dice = SplitMix64(seed: UInt64(seed))
      let text = script(UInt64(seed), seesAccount: seed % 3 == 0)
      let program = try #require(compile(Source(name: "", text: text)).program, "seed \(seed)")
      let bars = Market.allCases[seed % Market.allCases.count].bars(150, seed: UInt64(seed))
        .withColumns(seed: UInt64(seed))
      var terms = try terms(fee: dice.pick(["0", "10bps"]), slippage: dice.pick(["0", "5bps"]))
      terms.rule = .pine
      try compare(program, bars, terms, cuts: 2, &dice, "seed \(seed)\n\(text)")
    }
  }

  /// Allocations: raised, lowered, turned around and closed by a broker as by a backtest, and the
  /// fast way as the slow one.
  @Test func allocations() throws {
    let targets = [
      "if close > sma(close, 5) then 60% else 10%", "clamp(roc(close, 3) * 5, -80%, 80%)",
      "if rsi(close, 5) > 50 then 120% else -40%", "1 - drawdown * 5", "close[3] / close - 50%",
      "if close > open then 30% else 0",
    ]
    let ends = ["", " band 5%", " band 10% when mod(bar_index, 3) == 0", " when close > low"]
    var trades = 0
    for (number, target) in targets.enumerated() {
      for (place, end) in ends.enumerated() {
        let rules = ["", "reversal off\n", "cooldown 2 bars\n", "limits { max position 50% }\n"]
        let stop = number % 2 == 0 ? "\nexit long stop at lowest(low, 4)" : ""
        let text =
          "strategy \"a\"\n\(rules[(number + place) % 4])allocate \(target)\(end)\(stop)"
        let program = try #require(compile(Source(name: "", text: text)).program, "\(text)")
        for (seed, market) in Market.allCases.enumerated() {
          var dice = SplitMix64(seed: UInt64(seed * 31 + number))
          let bars = market.bars(120, seed: UInt64(seed + place))
          let terms = try terms(
            fee: dice.pick(["0", "10bps"]), slippage: dice.pick(["0", "5bps"]),
            lot: dice.pick([nil, "1"]))
          try compare(program, bars, terms, cuts: 3, &dice, "\(market) \(text)")
          var settings = BacktestSettings(terms: terms, periodsPerYear: 365)
          let fast = try BacktestRun(program, values: [], bars: bars, settings: settings).result()
          settings.takesEveryBar = true
          let slow = try BacktestRun(program, values: [], bars: bars, settings: settings).result()
          #expect(fast.trades == slow.trades && fast.refusals == slow.refusals, "\(text)")
          trades += fast.trades.count
        }
      }
    }
    #expect(trades > 1_000)
  }

  /// The broker hears of prices only when an order has some; what they count from, and who goes
  /// first at an open, is as if it had known all along.
  @Test func pricesThatComeLate() throws {
    let texts = [
      "enter long when mod(bar_index, 40) == 5 size 1 units\n"
        + "exit trail 1% after 0.5% when entry.bars > 9",
      "enter long when bar_index > 20 size 2 units\n"
        + "enter short when bar_index > 20 size 1_000 cash\nexit when entry.bars > 0\n"
        + "exit short target at lowest(low, 2) when bar_index > 100",
    ]
    for text in texts {
      let text = "strategy \"late\"\n\(text)"
      let program = try #require(compile(Source(name: "", text: text)).program, "\(text)")
      for (seed, market) in Market.allCases.enumerated() {
        for rule in [FillRule.quill, .pine] {
          var dice = SplitMix64(seed: UInt64(seed))
          var terms = try terms(fee: "0", slippage: "0")
          terms.rule = rule
          let bars = market.bars(150, seed: UInt64(seed))
          try compare(program, bars, terms, cuts: 3, &dice, "\(market) \(rule) \(text)")
        }
      }
    }
  }

  /// A trail that stands for the first time long after the fill counts from the best price since.
  @Test func aTrailThatBeginsLate() throws {
    let text = "strategy \"x\"\nenter long when bar_index == 3\nexit trail 3% when bar_index > 60"
    let program = try #require(compile(Source(name: "", text: text)).program)
    for market in Market.allCases {
      var dice = SplitMix64(seed: 5)
      let terms = try terms(fee: "0", slippage: "0")
      try compare(program, market.bars(120, seed: 2), terms, cuts: 2, &dice, "\(market)")
    }
  }

  /// A limit that flattens sends one exit, also where the bars behind it have no price.
  @Test func aLimitFlattensOnce() throws {
    let text =
      "strategy \"x\"\nlimits { max drawdown 1% flatten }\nenter long when true\nexit when false"
    let program = try #require(compile(Source(name: "", text: text)).program)
    var rows = (0..<20).map { [Double](repeating: $0 < 6 ? 100 : 90, count: 4) + [1_000] }
    for row in 7..<10 { rows[row] = [.nan, .nan, .nan, .nan, 0] }
    var dice = SplitMix64(seed: 1)
    let terms = try terms(fee: "0", slippage: "0")
    let live = try compare(program, Bars(rows: rows), terms, cuts: 3, &dice, "flattens")
    #expect(live.trades.map(\.reason) == [.limit])
  }

  /// A limit takes back what is left of an order at the market, as late as it was decided.
  @Test func aLimitEndsWhatIsLeftOfAnOrder() throws {
    let text =
      "strategy \"x\"\nlimits { max drawdown 2% }\n"
      + "enter long when bar_index == 3 size 90 units\nexit when false"
    let program = try #require(compile(Source(name: "", text: text)).program)
    let rows = (0..<20).map { [Double](repeating: $0 < 8 ? 100 : 80, count: 4) + [1_000] }
    var dice = SplitMix64(seed: 1)
    var terms = try terms(fee: "0", slippage: "0")
    terms.participation = try Ratio("1%")
    terms.latency = DrawnTerms.day
    let live = try compare(program, Bars(rows: rows), terms, cuts: 4, &dice, "limit")
    // Ten units a bar from the bar of 5 on; the close of 8 is heard at that of 10.
    #expect(live.fills.map(\.row) == [5, 6, 7, 8, 9])
    #expect(live.refusals.map(\.reason) == [.limit, .volume] && !live.hasPending)
  }

  /// A replay that starts in the middle is a backtest over the rows from there on.
  @Test(arguments: 0..<parts)
  func startsInTheMiddle(_ part: Int) throws {
    for seed in SplitMix64.seeds(Self.programs / 4, part: part, of: Self.parts) {
      var dice = SplitMix64(seed: UInt64(seed))
      let text = script(UInt64(seed), seesAccount: seed % 2 == 0)
      let program = try #require(compile(Source(name: "", text: text)).program, "seed \(seed)")
      let bars = Market.allCases[seed % Market.allCases.count].bars(150, seed: UInt64(seed))
        .withColumns(seed: UInt64(seed))
      let terms = try terms(fee: "5bps", slippage: "5bps")
      let first = dice.whole(1...140)
      let values = program.parameters.map(\.standard)
      let live = try Passage.replayed(program, values, bars, terms, from: first)
      var settings = BacktestSettings(terms: terms, periodsPerYear: 365)
      settings.wantsEquity = true
      settings.rows = first..<150
      let result = try BacktestRun(
        program, values: values, bars: bars, settings: settings, surroundings: .trial(bars)
      ).result()
      #expect(live.agrees(with: result), "seed \(seed) from \(first)\n\(text)")
    }
  }

  /// Events cost nothing but time: a session that is listened to does the same.
  @Test func listeningChangesNothing() throws {
    for seed in 0..<40 {
      let text = script(UInt64(seed), seesAccount: seed % 2 == 0)
      let program = try #require(compile(Source(name: "", text: text)).program)
      let bars = Market.allCases[seed % Market.allCases.count].bars(150, seed: UInt64(seed))
        .withColumns(seed: UInt64(seed))
      let terms = try terms(fee: "5bps", slippage: "5bps")
      let values = program.parameters.map(\.standard)
      let journal = MemoryJournal()
      let quiet = try Passage.replayed(program, values, bars, terms)
      let heard = try Passage.replayed(program, values, bars, terms, journal: journal)
      #expect(quiet == heard, "seed \(seed)")
      let fills = journal.events(since: 0).filter { $0.type == "fill" }
      #expect(fills.count == heard.fills.count)
      #expect(journal.events(since: 0).map(\.id) == Array(1...journal.count))
    }
  }

  /// The harness works: a session that trades at another price is noticed.
  @Test func anotherFillWouldBeSeen() throws {
    let text = "strategy \"x\"\nenter long when close > open\nexit when close < open"
    let program = try #require(compile(Source(name: "", text: text)).program)
    let bars = Market.calm.bars(120, seed: 3)
    let one = try Passage.plain(program, [], bars, try terms(fee: "0", slippage: "0"))
    let other = try Passage.replayed(program, [], bars, try terms(fee: "0", slippage: "1bps"))
    #expect(one.fills.count > 10)
    #expect(one.difference(from: other) != nil)
  }

  // MARK: What they share

  private func terms(
    fee: String, slippage: String, tick: String? = nil, lot: String? = nil
  ) throws -> Terms {
    Terms(
      capital: try Money("10000"),
      instrument: try Instrument(
        symbol: "X", tick: try tick.map { try Price($0) }, lot: try lot.map { try Quantity($0) }),
      fee: .share(try Ratio(fee)), slippage: .share(try Ratio(slippage)))
  }

  private func script(_ seed: UInt64, seesAccount: Bool) -> String {
    var scripts = Scripts(seed: seed &+ 2_000_000)
    scripts.columns = Bars.columnNames
    return scripts.strategy(seesAccount: seesAccount)
  }

  @discardableResult
  private func compare(
    _ program: Program, _ bars: Bars, _ terms: Terms, cuts: Int, _ dice: inout SplitMix64,
    _ what: String
  ) throws -> Passage {
    let values = program.parameters.map(\.standard)
    let plain = try Passage.plain(program, values, bars, terms)
    let places = Set((0..<cuts).map { _ in dice.whole(1...bars.count) })
    let live = try Passage.replayed(program, values, bars, terms, cuts: places)
    if let found = live.difference(from: plain) {
      Issue.record("\(found), cuts \(places.sorted()): \(what)")
    }
    var settings = BacktestSettings(terms: terms, periodsPerYear: 365)
    settings.wantsEquity = true
    for (chunk, takesEveryBar) in [(2_048, false), (1, false), (13, false), (64, true)] {
      (settings.chunk, settings.takesEveryBar) = (chunk, takesEveryBar)
      let result = try BacktestRun(
        program, values: values, bars: bars, settings: settings, surroundings: .trial(bars)
      ).result()
      #expect(live.agrees(with: result), "the backtest in chunks of \(chunk) differs: \(what)")
    }
    return live
  }
}
