import Foundation
import TestSupport
import Testing

/// The shipped strategies on the shipped bars give what their `expected.json` says; `RECORD=1`
/// writes it anew and fails all the same.
@Suite struct ExpectedTests {
  static let names = ["sma-cross", "momentum", "mean-reversion", "rsi", "bollinger", "macd"]

  @Test(arguments: names)
  func gives(_ name: String) throws {
    var found: [(String, String)] = []
    for market in ["sp500", "nasdaq"] {
      let outcome = try QuillProcess().run(
        "backtest", "Strategies/\(name)/\(name).quill", "--data",
        "Strategies/data/\(market)_daily.csv", "--capital", "100000", "--fee", "5bps",
        "--slippage", "5bps", "--json")
      #expect(outcome.code == 0, "\(outcome.err)")
      let object =
        try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any] ?? [:]
      let metrics = object["metrics"] as? [String: Any] ?? [:]
      let trades = object["trades"] as? [Any] ?? []
      #expect(trades.count >= 3, "\(name) should trade")
      found += [("\(market).trades", "\(trades.count)")]
      for key in ["final_equity", "total_return", "max_drawdown", "sharpe", "fees_paid"] {
        found.append(("\(market).\(key)", "\(metrics[key] ?? "missing")"))
      }
      found.append(("\(market).digest", Self.digest(trades)))
    }
    let lines = found.map { "  \"\($0)\": \"\($1)\"" }.joined(separator: ",\n")
    try compare(name, "{\n\(lines)\n}\n")
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

  private func compare(_ name: String, _ text: String) throws {
    let url = Repository.root.appendingPathComponent("Strategies/\(name)/expected.json")
    if (try? String(contentsOf: url, encoding: .utf8)) == text { return }
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try text.write(to: url, atomically: true, encoding: .utf8)
      Issue.record("recorded \(name)/expected.json")
    } else {
      Issue.record("\(name) gives something else: \(text)")
    }
  }
}
