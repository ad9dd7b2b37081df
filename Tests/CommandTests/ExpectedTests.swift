import Foundation
import TestSupport
import Testing

/// The shipped strategies on the shipped bars give what their `expected.json` and the table of
/// their README say, by the commands that the README shows; `RECORD=1` writes both anew and fails
/// all the same.
@Suite struct ExpectedTests {
  @Test func thereAreTwentyFive() {
    #expect(Shipped.names.count == 25 && Shipped.portfolios.count == 1)
  }

  @Test(arguments: Shipped.names + Shipped.portfolios)
  func gives(_ name: String) throws {
    var found: [(String, String)] = []
    var rows: [String] = []
    for command in try Shipped.commands(name) {
      let outcome = try QuillProcess().run(command + ["--json"])
      #expect(outcome.code == 0, "\(outcome.err)")
      let object =
        try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any] ?? [:]
      let metrics = object["metrics"] as? [String: Any] ?? [:]
      let trades = object["trades"] as? [Any] ?? []
      #expect(trades.count >= 3, "\(name) should trade")
      let market = try #require(Shipped.market(of: command))
      found += [("\(market).trades", "\(trades.count)")]
      for key in ["final_equity", "total_return", "max_drawdown", "sharpe", "fees_paid"] {
        found.append(("\(market).\(key)", "\(metrics[key] ?? "missing")"))
      }
      found.append(("\(market).digest", Self.digest(trades)))
      rows.append(Self.row(market, trades.count, metrics))
    }
    #expect(!rows.isEmpty, "the README of \(name) shows no backtest")
    let lines = found.map { "  \"\($0)\": \"\($1)\"" }.joined(separator: ",\n")
    try compare("Strategies/\(name)/expected.json", "{\n\(lines)\n}\n")
    let page = "Strategies/\(name)/README.md"
    try compare(page, Self.table(rows, in: try Repository.text(page)))
  }

  /// A line of the table: what a reader wants to know first.
  private static func row(_ market: String, _ trades: Int, _ metrics: [String: Any]) -> String {
    func percent(_ key: String) -> String {
      String(format: "%.1f %%", 100 * (metrics[key] as? Double ?? .nan))
    }
    let sharpe = String(format: "%.2f", metrics["sharpe"] as? Double ?? .nan)
    let cells = [
      market, "\(trades)", percent("win_rate"), percent("total_return"), percent("buy_and_hold"),
      percent("max_drawdown"), sharpe, percent("exposure"),
    ]
    return "| \(cells.joined(separator: " | ")) |"
  }

  /// The page with these lines in its table.
  private static func table(_ rows: [String], in page: String) -> String {
    var lines = page.components(separatedBy: "\n")
    guard let head = lines.firstIndex(where: { $0.hasPrefix("| bars |") }) else { return "" }
    let end = lines[head...].firstIndex { !$0.hasPrefix("|") } ?? lines.count
    lines.replaceSubrange((head + 2)..<end, with: rows)
    return lines.joined(separator: "\n")
  }

  /// A figure over all trades, prices and times included.
  private static func digest(_ trades: [Any]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for trade in trades {
      guard let fields = trade as? [String: Any] else { continue }
      let keys = [
        "entry_time", "exit_time", "side", "quantity", "entry_price", "exit_price", "net",
      ]
      for byte in keys.map({ "\(fields[$0] ?? "")" }).joined(separator: ",").utf8 {
        hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
      }
    }
    return String(hash, radix: 16)
  }

  private func compare(_ path: String, _ text: String) throws {
    let url = Repository.root.appendingPathComponent(path)
    if (try? String(contentsOf: url, encoding: .utf8)) == text { return }
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try text.write(to: url, atomically: true, encoding: .utf8)
      Issue.record("recorded \(path)")
    } else {
      Issue.record("\(path) should say something else: \(text)")
    }
  }
}
