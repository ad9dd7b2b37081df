internal import Compiler
internal import Foundation
internal import Host
internal import Machine
internal import Market
internal import Syntax
internal import TestSupport
internal import Testing
internal import Trading

@testable internal import Backtest

/// What people wrote elsewhere can be written here: every file of `Tests/Ports`.
@Suite struct PortTests {
  struct Port: Sendable, CustomTestStringConvertible {
    let name: String
    /// Bars below `../shared/data`.
    let data: String
    var tick = "0.01"
    var calendar = "24x7"
    /// Bars of `"LEAD"`.
    var lead: String?
    /// False for one that finds no occasion in these bars.
    var trades = true
    var testDescription: String { name }
  }

  private static let euro = "fx_hourly/EURUSD_1h_backtestingpy.csv"
  private static let spy = "equity_hourly/SPY_1h.csv"
  private static let minutes = "equity_minute/SPY_1m_2013-10.csv"
  private static let crypto = "crypto_5m_portfolio/ETHBTC_5m.csv"

  static let all = [
    Port(name: "p02", data: spy, calendar: "us-equities"), Port(name: "p03", data: crypto),
    Port(name: "p05", data: euro, tick: "0.00001"), Port(name: "p06", data: euro),
    Port(name: "p08", data: euro, tick: "0.00001"), Port(name: "p09", data: euro),
    Port(name: "p12", data: spy), Port(name: "p13", data: "equity_daily/IBM.csv"),
    Port(name: "p16", data: euro, tick: "0.00001"),
    Port(name: "p18", data: minutes, calendar: "us-equities"),
    Port(name: "p20", data: "equity_daily_adjusted/GOOG.csv", trades: false),
    Port(name: "p21", data: "equity_daily/AAPL.csv"),
    Port(name: "p22", data: crypto, tick: "0.000001"),
    Port(name: "p25", data: crypto, tick: "0.000001"),
    Port(name: "p26", data: minutes, calendar: "us-equities"),
    Port(name: "p28", data: "equity_daily/AAPL.csv"), Port(name: "p30", data: euro),
    Port(name: "p34", data: "crypto_minute/BTCPERP_1m_2022-01.csv"),
    Port(name: "p36", data: crypto, lead: "crypto_5m_portfolio/LTCBTC_5m.csv"),
    Port(name: "p39", data: spy),
  ]

  private func program(_ port: Port) throws -> Program {
    let path = "Tests/Ports/\(port.name).quill"
    let compilation = compile(Source(name: path, text: try Repository.text(path)))
    let problems = compilation.diagnostics.filter { $0.severity == .error }.map(\.message)
    return try #require(compilation.program, "\(problems)")
  }

  @Test(arguments: all)
  func compiles(_ port: Port) throws { #expect(!(try program(port)).orders.isEmpty) }

  private static let shared = Repository.root.appendingPathComponent("../shared/data")
  private static let isThere = FileManager.default.fileExists(atPath: shared.path)

  @Test(.enabled(if: isThere, "../shared/data is not here"), arguments: all)
  func trades(_ port: Port) throws {
    let program = try program(port)
    let bars = try bars(port.data)
    let zones = ZoneFiles(.system)
    var surroundings = Surroundings(
      almanac: CalendarAlmanac(
        try TradingCalendar.named(port.calendar, zones), zones, for: bars),
      interval: bars.interval)
    if let lead = port.lead { surroundings.companions["LEAD"] = try self.bars(lead) }
    let terms = Terms(
      capital: try Money("100000"),
      instrument: try Instrument(symbol: "X", tick: try Price(port.tick)))
    let result = try BacktestRun(
      program, values: program.parameters.map(\.standard), bars: bars,
      settings: BacktestSettings(terms: terms, periodsPerYear: 252), surroundings: surroundings
    ).result()
    #expect(!port.trades || !result.trades.isEmpty)
    for trade in result.trades { #expect(trade.quantity > .zero) }
  }

  private func bars(_ path: String) throws -> Bars {
    try CSVFile(PortTests.shared.appendingPathComponent(path).path).read(in: .system).bars
  }
}

/// Every port is among those that are tested.
@Suite struct PortFolderTests {
  @Test func nothingIsLeftOut() throws {
    let folder = Repository.root.appendingPathComponent("Tests/Ports")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".quill") }.map { String($0.dropLast(6)) }
    #expect(Set(names) == Set(PortTests.all.map(\.name)))
    #expect(names.count == 20)
  }
}
