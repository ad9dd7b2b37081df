internal import Host
internal import Machine
internal import TestSupport
internal import Testing

@testable internal import Market

/// What an inspection finds, and what repairs and longer bars make of it.
@Suite struct QualityTests {
  private static let zones = ZoneFiles(.system)
  private static let minute: Int64 = 60_000_000_000

  /// A calm series of minutes that a test spoils.
  private struct Draft {
    var time: [Int64] = []
    var rows: [[Double]] = []

    init(_ count: Int, step: Int64 = QualityTests.minute) {
      var dice = SplitMix64(seed: 9)
      var price = 100.0
      for row in 0..<count {
        let next = (price * (1 + Double(dice.whole(-10...10)) / 10_000) * 100).rounded() / 100
        time.append(1_700_000_040_000_000_000 + Int64(row) * step)
        func cents(_ number: Double) -> Double { (number * 100).rounded() / 100 }
        rows.append([
          price, cents(max(price, next) + 0.01), cents(min(price, next) - 0.01), next, 10,
        ])
        price = next
      }
    }

    var bars: Bars {
      func words(_ column: Int) -> [Int64] { rows.map { Grid.word($0[column]) } }
      return Bars(
        time: time, open: words(0), high: words(1), low: words(2), close: words(3),
        volume: words(4), interval: QualityTests.minute)
    }

    mutating func remove(_ range: Range<Int>) {
      time.removeSubrange(range)
      rows.removeSubrange(range)
    }
  }

  private func found(_ draft: Draft, _ calendar: TradingCalendar = .always) -> [String: Int] {
    Dictionary(
      uniqueKeysWithValues: Inspection(draft.bars, calendar: calendar).findings.map {
        ($0.kind.code, $0.count)
      })
  }

  @Test func aCleanSeriesIsClean() {
    #expect(found(Draft(500)).isEmpty)
    #expect(found(Draft(1)).isEmpty)
    #expect(found(Draft(0)).isEmpty)
  }

  @Test func everyKindIsFound() {
    var draft = Draft(500)
    draft.remove(100..<103)
    #expect(found(draft) == ["D0501": 1])
    draft = Draft(500)
    draft.time[50] = draft.time[49]
    #expect(found(draft)["D0301"] == 1)
    draft = Draft(500)
    draft.time.swapAt(50, 51)
    #expect(found(draft)["D0302"] == 1)
    draft = Draft(500)
    draft.rows[70][1] = 1
    #expect(found(draft)["D0304"] == 1)
    draft = Draft(500)
    draft.rows[70][0] = draft.rows[70][1] + 0.02
    #expect(found(draft)["D0305"] == 1)
    draft = Draft(500)
    draft.rows[70][3] = .nan
    #expect(found(draft)["D0303"] == 1)
    draft = Draft(500)
    for column in 0..<4 { draft.rows[70][column] *= 1.2 }
    #expect(found(draft) == ["D0502": 1])
    draft = Draft(500)
    for row in 200..<215 { draft.rows[row] = [100, 100, 100, 100, 5] }
    #expect(found(draft)["D0503"] == 1)
    draft = Draft(500)
    for row in 200..<215 { draft.rows[row][4] = 0 }
    #expect(found(draft) == ["D0504": 1])
    draft = Draft(500)
    for row in 250..<500 { for column in 0..<4 { draft.rows[row][column] /= 7 } }
    #expect(found(draft)["D0505"] == 1)
    draft = Draft(500)
    for row in 300..<500 { draft.time[row] += Int64(row - 300) * 4 * Self.minute }
    #expect(found(draft)["D0507"] == 1)
  }

  /// A price that goes away and comes back is a bad bar, wherever it stands, and no split.
  @Test func whatComesBackIsNoSplit() {
    for bad in [[0], [1], [250], [250, 251], [498], [499]] {
      for factor in [10, 0.1] {
        var draft = Draft(500)
        for row in bad { for column in 0..<4 { draft.rows[row][column] *= factor } }
        #expect(found(draft)["D0505"] == nil, "rows \(bad) times \(factor)")
      }
    }
    for row in [3, 250, 496] {
      var draft = Draft(500)
      for later in row..<500 { for column in 0..<4 { draft.rows[later][column] /= 10 } }
      #expect(found(draft)["D0505"] == 1, "from row \(row)")
    }
  }

