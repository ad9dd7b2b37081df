import Foundation
import Machine

/// A folder of `shared/golden/backtests`: what other libraries computed. It lies beside the
/// repository, not in it.
struct GoldenRun {
  /// The folder `shared` of this place or of one above it.
  static let shared: URL? = {
    var url = URL(filePath: #filePath)
    while url.path.count > 1 {
      url.deleteLastPathComponent()
      let folder = url.appending(path: "shared")
      if FileManager.default.fileExists(atPath: folder.appending(path: "golden/README.md").path) {
        return folder
      }
    }
    return nil
  }()

  static let absence = "the golden backtests (../shared/golden) are not here"

  let name: String
  let stats: [String: Any]
  let metrics: [String: Any]
  let trades: [[String: String]]
  let equity: [Double]
  let times: [Int64]

  init(_ name: String) throws {
    let folder = GoldenRun.shared!.appending(path: "golden/backtests/\(name)")
    self.name = name
    stats = try GoldenRun.object(folder.appending(path: "stats.json"))
    metrics = try GoldenRun.object(folder.appending(path: "metrics.json"))
    trades = GoldenRun.table(
      try String(contentsOf: folder.appending(path: "trades.csv"), encoding: .utf8))
    let curve = GoldenRun.table(try GoldenRun.unpacked(folder.appending(path: "equity.csv.gz")))
    equity = curve.map { Double($0["equity"]!)! }
    times = curve.map { GoldenRun.time($0["timestamp"]!) }
  }

  func figure(_ group: String, _ name: String) -> Double {
    ((metrics[group] as! [String: Any])[name] as! NSNumber).doubleValue
  }

  func stat(_ name: String) -> Double {
    ((stats["stats"] as! [String: Any])[name] as! NSNumber).doubleValue
  }

  /// A duration such as `292 days 01:00:00`.
  func seconds(_ name: String) -> Double {
    let text = (stats["stats"] as! [String: Any])[name] as! String
    let parts = text.split(separator: " ")
    let clock = parts[2].split(separator: ":").map { Double($0)! }
    return Double(parts[0])! * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
  }

  /// The bars of the GOOG runs.
  static func bars() throws -> Bars {
    let path = "data/equity_daily_adjusted/GOOG.csv"
    let text = try String(contentsOf: GoldenRun.shared!.appending(path: path), encoding: .utf8)
    let rows = GoldenRun.table(text)
    func words(_ name: String) -> [Int64] { rows.map { Grid.word(Double($0[name]!)!) } }
    return Bars(
      time: rows.map { GoldenRun.time($0["timestamp"]!) }, open: words("open"),
      high: words("high"), low: words("low"), close: words("close"), volume: words("volume"),
      interval: 86_400_000_000_000)
  }

  static func time(_ text: String) -> Int64 {
    let format = Date.ISO8601FormatStyle(includingFractionalSeconds: false)
    let whole = text.contains("T") ? text : text + "T00:00:00"
    // A time that cannot be read makes bars that no expectation fits.
    let date = try? format.parse(whole.hasSuffix("Z") ? whole : whole + "Z")
    return Int64(date?.timeIntervalSince1970 ?? 0) * 1_000_000_000
  }

  private static func object(_ url: URL) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as! [String: Any]
  }

  private static func table(_ text: String) -> [[String: String]] {
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  private static func unpacked(_ url: URL) throws -> String {
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(filePath: "/bin/gzip")
    process.arguments = ["-dc", url.path]
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
