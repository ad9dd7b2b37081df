import Foundation

/// A probe of `shared/golden/pineforge`: its gates and the trades that are expected of it.
struct ProbeFile {
  struct Row {
    let isLong: Bool
    let entryTime: Int64
    var exitTime: Int64
    let entryPrice: Double
    let exitPrice: Double
    let quantity: Double
    let net: Double
  }

  /// Nanoseconds.
  let ordersFrom: Int64
  let entriesFrom: Int64
  let entriesTo: Int64
  let total: Int
  /// The newest of them, oldest first.
  let trades: [Row]

  init(_ name: String) throws {
    let folder = GoldenRun.shared!.appending(path: "golden/pineforge")
    let list =
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: folder.appending(path: "probes.json"))) as! [String: Any]
    let probes = list["probes"] as! [[String: Any]]
    let entry = probes.first { $0["name"] as? String == name }!
    func whole(_ key: String) -> Int { (entry[key] as! NSNumber).intValue }
    ordersFrom = Int64(whole("orders_from_ms")) * 1_000_000
    entriesFrom = Int64(whole("entries_from_ms")) * 1_000_000
    entriesTo = Int64(whole("entries_to_ms")) * 1_000_000
    total = whole("trades_total")
    let text = try String(
      contentsOf: folder.appending(path: "trades/\(name)/engine_trades.csv"), encoding: .utf8)
    let rows = text.split(whereSeparator: \.isNewline).dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    // The row of the exit stands before that of its entry, the newest trade first.
    trades = stride(from: 0, to: rows.count - 1, by: 2).reversed().map { index in
      let (exit, entry) = (rows[index], rows[index + 1])
      return Row(
        isLong: entry[1].hasSuffix("long"), entryTime: ProbeFile.time(entry[2]),
        exitTime: ProbeFile.time(exit[2]), entryPrice: Double(entry[3])!,
        exitPrice: Double(exit[3])!, quantity: Double(exit[4])!, net: Double(exit[5])!)
    }
  }

  /// `2025-03-31 11:45` in nanoseconds.
  private static func time(_ text: String) -> Int64 {
    GoldenRun.time(text.replacing(" ", with: "T") + ":00")
  }
}
