import Host
import Machine
import Market
import TestSupport
import Testing

@testable import Backtest
@testable import Trading

/// Every metric and every table against values that a script computed from the definitions.
@Suite struct TearSheetTests {
  static let runs = ["daily", "hourly"]

  private func isNear(_ value: Double?, _ golden: Double?) -> Bool {
    guard let value, let golden else { return value == nil && golden == nil }
    return abs(value - golden) <= 1e-9 * max(abs(value), abs(golden)) + 1e-12
  }

  @Test(arguments: runs)
  func metricsAreTheDefinitions(_ name: String) throws {
    let run = try MadeUpRun(name)
    let sheet = TearSheet(run.record)
    for reading in sheet.metrics {
      // Bars with a position are counted on the way, and these runs have only a curve.
      if reading.name == "exposure" { continue }
      let golden = try #require(run.figures[reading.name], "\(reading.name) has no golden value")
      #expect(isNear(reading.value?.number, golden), "\(reading.name) of \(name): \(golden as Any)")
    }
  }

  @Test(arguments: runs)
  func tablesAreTheDefinitions(_ name: String) throws {
    let run = try MadeUpRun(name)
    let sheet = TearSheet(run.record)
    var seen = 0
    func expect(_ key: String, _ value: Double?) {
      seen += 1
      guard let golden = run.figures[key] else {
        Issue.record("\(key) of \(name) has no golden value")
        return
      }
      #expect(isNear(value, golden), "\(key) of \(name): \(golden as Any)")
    }
    for year in sheet.years {
      for (month, value) in year.months.enumerated() where value != nil {
        expect("month.\(year.year)-\(month < 9 ? "0" : "")\(month + 1)", value)
      }
    }
    for (place, drawdown) in sheet.drawdowns.enumerated() {
      let key = "drawdown.\(place + 1)."
      expect(key + "depth", drawdown.depth)
      expect(key + "down", Double(drawdown.barsToTrough))
      expect(key + "bars", Double(drawdown.bars))
      expect(key + "recovered", drawdown.recoveryTime == nil ? 0 : 1)
    }
    for breakdown in sheet.breakdowns where breakdown.trait != .reason {
      for group in breakdown.groups {
        let key = "\(breakdown.trait.rawValue).\(group.name)."
        expect(key + "trades", Double(group.figures.count))
        expect(key + "win_rate", group.figures.winRate)
        expect(key + "profit_factor", group.figures.profitFactor)
        expect(key + "expectancy", group.figures.expectancy)
        expect(key + "net", group.net.number)
        expect(key + "average_r", group.averageMultiple)
        expect(key + "sqn", group.figures.sqn)
      }
    }
    let rolling = try #require(sheet.rollingSharpe)
    expect("rolling.window", Double(rolling.window))
    expect("rolling.first", rolling.values.first?.value)
    expect("rolling.last", rolling.values.last?.value)
    #expect(seen == run.figures.keys.count { $0.contains(".") }, "all of them")
  }

  @Test func monthsMakeTheTotal() throws {
    for name in TearSheetTests.runs {
      let sheet = TearSheet(try MadeUpRun(name).record)
      let growth = sheet.years.flatMap(\.months).reduce(1) { $0 * (1 + ($1 ?? 0)) }
      #expect(isNear(growth, sheet.performance.growth), "\(name)")
      let years = sheet.years.reduce(1) { $0 * (1 + ($1.total ?? 0)) }
      #expect(isNear(years, sheet.performance.growth), "\(name)")
    }
  }

  @Test func theCurveIsThatOfTheRecord() throws {
    let sheet = TearSheet(try MadeUpRun("hourly").record)
    #expect(sheet.curve.count == TearSheet.mostPoints)
    #expect(sheet.curve.last?.equity == sheet.record.equity.last)
    let deepest = sheet.curve.map(\.drawdown).max()
    #expect(isNear(deepest, sheet.performance.equity.maxDrawdown))
    #expect(sheet.drawdowns.first.map { isNear($0.depth, deepest) } == true)
    #expect(sheet.curve.first?.benchmark == nil && sheet.curve.last?.benchmark != nil)
  }

  // MARK: Edges

  private static func bars(_ count: Int, step: Int64 = 86_400_000_000_000) -> Bars {
    let words = [Int64](repeating: Grid.word(10), count: count)
    return Bars(
      time: (0..<count).map { Int64($0) * step }, open: words, high: words, low: words,
      close: words, volume: words, interval: step)
  }

  private func sheet(_ equity: [Double]) throws -> TearSheet {
    let bars = TearSheetTests.bars(equity.count)
    return TearSheet(
      try MadeUpRun.record(
        bars, equity: equity, capital: 100,
        benchmark: Benchmark(name: "SAME", times: bars.time, closes: bars.close)))
  }