  @Test func adjustedPricesKeepTheirDigits() throws {
    let factors = try Factors(
      text: "date,price_factor,split_factor\n2030-01-01,0.9871234567891,0.03125\n", path: "f")
    let counts: [Int64] = [1_234, 1_235, 9_999, 123_456_789, 2_251_799_813_685_247, 2_000_000]
    let words = counts + [Grid.word(1e-9), Grid.word(3e8), Grid.missing]
    let bars = Bars(
      time: words.indices.map { Int64($0) * Self.minute }, open: words, high: words, low: words,
      close: words, volume: words.map { _ in Grid.perUnit }, interval: Self.minute)
    let (adjusted, count) = factors.adjusted(bars, in: .utc)
    #expect(count == words.count)
    for (row, word) in words.enumerated() {
      let found = Grid.number(adjusted.close[row])
      guard word != Grid.missing else {
        #expect(adjusted.close[row] == Grid.missing)
        continue
      }
      // 0.9871234567891 is the whole count 9871234567891 of 1e-13, and 0.03125 is 2^-5.
      let exact = Grid.number(word) * 0.9871234567891 * 0.03125
      #expect((found / exact - 1).magnitude < 4e-16, "\(word)")
      #expect(adjusted.close[row] == Grid.word(found))
    }
    #expect(Set(Array(adjusted.close).prefix(3)).count == 3)
    let half = try Factors(text: "date,price_factor,split_factor\n2030-01-01,0.5,0.5\n", path: "f")
    #expect(Grid.isCount(half.adjusted(bars, in: .utc).bars.close[5]))
    #expect(half.adjusted(bars, in: .utc).bars.close[5] == 500_000)
    #expect(half.adjusted(bars, in: .utc).bars.volume[5] == 2 * Grid.perUnit)
  }

  @Test func anHourTwiceIsSeen() {
    var draft = Draft(600)
    // 2023-11-05 was the Sunday on which clocks went back in New York.
    let start = TimeText.nanoseconds(of: "2023-11-05T00:00:00") ?? 0
    for row in 0..<600 {
      let back = row >= 120 ? 60 : 0
      draft.time[row] = start + Int64(row - back) * Self.minute
    }
    #expect(found(draft)["D0506"] == 1)
  }

  @Test func barsOutsideOfTradingAreSeen() throws {
    let fx = try TradingCalendar.named("fx", Self.zones)
    let bars = Draft(60 * 24 * 7).bars
    let inspection = Inspection(bars, calendar: fx)
    // From Friday 17:00 to Sunday 17:00, New York.
    #expect(inspection.findings.first { $0.kind.code == "D0508" }?.count == 2_880)
  }

  @Test func anythingMayBeInspected() throws {
    var dice = SplitMix64(seed: 77)
    for _ in 0..<200 {
      let count = dice.whole(0...40)
      let bars = Bars(rows: (0..<count).map { _ in dice.hostileBar() })
      let times = (0..<count).map { _ in
        dice.pick([Int64.min, .max, 0, -1, Int64(dice.whole(-1_000_000...1_000_000_000)) * 7])
      }
      let odd = Bars(
        time: times, open: bars.open, high: bars.high, low: bars.low, close: bars.close,
        volume: bars.volume, interval: dice.pick([0, 1, Self.minute, .max]))
      _ = Inspection(odd, calendar: .always)
      var repairs = Repairs(odd)
      try repairs.sort()
      #expect(repairs.isSorted)
      try? repairs.dedupe(keeping: .last)
      #expect(repairs.isOrdered)
    }
  }

