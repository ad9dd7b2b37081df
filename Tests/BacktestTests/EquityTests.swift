import Machine
import TestSupport
import Testing
import Trading

@testable import Backtest

/// The blocked, four-lane sums against the definitions, row by row.
@Suite struct EquityTests {
  struct Plain {
    var returns: [Double] = []
    var maxDrawdown = 0.0
    var drawdownBars = 0

    init(_ equity: [Double], capital: Double) {
      for row in 1..<max(equity.count, 1) { returns.append(equity[row] / equity[row - 1] - 1) }
      var (start, top) = (0, capital)
      for row in equity.indices {
        if equity[row] < top { maxDrawdown = max(maxDrawdown, 1 - equity[row] / top) }
        guard equity[row] >= top else { continue }
        if equity[start..<row].contains(where: { $0 < top }) {
          drawdownBars = max(drawdownBars, row - start)
        }
        (start, top) = (row, equity[row])
      }
      if let last = equity.last, last < top {
        drawdownBars = max(drawdownBars, equity.count - 1 - start)
      }
    }
  }

  private static func isNear(_ left: Double, _ right: Double) -> Bool {
    abs(left - right) <= 1e-12 + 1e-9 * max(abs(left), abs(right))
  }

  @Test(arguments: SplitMix64.seeds(40))
  func figuresAreTheDefinitions(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let count = random.pick([1, 2, 3, 63, 64, 65, 511, 512, 513, 1024, 2500])
    let drift = random.pick([-3, 0, 3])
    var equity: [Double] = []
    var value = 1000.0
    for _ in 0..<count {
      if !random.once(in: 3) { value *= 1 + Double(random.below(201) - 100 + drift) / 20_000 }
      equity.append(value)
    }
    let figures = EquityFigures(
      equity: equity, times: equity.indices.map { Int64($0) * 60 }, capital: 1000)
    let plain = Plain(equity, capital: 1000)
    let place = "seed \(seed)"
    #expect(EquityTests.isNear(figures.sum, plain.returns.reduce(0, +)), "\(place)")
    #expect(
      EquityTests.isNear(figures.squares, plain.returns.map { $0 * $0 }.reduce(0, +)), "\(place)")
    let falls = plain.returns.filter { $0 < 0 }.map { $0 * $0 }.reduce(0, +)
    #expect(EquityTests.isNear(figures.falls, falls), "\(place)")
    #expect(EquityTests.isNear(figures.maxDrawdown, plain.maxDrawdown), "\(place)")
    #expect(figures.drawdownBars == plain.drawdownBars, "\(place)")
    #expect(figures.drawdownNanoseconds == Int64(plain.drawdownBars) * 60, "\(place)")
    #expect(figures.last == equity.last && figures.returns == count - 1)
    #expect(figures.samples.count == min(60, count) && figures.samples.last == equity.last)
  }

  @Test func drawdownsOfSmallCurves() {
    func longest(_ equity: [Double]) -> Int {
      EquityFigures(
        equity: equity, times: equity.indices.map(Int64.init), capital: 10
      ).drawdownBars
    }
    #expect(longest([10, 10, 10]) == 0)
    #expect(longest([10, 9, 10]) == 2)
    #expect(longest([10, 9, 9, 9]) == 3)
    #expect(longest([9, 9, 11, 10, 12]) == 2)
    #expect(longest([11, 10, 11, 10, 10, 10, 12, 13]) == 4)
  }

  /// Stretches of any length, with closes that are no prices: the same bits as one bar at a time.
  @Test(arguments: SplitMix64.seeds(30))
  func stretchesDoNotMatter(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let count = 1 + random.below(1500)
    let odds = random.pick([4, 100, 1_000_000])
    let closes = (0..<count).map { _ in
      random.once(in: odds)
        ? Grid.word(random.pick([.nan, 0, -7, 1.0 / 3, 4e10]))
        : Int64(random.below(1_000_000_000) + 1)
    }
    let times = closes.indices.map { Int64($0) }
    let first = random.below(count)
    func tape() -> EquityTape {
      EquityTape(
        times: Words(times), closes: Words(closes), rows: first..<count, capital: 500,
        keepsColumn: true)
    }
    var whole = tape()
    var single = tape()
    var expected: [Double] = []
    var mark: Int64 = 0
    while expected.count < count - first {
      let start = first + expected.count
      let end = min(count, start + 1 + random.below(200))
      let line = EquityLine(
        cash: Double(1 + random.below(1000)), perCount: random.pick([0, 1e-8, -2.5e-8]))
      whole.extend(to: end, line)
      for row in start..<end {
        single.extend(to: row + 1, line)
        mark = Price(word: closes[row])?.count ?? mark
        expected.append(line.cash + Double(mark) * line.perCount)
      }
    }
    whole.finish()
    single.finish()
    #expect(whole.column.map(\.bitPattern) == expected.map(\.bitPattern), "seed \(seed)")
    #expect(whole.figures == single.figures, "seed \(seed)")
  }
}