  /// Names of the metrics of a sheet that are not defined.
  private func undefined(_ sheet: TearSheet) -> Set<String> {
    for reading in sheet.metrics { #expect(reading.value?.number.isFinite ?? true) }
    return Set(sheet.metrics.filter { $0.value == nil }.map(\.name))
  }

  private static let ofTrades: Set = [
    "win_rate", "profit_factor", "expectancy", "sqn", "average_trade", "average_win",
    "average_loss", "payoff_ratio", "kelly", "largest_win", "largest_loss", "best_trade",
    "worst_trade", "average_bars", "average_duration", "longest_trade", "average_mae",
    "average_mfe", "average_r", "total_r", "deviation_r", "best_r", "worst_r", "sqn_r",
  ]
  private static let ofMovement: Set = [
    "sharpe", "sortino", "calmar", "daily_sharpe", "daily_sortino", "winning_days", "skew",
    "kurtosis", "omega", "martin_ratio", "average_drawdown", "recovery_factor", "stability",
    "beta", "alpha", "correlation", "information_ratio",
  ]
  private static let ofReturns = ofMovement.union([
    "volatility", "downside_risk", "best_day", "worst_day", "value_at_risk", "expected_shortfall",
    "tail_ratio", "ulcer_index",
  ])

  @Test func oneBar() throws {
    let sheet = try sheet([100])
    let never: Set = ["cagr", "annual_return", "turnover"]
    #expect(
      undefined(sheet) == Self.ofReturns.union(Self.ofTrades).union(never))
    #expect(sheet.rollingSharpe == nil && sheet.drawdowns.isEmpty && sheet.breakdowns.isEmpty)
    #expect(sheet.years.map(\.total) == [0] && sheet.curve.count == 1)
  }

  @Test func equityThatDoesNotMove() throws {
    let sheet = try sheet([Double](repeating: 100, count: 400))
    #expect(undefined(sheet) == Self.ofMovement.union(Self.ofTrades).union(["tail_ratio"]))
    #expect(sheet.rollingSharpe?.values.allSatisfy { $0.value == nil } == true)
  }

  /// The same return every day: what is left of a variance is rounding.
  @Test func equityThatGrowsSteadily() throws {
    var equity = [100.0]
    while equity.count < 300 { equity.append(equity[equity.count - 1] * 1.01) }
    let missing = undefined(try sheet(equity))
    #expect(missing.isSuperset(of: ["sharpe", "daily_sharpe", "skew", "kurtosis"]))
    #expect(!missing.contains("stability"))
  }

  @Test func aLostAccount() throws {
    var equity = (0..<60).map { 100 - Double($0) * 2 }
    equity += [-20, -30, -10, 5, 9]
    let sheet = try sheet(equity)
    let missing = undefined(sheet)
    #expect(
      missing.isSuperset(
        of: Self.ofReturns.subtracting(["calmar", "average_drawdown"])
          .subtracting(["recovery_factor"])))
    #expect(missing.contains("turnover"))
    #expect(sheet.drawdowns.first?.depth == 1.3 && sheet.drawdowns.count == 1)
    #expect(sheet.years.first?.months[2] == nil || sheet.years.first?.months[3] == nil)
  }

  @Test func toTheLastCent() throws {
    let sheet = try sheet([100, 50, 0, 0])
    #expect(undefined(sheet).isSuperset(of: ["sharpe", "cagr", "value_at_risk", "ulcer_index"]))
    #expect(sheet.performance.equity.maxDrawdown == 1)
  }

  /// A night session that begins on the evening before is one day, in a zone that is not UTC.
  @Test func daysAreThoseOfTheCalendar() throws {
    let hour: Int64 = 3_600_000_000_000
    let words = [Int64](repeating: Grid.word(10), count: 48)
    // From Monday, 2024-01-08, 20:00 UTC on: 15:00 in New York.
    let start = GoldenRun.time("2024-01-08T20:00:00")
    let bars = Bars(
      time: (0..<48).map { start + Int64($0) * hour }, open: words, high: words, low: words,
      close: words, volume: words, interval: hour)
    let zone = try TradingCalendar.named("fx", zone: nil, ZoneFiles(.system))
    let equity = (0..<48).map { 100 + Double($0) }
    func ends(_ calendar: TradingCalendar) throws -> [Double] {
      TearSheet(try MadeUpRun.record(bars, equity: equity, calendar: calendar)).days.map(\.equity)
    }
    // Days end at midnight UTC, or at five in the afternoon of New York.
    #expect(try ends(.always) == [103, 127, 147])
    #expect(try ends(zone) == [101, 125, 147])
  }

  @Test func aBenchmarkIsTheLastPriceKnown() {
    let benchmark = Benchmark(
      name: "B", times: [10, 20, 30], closes: [Grid.word(5), Grid.word(.nan), Grid.word(7)])
    #expect(benchmark.prices(at: [5, 10, 25, 30, 99]) == [nil, 5, 5, 7, 7])
  }

  @Test func everyMetricSaysWhenThereIsNone() {
    for metric in Metric.all {
      #expect(!metric.undefined.isEmpty, "\(metric.name)")
      #expect(!metric.undefined.hasSuffix("."), "\(metric.name)")
    }
  }
}