  @Test func repairsAreCounted() throws {
    var draft = Draft(100)
    draft.time.swapAt(10, 11)
    draft.rows.swapAt(10, 11)
    draft.time.append(draft.time[99])
    draft.rows.append(draft.rows[99])
    var repairs = Repairs(draft.bars)
    #expect(!repairs.isOrdered)
    try repairs.sort()
    try repairs.dedupe(keeping: nil)
    #expect(
      repairs.bars.time == Draft(100).bars.time && repairs.bars.close == Draft(100).bars.close)
    #expect(repairs.done.map(\.count) == [1, 1])
    draft.rows[100][4] = 11
    repairs = Repairs(draft.bars)
    try repairs.sort()
    #expect(throws: Failure.self) { try repairs.dedupe(keeping: nil) }
    try repairs.dedupe(keeping: .last)
    #expect(Grid.number(repairs.bars.volume[99]) == 11)
  }

  @Test func fillingMakesASeriesWhole() throws {
    var draft = Draft(500)
    draft.remove(100..<103)
    draft.remove(300..<340)
    var repairs = Repairs(draft.bars)
    try repairs.fill(.always)
    #expect(repairs.bars.time == Draft(500).bars.time)
    #expect(repairs.done.first?.count == 43)
    #expect(repairs.bars.close[101] == draft.bars.close[99])
    #expect(repairs.bars.volume[101] == 0)
    #expect(GapScan(.always, interval: Self.minute).gaps(in: repairs.bars.time).isEmpty)
  }

  @Test func longerBarsAreMadeOfShorter() throws {
    let bars = Draft(60 * 24 * 3).bars
    let hours = try Resampling(bars, to: try #require(Timeframe(text: "1h")), .always, Self.zones)
    #expect(hours.bars.interval == 60 * Self.minute && hours.outside == 0)
    for (row, time) in hours.bars.time.enumerated() {
      let part = bars.time.indices.filter {
        bars.time[$0] / (60 * Self.minute) == time / (60 * Self.minute)
      }
      #expect(hours.bars.open[row] == bars.open[part[0]])
      #expect(hours.bars.close[row] == bars.close[part[part.count - 1]])
      #expect(hours.bars.high[row] == part.map { bars.high[$0] }.max())
      #expect(hours.bars.low[row] == part.map { bars.low[$0] }.min())
      #expect(hours.bars.volume[row] == part.map { bars.volume[$0] }.reduce(0, +))
    }
    #expect(throws: Failure.self) {
      _ = try Resampling(hours.bars, to: Timeframe(text: "30m")!, .always, Self.zones)
    }
  }

  /// A day of New York has 23 or 25 hours when clocks change, and its bar begins at its midnight.
  @Test func daysFollowTheClocks() throws {
    let zone = try Self.zones.zone("America/New_York")
    let calendar = TradingCalendar(name: "x", zone: zone, hours: nil)
    let start = TimeText.nanoseconds(of: "2024-03-08T05:00:00Z") ?? 0
    let hour: Int64 = 3_600_000_000_000
    let times = (0..<96).map { start + Int64($0) * hour }
    let ones = [Int64](repeating: Grid.perUnit, count: 96)
    let bars = Bars(
      time: times, open: ones, high: ones, low: ones, close: ones, volume: ones, interval: hour)
    let days = try Resampling(bars, to: Timeframe(text: "1d")!, calendar, Self.zones)
    #expect(days.bars.volume.map { $0 / Grid.perUnit } == [24, 24, 23, 24, 1])
    let midnights = days.bars.time.map { TimeText.text($0) }
    #expect(midnights[2] == "2024-03-10T05:00:00Z" && midnights[3] == "2024-03-11T04:00:00Z")
  }

  @Test func syntheticBarsAreTheSameForASeed() {
    for model in PriceModel.allCases {
      var terms = SyntheticMarket.Terms()
      terms.model = model
      var one = SyntheticMarket(terms, seed: 5, calendar: .always, periodsPerYear: 365)
      var two = SyntheticMarket(terms, seed: 5, calendar: .always, periodsPerYear: 365)
      var other = SyntheticMarket(terms, seed: 6, calendar: .always, periodsPerYear: 365)
      let whole = one.next(900)
      let parts = two.next(300)
      let rest = two.next(600)
      #expect(Array(whole.close) == Array(parts.close) + Array(rest.close), "\(model)")
      #expect(other.next(900).close != whole.close)
      #expect(BarScan(whole).findings.allSatisfy { $0 == nil }, "\(model)")
    }
    var market = SyntheticMarket(
      SyntheticMarket.Terms(), seed: 1, calendar: .always, periodsPerYear: 365)
    // The bits of the first machine it ran on; another one must give the same.
    #expect(market.next(4).close.map { $0 } == Self.firstCloses)
  }

  static let firstCloses: [Int64] = [
    10_128_000_000, 10_086_000_000, 10_051_000_000, 10_102_000_000,
  ]

  @Test func exactMathIsGood() {
    for step in -6_000...6_000 {
      let x = Double(step) / 100
      let value = ExactMath.exp(x)
      #expect((ExactMath.log(value) - x).magnitude < 1e-13 * max(1, x.magnitude))
    }
    #expect(ExactMath.exp(0) == 1 && ExactMath.log(1) == 0)
  }

  @Test func shufflesKeepWhatTheySay() throws {
    let bars = Draft(400).bars
    for shuffle in Shuffle.allCases {
      let one = try shuffle.bars(from: bars, seed: 3, block: 10, decimals: 8)
      #expect(one.close == (try shuffle.bars(from: bars, seed: 3, block: 10, decimals: 8)).close)
      #expect(one.close != bars.close && one.time == bars.time)
    }
    // The same steps in another order end at the same price.
    let permuted = try Shuffle.permute.bars(from: bars, seed: 3, block: 1, decimals: 8)
    let ends = (Grid.number(permuted.close[399]), Grid.number(bars.close[399]))
    #expect((ends.0 / ends.1 - 1).magnitude < 1e-6)
  }
}
