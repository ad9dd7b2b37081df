import Compiler
import Foundation
import Host
import Machine
import Market
import Syntax
import TestSupport
import Testing

@testable import Backtest
@testable import Trading

/// Twenty probes of a public corpus and four variants of them, written in Quill, make the trades
/// that the corpus lists, row for row, by `--fill-rule pine`.
@Suite(.enabled(if: GoldenRun.shared != nil, Comment(rawValue: GoldenRun.absence)))
struct ProbeTests {
  struct Probe: Sendable, CustomTestStringConvertible {
    let name: String
    /// The file, where it is not the one of its name.
    var file: String?
    var fee = "0"
    var ticks = 0
    /// Bars of so many of those in the file.
    var merged = 1
    var timing = FillTiming.nextOpen
    var testDescription: String { name }
  }

  static let all = [
    Probe(name: "ta-sma-dual-cross-01"), Probe(name: "ta-macd-12-26-9-line-signal-cross-01"),
    Probe(name: "ta-rsi14-bands-30-70-01"), Probe(name: "ta-bb-rsi-mean-reversion-01"),
    Probe(name: "ta-supertrend-direction-flip-01"), Probe(name: "ta-donchian-channel-breakout-01"),
    Probe(name: "ta-pivot-confirmed-break-01"), Probe(name: "bracket-exit-tp-sl-fixed-01"),
    Probe(name: "bracket-trailing-activation-offset-path-01"),
    Probe(name: "bracket-partial-exit-qty-percent-01"),
    Probe(name: "order-process-on-close-true-01", timing: .close),
    Probe(name: "order-dual-stop-open-high-first-path-01"),
    Probe(name: "order-entry-implicit-reversal-exit-01"),
    Probe(name: "order-same-id-stop-modification-01"), Probe(name: "pyramid-close-id-grouping-01"),
    Probe(name: "order-percent-equity-cash-commission-01", fee: "1.5/order"),
    Probe(name: "oca-raw-strategy-order-reduce-01"), Probe(name: "mtf-daily-prev-high-break-01"),
    Probe(name: "udt-method-var-instance-streak-01"),
    Probe(name: "session-hour-minute-pulse-filter-01"),
    Probe(
      name: "v-bracket-fixed-slip3-fee5bp", file: "bracket-exit-tp-sl-fixed-01", fee: "0.05%",
      ticks: 3),
    Probe(
      name: "v-rsi-bands-slip5-fee10bp", file: "ta-rsi14-bands-30-70-01", fee: "0.1%", ticks: 5),
    Probe(name: "v-trailing-slip2", file: "bracket-trailing-activation-offset-path-01", ticks: 2),
    Probe(name: "v-donchian-script60", file: "ta-donchian-channel-breakout-01", merged: 4),
  ]

