import Foundation
import TestSupport
import Testing

/// Builtins against values that TA-Lib computed, at 1e-9 relative: our own set over a seeded
/// series, and the larger one beside the repository where it is at hand.
@Suite struct GoldenTests {
  static let names = [
    "SMA", "EMA", "WMA", "RMA", "STDDEV", "MAX", "MIN", "MOM", "ROC", "RSI", "MACD", "ATR",
    "TRANGE", "BBANDS", "STOCH", "STOCHF",
  ]

  @Test(arguments: names)
  func ownValues(_ name: String) throws {
    let folder = Repository.root.appendingPathComponent("Tests/Golden/talib")
    try compare(name, folder, bars: folder.appendingPathComponent("bars.csv"))
  }

  private static let shared = Repository.root.deletingLastPathComponent()
    .appendingPathComponent("shared")

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: shared.appendingPathComponent("golden").path),
      "skipped: there is no ../shared beside this clone"), arguments: names)
  func sharedValues(_ name: String) throws {
    try compare(
      name, Self.shared.appendingPathComponent("golden/talib"),
      bars: Self.shared.appendingPathComponent("data/equity_daily_adjusted/GOOG.csv"))
  }

  /// The expression of a column such as `BBANDS(timeperiod=20;nbdevup=2.0;...).upperband`; nothing
  /// where the setting has no counterpart (another kind of average inside).
  private static func expression(_ column: String) -> String? {
    guard let open = column.firstIndex(of: "("), let close = column.firstIndex(of: ")") else {
      return nil
    }
    var settings: [String: Double] = [:]
    for part in column[column.index(after: open)..<close].split(separator: ";") {
      let pair = part.split(separator: "=")
      settings[String(pair[0])] = Double(pair[1])
    }
    if settings.contains(where: { $0.key.hasSuffix("matype") && $0.value != 0 }) { return nil }
    func whole(_ key: String) -> Int { Int(settings[key] ?? 0) }
    let n = whole("timeperiod")
    let output = column[column.index(close, offsetBy: 2)...]
    switch column[..<open] {
    case "SMA", "EMA", "WMA", "RMA", "MOM", "ROC", "RSI":
      return "\(column[..<open].lowercased())(close, \(n))"
    case "MAX": return "highest(close, \(n))"
    case "MIN": return "lowest(close, \(n))"
    case "STDDEV": return "\(settings["nbdev"] ?? 1) * stdev(close, \(n))"
    case "ATR": return "atr(\(n))"
    case "TRANGE": return "tr()"
    case "MACD":
      let periods = "\(whole("fastperiod")), \(whole("slowperiod")), \(whole("signalperiod"))"
      let fields = ["macd": "line", "macdsignal": "signal", "macdhist": "histogram"]
      return "macd(close, \(periods)).\(fields[String(output)] ?? "")"
    case "BBANDS":
      let key = output == "lowerband" ? "nbdevdn" : "nbdevup"
      let fields = ["upperband": "upper", "middleband": "mid", "lowerband": "lower"]
      return "bbands(close, \(n), \(settings[key] ?? 2)).\(fields[String(output)] ?? "")"
    case "STOCH":
      let periods = "\(whole("fastk_period")), \(whole("slowk_period")), \(whole("slowd_period"))"
      return "stoch(\(periods)).\(output == "slowk" ? "k" : "d")"
    case "STOCHF":
      let periods = "\(whole("fastk_period")), 1, \(whole("fastd_period"))"
      return "stoch(\(periods)).\(output == "fastk" ? "k" : "d")"
    default: return nil
    }
  }

  private func compare(_ name: String, _ folder: URL, bars: URL) throws {
    let text = try String(contentsOf: folder.appendingPathComponent("\(name).csv"), encoding: .utf8)
    let rows = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    let wanted = rows[0].indices.dropFirst().compactMap { column in
      Self.expression(rows[0][column]).map { (column, $0) }
    }
    #expect(!wanted.isEmpty)
    let outcome = try QuillProcess().run(
      ["eval"] + wanted.map(\.1) + ["--data", bars.path, "--log-level", "error"])
    #expect(outcome.code == 0, "\(outcome.err)")
    let found = outcome.out.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(found.count == rows.count - 1)
    // TA-Lib shows all outputs of these from the bar where all of them are defined.
    let startsTogether = ["MACD", "STOCH", "STOCHF"].contains(name)
    for (place, (column, expression)) in wanted.enumerated() {
      for (row, line) in found.enumerated() {
        let theirs = Double(rows[row + 1][column]) ?? .nan
        let ours = Double(line[place + 1]) ?? .nan
        if theirs.isNaN && (ours.isNaN || startsTogether) { continue }
        guard abs(ours - theirs) <= 1e-9 * max(1, abs(theirs)) else {
          Issue.record("\(expression) at row \(row): \(ours), TA-Lib \(theirs)")
          return
        }
      }
    }
  }
}
