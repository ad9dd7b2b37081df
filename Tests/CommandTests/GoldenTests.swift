import Foundation
import TestSupport
import Testing

/// Builtins against values that TA-Lib computed, at 1e-9 relative: our own set over a seeded
/// series, and the larger one beside the repository where it is at hand.
@Suite struct GoldenTests {
  static let own = [
    "SMA", "EMA", "WMA", "RMA", "STDDEV", "MAX", "MIN", "MOM", "ROC", "RSI", "MACD", "ATR",
    "TRANGE", "BBANDS", "STOCH", "STOCHF",
  ]
  static let names =
    own + [
      "DEMA", "TEMA", "TRIMA", "KAMA", "T3", "HMA", "ZLEMA", "VWMA", "MA", "KC", "DONCHIAN",
      "MIDPOINT", "MIDPRICE", "SAR", "SUPERTREND", "STOCHRSI", "MACDEXT", "APO", "PPO", "ROCP",
      "CCI", "CMO", "WILLR", "ADX", "ADXR", "DX", "PLUS_DI", "MINUS_DI", "AROON", "AROONOSC",
      "TRIX", "ULTOSC", "BOP", "NATR", "VAR", "LINEARREG", "LINEARREG_SLOPE", "TSF", "SUM",
      "MAXINDEX", "HT_TRENDLINE",
    ]

  @Test(arguments: own)
  func ownValues(_ name: String) throws {
    let folder = Repository.root.appendingPathComponent("Tests/Golden/talib")
    try compare(name, folder, bars: folder.appendingPathComponent("bars.csv"))
  }

  /// The folder `shared` beside the clone, or beside a folder it is in.
  private static let shared: URL? = {
    var folder = Repository.root
    while folder.path.count > 1 {
      folder.deleteLastPathComponent()
      let shared = folder.appendingPathComponent("shared")
      let golden = shared.appendingPathComponent("golden/talib")
      if FileManager.default.fileExists(atPath: golden.path) { return shared }
    }
    return nil
  }()

  @Test(
    .enabled(if: shared != nil, "skipped: there is no ../shared beside this clone"),
    arguments: names)
  func sharedValues(_ name: String) throws {
    let shared = try #require(Self.shared)
    try compare(
      name, shared.appendingPathComponent("golden/talib"),
      bars: shared.appendingPathComponent("data/equity_daily_adjusted/GOOG.csv"))
  }

  private func compare(_ name: String, _ folder: URL, bars: URL) throws {
    let text = try String(contentsOf: folder.appendingPathComponent("\(name).csv"), encoding: .utf8)
    let rows = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    let wanted = rows[0].indices.dropFirst().compactMap { column in
      GoldenColumn(rows[0][column])?.expression.map { (column, $0) }
    }
    #expect(!wanted.isEmpty)
    let outcome = try QuillProcess().run(
      ["eval"] + wanted.map(\.1) + ["--data", bars.path, "--log-level", "error"])
    #expect(outcome.code == 0, "\(outcome.err)")
    let found = outcome.out.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(found.count == rows.count - 1)
    for (place, (column, expression)) in wanted.enumerated() {
      let isWhole = rows[0][column].hasSuffix(".integer") || rows[0][column].hasSuffix(".trend")
      var strangers = 0
      for (row, line) in found.enumerated().dropFirst(Self.first(name)) {
        let theirs = Double(rows[row + 1][column]) ?? .nan
        let ours = Double(line[place + 1]) ?? .nan
        if theirs.isNaN && (ours.isNaN || Self.startTogether.contains(name)) { continue }
        // Whole numbers are 0 where they are undefined.
        if isWhole && theirs == 0 && ours.isNaN { continue }
        if abs(ours - theirs) <= 1e-9 * max(1, abs(theirs)) { continue }
        strangers += 1
        if strangers > Self.ties(name) {
          Issue.record("\(expression) at row \(row): \(ours), TA-Lib \(theirs)")
          return
        }
      }
    }
  }

  /// TA-Lib shows all outputs of these from the bar where all of them are defined.
  private static let startTogether = ["MACD", "MACDEXT", "STOCH", "STOCHF", "STOCHRSI", "KC"]

  /// TA-Lib's KC seeds its average range with the ranges just before the first value, whatever has
  /// been before: the two agree once the seed has faded.
  private static func first(_ name: String) -> Int { name == "KC" ? 400 : 0 }

  /// MAXINDEX takes the latest of equals but where its window has just lost the highest: there the
  /// earliest. In these data that makes one row.
  private static func ties(_ name: String) -> Int { name == "MAXINDEX" ? 1 : 0 }
}