  @Test(arguments: all)
  func makesTheTradesOfTheCorpus(_ probe: Probe) throws {
    let expected = try ProbeFile(probe.name)
    let path = "Tests/Probes/\(probe.file ?? probe.name).quill"
    let compilation = compile(Source(name: path, text: try Repository.text(path)))
    let problems = compilation.diagnostics.filter { $0.severity == .error }.map(\.message)
    let program = try #require(compilation.program, "\(problems)")
    let bars = try ProbeTests.bars(merged: probe.merged)
    let zones = ZoneFiles(.system)
    let tick = try Price("0.01")
    var settings = BacktestSettings(
      terms: Terms(
        capital: try Money("1000000"), instrument: try Instrument(symbol: "X", tick: tick),
        fee: try FeeModel(probe.fee),
        slippage: try SlippageModel("\(probe.ticks) ticks", tick: tick), timing: probe.timing,
        rule: .pine), periodsPerYear: 35_040)
    let first = try #require(bars.time.firstIndex { $0 >= expected.ordersFrom })
    let last = bars.time.lastIndex { $0 <= expected.entriesTo + 5 * 86_400_000_000_000 }
    settings.rows = first..<(try #require(last) + 1)
    let result = try BacktestRun(
      program, values: [], bars: bars, settings: settings,
      surroundings: Surroundings(
        almanac: CalendarAlmanac(try TradingCalendar.named("24x7", zones), zones, for: bars),
        interval: bars.interval)
    ).result()
    var trades = result.trades.filter {
      (expected.entriesFrom...expected.entriesTo).contains(bars.time[$0.entryRow])
    }
    // Two exits of one entry in one bar: which stands first in a list says nothing. The corpus has
    // one such pair, target before stop, where the path meets the stop first.
    for index in trades.indices.dropFirst() {
      let (one, other) = (trades[index - 1], trades[index])
      if one.entryRow == other.entryRow, one.exitRow == other.exitRow, one.reason == .stop,
        other.reason == .target
      {
        trades.swapAt(index - 1, index)
      }
    }
    #expect(trades.count == expected.total)
    var different = 0
    for (mine, theirs) in zip(trades.suffix(expected.trades.count), expected.trades) {
      if ProbeTests.agrees(mine, theirs, bars.time) { continue }
      different += 1
      if different <= 3 {
        Issue.record("\(bars.time[mine.entryRow]) \(mine) is not \(theirs)")
      }
    }
    #expect(different == 0)
  }

  /// The harness sees a difference: the same orders by the other rule are not those trades.
  @Test func anotherRuleWouldBeSeen() throws {
    let expected = try ProbeFile("order-dual-stop-open-high-first-path-01")
    let bars = try ProbeTests.bars(merged: 1)
    var wrong = expected.trades[0]
    let entry = try #require(bars.time.firstIndex(of: wrong.entryTime))
    let exit = try #require(bars.time.firstIndex(of: wrong.exitTime))
    func trade(_ price: Double) throws -> Trade {
      let prices = try [wrong.entryPrice, price].map { try #require(Price(number: $0)) }
      return Trade(
        entryRow: entry, exitRow: exit, entryPrice: prices[0], exitPrice: prices[1],
        entryMoment: Moment(leg: 0, price: 1), exitMoment: Moment(leg: 0, price: 1), risk: 0,
        units: wrong.isLong ? 100_000_000 : -100_000_000, fees: .zero, entryStatement: 0,
        exitStatement: 0, reason: .signal)
    }
    #expect(ProbeTests.agrees(try trade(wrong.exitPrice), wrong, bars.time))
    #expect(!ProbeTests.agrees(try trade(wrong.exitPrice + 0.01), wrong, bars.time))
    wrong.exitTime += 1
    #expect(!ProbeTests.agrees(try trade(wrong.exitPrice), wrong, bars.time))
  }

  /// Times and sides exactly; prices to 1e-6, and profits, but for quantities that stand on 1e-8
  /// here and on nothing there.
  private static func agrees(_ mine: Trade, _ theirs: ProbeFile.Row, _ times: Machine.Words) -> Bool
  {
    let (entry, exit) = (mine.entryPrice.number, mine.exitPrice.number)
    let isWhole = mine.quantity.count % 100_000_000 == 0
    let tolerance = 1e-6 + (isWhole ? 0 : 1e-8 * abs(entry - exit))
    return times[mine.entryRow] == theirs.entryTime && times[mine.exitRow] == theirs.exitTime
      && (mine.direction == .long) == theirs.isLong && abs(entry - theirs.entryPrice) < 1e-6
      && abs(exit - theirs.exitPrice) < 1e-6
      && abs(mine.quantity.number - theirs.quantity) <= 5e-6 * theirs.quantity
      && abs(mine.net.number - theirs.net) <= max(tolerance, 1e-9 * abs(theirs.net))
  }

  // MARK: Bars

  private static let bars: Result<Bars, any Error> = Result {
    let file = GoldenRun.shared!.appending(path: "golden/pineforge/ohlcv_ETHUSDT_15m.csv")
    return try CSVFile(file.path).read(in: .system).bars
  }

  /// The bars of the corpus, so many made one.
  private static func bars(merged count: Int) throws -> Bars {
    let bars = try bars.get()
    if count == 1 { return bars }
    let length = bars.interval * Int64(count)
    var (time, open, high, low, close, volume):
      ([Int64], [Int64], [Int64], [Int64], [Int64], [Int64])
    (time, open, high, low, close, volume) = ([], [], [], [], [], [])
    for row in bars.time.indices {
      let start = bars.time[row] / length * length
      if time.last != start {
        time.append(start)
        open.append(bars.open[row])
        high.append(bars.high[row])
        low.append(bars.low[row])
        close.append(bars.close[row])
        volume.append(bars.volume[row])
      } else {
        let last = time.count - 1
        high[last] = max(high[last], bars.high[row])
        low[last] = min(low[last], bars.low[row])
        close[last] = bars.close[row]
        volume[last] += bars.volume[row]
      }
    }
    return Bars(
      time: time, open: open, high: high, low: low, close: close, volume: volume, interval: length)
  }
}

/// Every probe is among those that are tested.
@Suite struct ProbeFolderTests {
  @Test func nothingIsLeftOut() throws {
    let folder = Repository.root.appendingPathComponent("Tests/Probes")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".quill") }.map { String($0.dropLast(6)) }
    #expect(Set(names) == Set(ProbeTests.all.map { $0.file ?? $0.name }))
    #expect(names.count == 20 && ProbeTests.all.count == 24)
  }
}
