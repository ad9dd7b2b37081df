internal import Machine
internal import TestSupport
internal import Testing
internal import Trading

@testable internal import Backtest

/// What happens when at a barrier, with numbers that can be worked out by hand.
@Suite struct BarrierTests {
  private static let day: Int64 = 86_400_000_000_000

  /// Bars of a day, high and low from open and close; a missing pair is a day without a bar.
  private func instrument(
    _ symbol: String, _ prices: [(open: Double, close: Double)?], sector: String? = nil,
    membership: [ClosedRange<Int64>]? = nil
  ) throws -> PortfolioInstrument {
    let rows = prices.enumerated().compactMap { row, pair in pair.map { (row, $0.open, $0.close) } }
    let bars = Bars(
      time: rows.map { Int64($0.0) * Self.day }, open: rows.map { Grid.word($0.1) },
      high: rows.map { Grid.word(max($0.1, $0.2)) }, low: rows.map { Grid.word(min($0.1, $0.2)) },
      close: rows.map { Grid.word($0.2) }, volume: rows.map { _ in Grid.word(1) },
      interval: Self.day)
    return PortfolioInstrument(
      symbol: symbol,
      terms: Terms(capital: try Money("1000"), instrument: try Instrument(symbol: symbol)),
      source: .held(bars), sector: sector, membership: membership)
  }

  private func flat(_ closes: [Double?]) -> [(open: Double, close: Double)?] {
    closes.map { close in close.map { ($0, $0) } }
  }

  private func run(_ text: String, _ instruments: [PortfolioInstrument]) throws -> PortfolioResult {
    let settings = PortfolioSettings(capital: try Money("1000"), periodsPerYear: 252)
    return try PortfolioRun(
      [PortfolioSample.strategy(text)], on: instruments, settings: settings
    ).result()
  }

  /// What is sold at an open can be spent at the same open, whatever the symbols are called.
  @Test func exitsPayForEntriesOfTheSameOpen() throws {
    let text = """
      portfolio "switch"
      enter long when top(close, 1) and (open == close)
      exit long when rank(close) > 1
      """
    for (first, second) in [("A", "B"), ("B", "A")] {
      // The first leads for two days, then the second does.
      let result = try run(
        text,
        [
          instrument(first, flat([10, 10, 10, 10, 10])),
          instrument(second, flat([5, 5, 20, 20, 20])),
        ])
      #expect(result.trades.count == 1)
      #expect(result.trades.first?.exitTime == 3 * Self.day)
      #expect(result.open.count == 1 && result.open.first?.entryTime == 3 * Self.day)
      #expect(try result.open.first?.lot.quantity == Quantity("50"))
      #expect(try result.finalEquity == Money("1000"))
      let poor: [RefusalReason] = [.cash, .reduced, .zeroSize]
      #expect(!result.refusals.contains { poor.contains($0.reason) }, "\(result.refusals)")
    }
  }

