import Foundation
import Host
import Machine
import Market
import TestSupport
import Testing

@testable import Backtest
@testable import Trading

/// A folder of `Tests/Golden/metrics`: a run that was made up, and its figures by definition.
struct MadeUpRun {
  let record: TrackRecord
  /// By name, `nil` where there is no value.
  let figures: [String: Double?]

  init(_ name: String) throws {
    func lines(_ file: String, _ separator: Character) throws -> [[String]] {
      let url = Repository.root.appending(path: "Tests/Golden/metrics/\(name)/\(file)")
      return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map {
        $0.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
      }
    }
    let settings = Dictionary(
      uniqueKeysWithValues: try lines("settings.csv", ",").map { ($0[0], Double($0[1])!) })
    let rows = try lines("bars.csv", ",").dropFirst()
    func words(_ column: Int) -> [Int64] { rows.map { Grid.word(Double($0[column])!) } }
    let bars = Bars(
      time: rows.map { GoldenRun.time($0[0]) }, open: words(1), high: words(2), low: words(3),
      close: words(4), volume: rows.map { _ in 0 },
      interval: Int64(settings["interval"]!) * 1_000_000_000)
    let trades = try lines("trades.tsv", "\t").dropFirst().map { try MadeUpRun.trade($0, bars) }
    let prices = try lines("benchmark.csv", ",").dropFirst()
    figures = Dictionary(
      uniqueKeysWithValues: try lines("figures.tsv", "\t").map { ($0[0], Double($0[1])) })
    record = try MadeUpRun.record(
      bars, equity: rows.map { Double($0[5])! }, trades: trades, year: settings["year"]!,
      days: settings["days"]!,
      benchmark: Benchmark(
        name: "MADE UP", times: prices.map { GoldenRun.time($0[0]) },
        closes: prices.map { Grid.word(Double($0[1])!) }))
  }

  /// A record of a curve; what is not given is left out.
  static func record(
    _ bars: Bars, equity: [Double], capital: Double = 10_000, trades: [ClosedTrade] = [],
    year: Double = 252, days: Double = 252, benchmark: Benchmark? = nil,
    calendar: TradingCalendar = .always
  ) throws -> TrackRecord {
    let plain = trades.map(\.trade)
    let fees = plain.reduce(Int128(0)) { $0 + $1.fees.count }
    let traded = plain.reduce(0.0) {
      $0 + ($1.entryPrice.number + $1.exitPrice.number) * $1.quantity.number
    }
    let performance = Performance(
      equity: EquityFigures(equity: equity, times: Array(bars.time), capital: capital),
      trades: TradeFigures(plain), capital: try #require(Money(capital)),
      finalEquity: try #require(Money(equity[equity.count - 1])), feesPaid: Money(count: fees),
      firstTime: bars.time[0], lastTime: bars.time[bars.count - 1],
      firstClose: Price(word: bars.close[0]), lastClose: Price(word: bars.close[bars.count - 1]),
      periodsPerYear: year)
    return TrackRecord(
      performance: performance, times: Array(bars.time), equity: equity, interval: bars.interval,
      trades: trades, traded: traded,
      almanac: CalendarAlmanac(calendar, ZoneFiles(.system), for: bars), daysPerYear: days,
      benchmark: benchmark)
  }

  /// Both ends are fills at the open of their bars.
  private static func trade(_ row: [String], _ bars: Bars) throws -> ClosedTrade {
    let (entry, exit) = (Int(row[0])!, Int(row[1])!)
    let trade = Trade(
      entryRow: entry, exitRow: exit, entryPrice: try Price(row[3]), exitPrice: try Price(row[4]),
      entryMoment: Moment(leg: 0, price: bars.open[entry]),
      exitMoment: Moment(leg: 0, price: bars.open[exit]),
      risk: try row[6] == "0" ? 0 : Price(row[6]).count,
      units: try #require(Quantity(Double(row[2])!)).count, fees: try Money(row[5]),
      entryStatement: 0, exitStatement: 0, reason: .signal)
    return ClosedTrade(trade, symbol: "MADE", over: bars, by: .quill, actions: []) { _ in
      row[7].isEmpty ? nil : row[7]
    }
  }
}
