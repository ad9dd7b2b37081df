internal import Foundation
internal import Host
internal import Machine
internal import Testing

@testable internal import Market

/// Real files, which lie beside the repository and not in it.
enum SharedData {
  /// The folder `shared/data` of this place or one above it.
  static let folder: String? = {
    var url = URL(filePath: #filePath)
    while url.path.count > 1 {
      url.deleteLastPathComponent()
      let folder = url.appending(path: "shared/data").path
      if FileManager.default.fileExists(atPath: folder + "/README.md") { return folder }
    }
    return nil
  }()
}

@Suite(.enabled(if: SharedData.folder != nil, "the real data (../shared/data) is not here"))
struct RealDataTests {
  static let files: [(String, Int, Double)] = [
    ("equity_daily/AAPL.csv", 5_849, 252), ("equity_daily/AIG.csv", 5_849, 252),
    ("equity_daily/BAC.csv", 5_849, 252), ("equity_daily/IBM.csv", 5_849, 252),
    ("equity_daily/SPY.csv", 5_849, 252), ("equity_daily/IWM.csv", 5_244, 252),
    ("equity_daily/EEM.csv", 5_245, 252), ("equity_daily/GOOG.csv", 4_183, 252),
    ("equity_daily_adjusted/GOOG.csv", 2_148, 252), ("equity_hourly/SPY_1h.csv", 17_977, 1_764),
    ("equity_minute/SPY_1m_2013-10.csv", 4_839, 0),
    ("equity_minute/AAPL_1m_2014-06_split.csv", 2_303, 0),
    ("fx_hourly/EURUSD_1h_oanda_bid_2007_2018.csv", 74_439, 6_048),
    ("fx_hourly/EURUSD_1h_backtestingpy.csv", 5_000, 6_048),
    ("fx_hourly/GBPUSD_1h_brokertime.csv", 57_600, 6_048),
    ("fx_hourly/USDJPY_1h_brokertime.csv", 57_600, 6_048),
    ("crypto_minute/BTCUSD_1m_2019Q2.csv", 129_544, 525_600),
    ("crypto_minute/BTCUSD_1m_2016_gappy.csv.gz", 293_230, 0),
    ("crypto_minute/BTCPERP_1m_2022-01.csv", 45_031, 525_600),
    ("crypto_5m_portfolio/ETHBTC_5m.csv", 5_760, 105_120),
    ("crypto_5m_portfolio/DASHBTC_5m.csv", 5_758, 105_120),
    ("crypto_5m_portfolio/ZECBTC_5m.csv", 5_757, 105_120),
  ]

  @Test(arguments: files)
  func `a real file is read whole`(name: String, rows: Int, periods: Double) throws {
    let folder = try #require(SharedData.folder)
    let set = try CSVFile(folder + "/" + name).read(in: .system)
    #expect(set.bars.count == rows)
    #expect(set.report.rows == rows)
    let kinds = Set(set.report.problems.map(\.kind.code)).subtracting(["D0307"])
    #expect(kinds.isEmpty, "\(set.report.problems)")
    let found = PeriodsPerYear.inferred(from: set.bars)
    if periods > 0 { #expect(found == periods) } else { #expect(found > 10_000 && found < 525_600) }
  }

  @Test(arguments: [
    ("fx_hourly/EURUSD_1h_oanda_bidask_2016_2018.csv", "D0107"),
    ("ticks/XRPETH_trades_2019-10.csv", "D0107"),
    ("ticks/USDJPY_quotes_truefx_2013-01.csv", "D0107"),
    ("ticks/BTCUSD_trades_bitstamp_2011.csv", "D0107"),
    ("equity_daily/factors/AAPL_factors.csv", "D0107"), ("README.md", "D0107"),
    ("equity_daily", "S0002"),
  ])
  func `a real file of something else is refused`(name: String, code: String) throws {
    let folder = try #require(SharedData.folder)
    let failure = #expect(throws: Failure.self) {
      try CSVFile(folder + "/" + name).read(in: .system)
    }
    #expect(failure?.code == code, "\(String(describing: failure))")
  }

  @Test func `a real file has the values a plain reading finds`() throws {
    let folder = try #require(SharedData.folder)
    for name in ["crypto_5m_portfolio/ZECBTC_5m.csv", "fx_hourly/EURUSD_1h_backtestingpy.csv"] {
      let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
      let lines = text.split(separator: "\n").dropFirst()
      let bars = try CSVFile(folder + "/" + name).read(in: .system).bars
      for (row, line) in lines.enumerated() {
        let fields = line.split(separator: ",")
        #expect(TimeText.text(bars.time[row]) == String(fields[0]))
        #expect(bars.close[row] == Grid.word(try #require(Double(fields[4]))))
        #expect(bars.volume[row] == Grid.word(try #require(Double(fields[5]))))
      }
    }
  }
}

/// Real files as the importer takes them, without a word about what they are.
@Suite(.enabled(if: SharedData.folder != nil, "the real data (../shared/data) is not here"))
struct RealImportTests {
  @Test(arguments: [
    "equity_daily/AAPL.csv", "equity_daily/SPY.csv", "equity_daily_adjusted/GOOG.csv",
    "equity_hourly/SPY_1h.csv", "equity_minute/SPY_1m_2013-10.csv",
    "fx_hourly/EURUSD_1h_backtestingpy.csv", "crypto_5m_portfolio/ETHBTC_5m.csv",
  ])
  func `import and the direct reader agree`(name: String) throws {
    let path = try #require(SharedData.folder) + "/" + name
    let direct = try CSVFile(path).read(in: .system).bars
    let bytes = try Environment.system.disk.read(path, limit: 1 << 30)
    let found = try Importing.bars(
      of: try ImportPart.all(of: HeldBytes(bytes), path: path), path: path, ImportWish()
    ).set.bars
    #expect(found.time == direct.time && found.open == direct.open && found.high == direct.high)
    #expect(found.low == direct.low && found.close == direct.close)
    #expect(found.volume == direct.volume)
    // The same rows without their header are read alike.
    let lines = bytes.split(separator: 0x0A, maxSplits: 2_001).dropFirst().prefix(2_000)
    var text: [UInt8] = []
    for line in lines { text += line + [0x0A] }
    let part = ImportPart(name: "x.csv", text: text)
    let bare = try Importing.bars(of: [part], path: "x.csv", ImportWish()).set.bars
    #expect(bare.open.elementsEqual(direct.open.prefix(bare.count)))
    #expect(bare.close.elementsEqual(direct.close.prefix(bare.count)))
  }

  @Test(arguments: [
    ("fx_hourly/EURUSD_1h_oanda_bidask_2016_2018.csv", true),
    ("ticks/XRPETH_trades_2019-10.csv", true), ("ticks/USDJPY_quotes_truefx_2013-01.csv", true),
    ("ticks/BTCUSD_trades_bitstamp_2011.csv", true),
    ("equity_daily/factors/AAPL_factors.csv", false),
  ])
  func `ticks and bars of bid and ask become bars`(name: String, isTaken: Bool) throws {
    let path = try #require(SharedData.folder) + "/" + name
    let bytes = try Environment.system.disk.read(path, limit: 1 << 30)
    // As many lines as a test has time for.
    let text = Array(
      bytes.split(separator: 0x0A, maxSplits: 5_000).prefix(5_000).joined(separator: [0x0A]))
    let part = ImportPart(name: "x.csv", text: text)
    let found = try? Importing.bars(of: [part], path: "x.csv", ImportWish())
    #expect((found != nil) == isTaken, "\(name)")
  }
}