  /// What a stop sets free on the way through a bar is not spent by another within that bar.
  @Test func whatIsSetFreeBehindTheOpenWaits() throws {
    let text = """
      portfolio "stops"
      param unused = 1
      enter long stop 10% when bar_index == 0 and close == 10 or bar_index == 1 and close == 20
      """
    // A fills at 10 on day 1 and is stopped at 9 on day 2. B wants in on day 2, at the open.
    let result = try run(
      text,
      [
        instrument("A", [(10, 10), (10, 10), (10, 8), (8, 8)]),
        instrument("B", [(20, 20), (20, 20), (20, 20), (20, 20)]),
      ])
    #expect(result.trades.count == 1)
    #expect(result.trades.first?.trade.reason == .stop)
    #expect(result.open.isEmpty)
    #expect(
      result.refusals.contains { $0.reason == .cash || $0.reason == .zeroSize },
      "\(result.refusals)")
  }

  /// A symbol without a bar keeps its last close, its orders wait, and it is not ranked.
  @Test func aMissingBarIsWaitedFor() throws {
    let text = """
      portfolio "holes"
      enter long size 100 cash when top(close, 1)
      exit long when rank(close) != 1
      """
    let result = try run(
      text,
      [
        instrument("A", flat([10, nil, 12, 12, 12])), instrument("B", flat([5, 5, 5, 5, 5])),
      ])
    // A leads on day 0; its order fills on day 2, its next bar, not on day 1.
    let first = try #require(result.open.first { $0.instrument == 0 })
    #expect(first.entryTime == 2 * Self.day)
    // On day 1 B is alone and leads: it is bought on day 2, sold on day 3.
    let other = try #require(result.trades.first { $0.instrument == 1 })
    #expect(other.entryTime == 2 * Self.day && other.exitTime == 3 * Self.day)
  }

  /// Equal values are ranked by symbol, so that a rank is there once.
  @Test func equalRanksGoByName() throws {
    let text = "portfolio \"ties\"\nenter long size 10% when top(close, 2)\n"
    let members = ["D", "B", "C", "A"]
    let result = try run(text, members.map { try instrument($0, flat([7, 7, 7])) })
    #expect(result.symbols == ["A", "B", "C", "D"])
    #expect(Set(result.open.map { result.symbols[$0.instrument] }) == ["A", "B"])
  }

  /// Nothing is entered outside of the universe; what is held when a symbol leaves is closed at its
  /// last close there.
  @Test func aUniverseOfItsTime() throws {
    let text = "portfolio \"times\"\nenter long size 10% when close > 0\n"
    let days = Self.day
    let result = try run(
      text,
      [
        instrument(
          "GONE", flat([10, 10, 12, 14, 16, 18]), membership: [0...(3 * days - 1)]),
        instrument("LATE", flat([10, 10, 10, 10, 10, 10]), membership: [(3 * days)...Int64.max]),
      ])
    let gone = try #require(result.trades.first { $0.instrument == 0 })
    #expect(gone.entryTime == days && gone.exitTime == 2 * days)
    #expect(try gone.trade.exitPrice == Price("12"))
    #expect(gone.trade.reason == .end)
    #expect(result.trades.count == 1)
    let late = try #require(result.open.first)
    #expect(late.instrument == 1 && late.entryTime == 4 * days)
  }

  /// An allocation moves to its target and stays within its band.
  @Test func anAllocationFollowsItsTarget() throws {
    // Half of 1000 at 10: 50 units. The price doubles: 1000 of 1500, 66 %; a band of 20 % lets it.
    let wide = try run(
      "portfolio \"wide\"\nallocate 50% band 20%\n",
      [instrument("A", flat([10, 10, 20, 20, 20]))])
    #expect(try wide.open.map(\.lot.quantity) == [Quantity("50")])
    #expect(wide.trades.isEmpty)
    // Without a band a third of it is sold: 750 of 1500 are 37.5 units.
    let none = try run(
      "portfolio \"none\"\nallocate 50%\n", [instrument("A", flat([10, 10, 20, 20, 20]))])
    #expect(try none.open.map(\.lot.quantity) == [Quantity("37.5")])
    #expect(try none.trades.map(\.trade.quantity) == [Quantity("12.5")])
    // A negative target turns it around, none closes it.
    let turning = try run(
      """
      portfolio "turn"
      allocate if bar_index < 2 then 50% else if bar_index < 4 then -50% else 0
      """,
      [instrument("A", flat([10, 10, 10, 10, 10, 10, 10]))])
    #expect(turning.trades.map(\.trade.direction) == [.long, .short])
    #expect(turning.trades.map(\.trade.reason) == [.reversal, .signal])
    #expect(turning.open.isEmpty)
  }

  // MARK: Behind the open

  /// Bars of a day with all their prices.
  private func walked(
    _ symbol: String, _ prices: [[Double]], membership: [ClosedRange<Int64>]? = nil,
    _ change: (inout Terms) throws -> Void = { _ in }
  ) throws -> PortfolioInstrument {
    let bars = Bars(
      time: prices.indices.map { Int64($0) * Self.day }, open: prices.map { Grid.word($0[0]) },
      high: prices.map { Grid.word($0[1]) }, low: prices.map { Grid.word($0[2]) },
      close: prices.map { Grid.word($0[3]) }, volume: prices.map { _ in Grid.word(1) },
      interval: Self.day)
    var terms = Terms(capital: try Money("1000"), instrument: try Instrument(symbol: symbol))
    try change(&terms)
    return PortfolioInstrument(
      symbol: symbol, terms: terms, source: .held(bars), membership: membership)
  }

  /// A short position binds twice its worth, of which its proceeds are one half: not twice and its
  /// proceeds too.
  @Test func aShortEntryBehindTheOpenBindsItsWorthOnce() throws {
    let bars: [[Double]] = [[100, 100, 100, 100], [98, 110, 97, 104], [104, 104, 104, 104]]
    for size in ["490 cash", "49%"] {
      let result = try run(
        "portfolio \"shorts\"\nenter short when bar_index == 0 at 105 size \(size)\n",
        [walked("A", bars), walked("B", bars)])
      #expect(result.open.count == 2, "\(size)")
      #expect(result.open.first?.lot.quantity == result.open.last?.lot.quantity, "\(size)")
      #expect(result.refusals.isEmpty, "\(size): \(result.refusals)")
    }
  }

  /// What was spent in a bar and came back in it was spent when another wanted it.
  @Test func aRoundTripBehindTheOpenFreesNothing() throws {
    let text = "portfolio \"trips\"\nenter long when bar_index == 0 at 99 size 100% target 5%\n"
    for margin in [nil, try Margin(leverage: "1", maintenance: "5%")] {
      for (first, second) in [("A", "B"), ("B", "A")] {
        let result = try run(
          text,
          [
            walked(first, [[100, 100, 100, 100], [100, 110, 98, 108], [108, 108, 108, 108]]) {
              $0.margin = margin
            },
            walked(second, [[100, 100, 100, 100], [100, 100, 98, 99], [99, 99, 99, 99]]) {
              $0.margin = margin
            },
          ])
        // The first by name has all of it, and the other nothing.
        #expect(result.fillCount == (first == "A" ? 2 : 1))
        #expect(result.trades.count == (first == "A" ? 1 : 0))
        #expect(result.refusals.map(\.count) == [1], "\(result.refusals)")
      }
    }
  }

  /// A cover behind the open frees what the short has bound, for later bars.
  @Test func aCoverBehindTheOpenFreesNothing() throws {
    let result = try run(
      """
      portfolio "covers"
      enter short size 60% when bar_index == 0 and close == 100 target 5%
      enter long at 49.5 size 60% when bar_index == 1 and close == 50
      """,
      [
        walked("A", [[100, 100, 100, 100], [100, 100, 100, 100], [100, 100, 94, 94]]),
        walked("B", [[50, 50, 50, 50], [50, 50, 50, 50], [50, 50, 49, 50]]),
      ])
    #expect(result.trades.map(\.trade.reason) == [.target])
    // 1000 and 600 that came in, less 1200 bound: 400 pay for 8 units, not for 12.
    let quantity = try #require(result.open.first?.lot.quantity.number)
    #expect(abs(quantity - 400 / 49.5) < 1e-6)
  }

  /// With margin too, what an exit sets free counts for who is entered at the same open.
  @Test func exitsPayForEntriesWithMarginToo() throws {
    let text = """
      portfolio "switch"
      enter long size 150% when top(close, 1) and (open == close)
      exit long when rank(close) > 1
      """
    let flat = { (closes: [Double]) in closes.map { [$0, $0, $0, $0] } }
    let result = try run(
      text,
      [
        walked("A", flat([10, 10, 10, 10, 10])) {
          $0.margin = try Margin(leverage: "2", maintenance: "5%")
        },
        walked("B", flat([5, 5, 20, 20, 20])) {
          $0.margin = try Margin(leverage: "2", maintenance: "5%")
        },
      ])
    #expect(result.trades.count == 1)
    #expect(result.open.first?.entryTime == 3 * Self.day)
    #expect(try result.open.first?.lot.quantity == Quantity("75"))
  }

  // MARK: Limits and leaving

  /// The limits of a size are held against the price of the fill too.
  @Test(arguments: ["position", "sector", "exposure"])
  func limitsOfSizeHoldAtTheFill(_ kind: String) throws {
    let result = try run(
      """
      portfolio "limits"
      pyramid 2
      limits { max \(kind) 50% }
      enter long size 25% when bar_index < 2
      """, [instrument("A", flat([100, 100, 150, 150]))])
    #expect(result.open.count == 1)
    #expect(result.refusals.map(\.reason) == [.limit])
  }

  /// Who leaves is out from its last close on, and so is what that has cost.
  @Test func leavingCostsAtTheLastClose() throws {
    let text = "portfolio \"leaving\"\nenter long size 50 units when bar_index == 0\n"
    let bars = (0..<5).map { _ in [10.0, 10, 10, 10] }
    for last in [2, 4] as [Int64] {
      let leaving = try run(
        text,
        [
          walked("A", bars, membership: [0...((last + 1) * Self.day - 1)]) {
            $0.fee = .share(try Ratio("1%"))
          },
          walked("B", bars, membership: [0...0]),
        ])
      let trade = try #require(leaving.trades.first)
      #expect(trade.exitTime == last * Self.day && trade.trade.reason == .end)
      #expect(leaving.open.isEmpty)
      #expect(leaving.equity[Int(last) - 1] == 995 && leaving.equity[Int(last)] == 990)
      #expect(leaving.equity.last == 990 && leaving.finalEquity.number == 990)
    }
  }

  /// Whole lots stay whole: a split pays out what is less than a unit, of all entries together.
  @Test func aSplitLeavesWholeUnits() throws {
    var instrument = try walked("A", [100, 100, 300, 300].map { [$0, $0, $0, $0] }) {
      $0.instrument = try Instrument(symbol: "A", lot: try Quantity("1"))
    }
    let split = try #require(CorporateAction.Split(new: 1, old: 3))
    instrument.actions = [CorporateAction(time: 2 * Self.day, kind: .split(split))]
    let result = try run(
      "portfolio \"split\"\npyramid 2\nenter long size 2 units when bar_index == 0\n"
        + "enter long \"b\" size 2 units when bar_index == 0\n", [instrument])
    // Four units become one and a third: of each entry alone nothing would be left.
    #expect(try result.open.map(\.lot.quantity) == [Quantity("1")])
    #expect(try result.byInstrument.first?.open == Money("300"))
    #expect(result.equity.last == result.equity.first)
  }
}

