import Foundation
import TestSupport
import Testing

/// Volume, prices, candles and statistics against the values of TA-Lib beside the repository, at
/// 1e-9 relative.
///
/// TA-Lib gives patterns as +-100 (+-80 where one end of a body is the same) and 0 where they are
/// not known yet; ours are conditions, or -1, 0, 1 (+-0.8), missing where they are not known yet.
@Suite struct GoldenFlowTests {
  struct Column: Sendable, CustomStringConvertible {
    let file: String
    let name: String
    let expression: String
    var description: String { "\(file): \(expression)" }

    init(_ file: String, _ name: String, _ expression: String) {
      (self.file, self.name, self.expression) = (file, name, expression)
    }

    static func plain(_ name: String, _ expression: String) -> Column {
      Column(name, "\(name)().real", expression)
    }

    static func candle(_ name: String, _ expression: String, _ settings: String = "") -> Column {
      Column("CDL_patterns", "CDL\(name)(\(settings)).integer", expression)
    }

    /// A pattern that is a condition; TA-Lib says `value` where it holds.
    static func holds(_ name: String, _ call: String, _ value: Int, _ settings: String = "")
      -> Column
    {
      candle(name, "if \(call) then \(value) else 0", settings)
    }

    static func sided(_ name: String, _ call: String) -> Column {
      candle(name, "100 * (\(call) ?? 0)")
    }

    /// TA-Lib's running sums lose digits in a window of two: 1.01e-9 at one bar of its BETA, where
    /// sums without rounding agree with ours.
    var tolerance: Double { name == "BETA(timeperiod=2).real" ? 2e-9 : 1e-9 }
  }

  static let columns: [Column] = lines + lengths + candles

  private static let lines: [Column] = [
    .plain("AD", "ad()"), .plain("OBV", "obv()"), .plain("VWAP", "vwap()"),
    .plain("AVGPRICE", "avgprice()"), .plain("TYPPRICE", "typprice()"),
    .plain("MEDPRICE", "medprice()"), .plain("WCLPRICE", "wclprice()"),
    Column("ADOSC", "ADOSC(fastperiod=3;slowperiod=10).real", "adosc()"),
    Column("ADOSC", "ADOSC(fastperiod=2;slowperiod=3).real", "adosc(2, 3)"),
    Column("ADOSC", "ADOSC(fastperiod=10;slowperiod=40).real", "adosc(10, 40)"),
    Column("HA", "HA().haopen", "heikin_ashi().open"),
    Column("HA", "HA().hahigh", "heikin_ashi().high"),
    Column("HA", "HA().halow", "heikin_ashi().low"),
    Column("HA", "HA().haclose", "heikin_ashi().close"),
  ]

  private static let lengths: [Column] = [
    ("CMF", "cmf(", [20, 2, 55]), ("MFI", "mfi(", [14, 2, 55]),
    ("CORREL", "correlation(high, low, ", [30, 2, 55]), ("BETA", "beta(high, low, ", [5, 2, 55]),
  ].flatMap { (name: String, call: String, lengths: [Int]) in
    lengths.map { Column(name, "\(name)(timeperiod=\($0)).real", "\(call)\($0))") }
  }

  private static let candles: [Column] =
    [
      .holds("DOJI", "doji()", 100), .holds("HAMMER", "hammer()", 100),
      .holds("SHOOTINGSTAR", "shooting_star()", -100),
      .holds("3WHITESOLDIERS", "three_white_soldiers()", 100),
      .holds("3BLACKCROWS", "three_black_crows()", -100), .holds("PIERCING", "piercing()", 100),
      .sided("ENGULFING", "engulfing()"), .sided("HARAMI", "harami()"),
      .sided("MARUBOZU", "marubozu()"), .sided("SPINNINGTOP", "spinning_top()"),
    ]
    + [0.3, 0.1, 0.7].flatMap { share in
      [
        .holds("MORNINGSTAR", "morning_star(\(share))", 100, "penetration=\(share)"),
        .holds("EVENINGSTAR", "evening_star(\(share))", -100, "penetration=\(share)"),
      ]
    }

  private static let shared = Repository.root.deletingLastPathComponent()
    .appendingPathComponent("shared")

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: shared.appendingPathComponent("golden").path),
      "skipped: there is no ../shared beside this clone"),
    arguments: Set(columns.map(\.file)).sorted())
  func sharedValues(_ file: String) throws {
    let url = Self.shared.appendingPathComponent("golden/talib/\(file).csv")
    let rows = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",").map(String.init)
    }
    let wanted = Self.columns.filter { $0.file == file }
    #expect(wanted.map(\.name).sorted() == rows[0].dropFirst().sorted(), "columns of \(file)")
    let bars = Self.shared.appendingPathComponent("data/equity_daily_adjusted/GOOG.csv")
    let outcome = try QuillProcess().run(
      ["eval"] + wanted.map(\.expression) + ["--data", bars.path, "--log-level", "error"])
    #expect(outcome.code == 0, "\(outcome.err)")
    let found = outcome.out.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(found.count == rows.count - 1)
    for (place, column) in wanted.enumerated() {
      let theirs = try #require(rows[0].firstIndex(of: column.name))
      let ours = found.map { Double($0[place + 1]) ?? .nan }
      compare(ours, rows.dropFirst().map { Double($0[theirs]) ?? .nan }, column)
    }
  }

  private func compare(_ ours: [Double], _ theirs: [Double], _ column: Column) {
    for (row, (a, b)) in zip(ours, theirs).enumerated() where !(a.isNaN && b.isNaN) {
      guard abs(a - b) <= column.tolerance * max(1, abs(b)) else {
        Issue.record("\(column) at row \(row): \(a), TA-Lib \(b)")
        return
      }
    }
  }
}