/// The bars of one instrument on their way through a run.
@Suite struct BarFeedTests {
  /// Words of a room that notes what may go.
  ///
  /// SAFETY: one test on one thread.
  private final class Lent: WordRoom, @unchecked Sendable {
    let words: UnsafeMutablePointer<Int64>
    var rested: [Range<Int>] = []

    init(_ count: Int) {
      words = .allocate(capacity: count)
      for row in 0..<count { words[row] = Int64(row) }
    }

    deinit { words.deallocate() }

    override func rest(_ words: Range<Int>) { rested.append(words) }
  }

  @Test func whatIsBehindGivesItsMemoryBack() throws {
    let lent = Lent(1_000)
    let words = Words(lent.words, count: 1_000, in: lent)
    let others = Words([Int64](repeating: 1, count: 1_000))
    let bars = Bars(
      time: words, open: others, high: others, low: others, close: others, volume: others,
      interval: 1)
    var feed = BarFeed(.held(bars))
    var seen: [Int64] = []
    while true {
      try feed.refill(64)
      feed.take(through: feed.horizon(64))
      if feed.range.isEmpty { break }
      seen += (0..<feed.range.count).map { feed.bar($0).time }
      feed.rest(200)
    }
    // Never a row that is still to come, and each once.
    #expect(lent.rested == [0..<256, 256..<512, 512..<768])
    #expect(seen == (0..<1_000).map { Int64($0) })
  }
}

/// What is computed over all instruments.
@Suite struct CrossSectionTests {
  private func results(_ kind: Across, _ values: [Double]) -> [Double] {
    var section = CrossSection()
    // Used before with others: nothing of that may stay.
    for noise in [[3.0, 1, 2, 9, 4], [.nan, 1, 1, 1, 1]] {
      section.clear()
      for value in noise { section.add(value) }
      section.apply(.rank)
    }
    section.clear()
    for value in values { section.add(value) }
    section.apply(kind)
    return section.results
  }

  private func same(_ left: [Double], _ right: [Double]) -> Bool {
    left.map(\.bitPattern) == right.map(\.bitPattern)
  }

  @Test func definitions() {
    let values = [4.0, .nan, 8, 4, -1]
    #expect(same(results(.rank, values), [2, .nan, 1, 3, 4]))
    #expect(same(results(.percentile, values), [0.5, .nan, 1, 0.5, 0]))
    #expect(same(results(.sum, values), [15, 15, 15, 15, 15]))
    #expect(same(results(.mean, values), [3.75, 3.75, 3.75, 3.75, 3.75]))
    let z = results(.zscore, [1, 2, 3, .nan, 4])
    #expect(z[3].isNaN && abs(z[0] + 1.3416407864998738) < 1e-12 && z[0] == -z[4])
    #expect(same(results(.zscore, [5, 5, 5]), [.nan, .nan, .nan]))
    #expect(same(results(.rank, [7]), [1]) && results(.percentile, [7])[0].isNaN)
    #expect(results(.mean, [.nan])[0].isNaN && results(.sum, []) == [])
    #expect(same(results(.rank, [.infinity, 1, -.infinity]), [1, 2, 3]))
  }

  /// However much moves from one close to the next, the ranks are those of a plain sort.
  @Test func ranksAreThoseOfASort() {
    var dice = SplitMix64(seed: 3)
    var section = CrossSection()
    for _ in 0..<400 {
      let count = dice.pick([5, 40, 40, 40, 120])
      let values = (0..<count).map { _ in
        dice.chance(0.05) ? Double.nan : Double(dice.below(dice.chance(0.5) ? 10 : 100_000))
      }
      section.clear()
      for value in values { section.add(value) }
      section.apply(.rank)
      let order = values.indices.filter { !values[$0].isNaN }
        .sorted { (values[$1], $0) < (values[$0], $1) }
      var expected = [Double](repeating: .nan, count: count)
      for (place, index) in order.enumerated() { expected[index] = Double(place + 1) }
      #expect(same(section.results, expected))
    }
  }
}
