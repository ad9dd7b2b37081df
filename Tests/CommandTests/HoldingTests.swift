import Foundation
import TestSupport
import Testing

/// Buying and holding goes over dividends and splits, as an account does.
@Suite struct HoldingTests {
  /// 100, 101, ...; from the 15th on half of that, and a dividend of 1 on the 10th.
  private func folder() throws -> Scratch {
    let folder = try Scratch()
    var text = "timestamp,open,high,low,close,volume\n"
    for day in 1...30 {
      let price = Double(99 + day) / (day < 15 ? 1 : 2)
      text += "2020-01-\(day < 10 ? "0" : "")\(day),\(price),\(price + 1),\(price - 1),\(price),1\n"
    }
    try folder.write("S.csv", text)
    try folder.write(
      "actions.csv",
      "symbol,date,kind,value\nS,2020-01-10,dividend,1\nS,2020-01-15,split,2:1\n")
    try folder.write(
      "one.quill", "strategy \"one\"\nenter long when bar_index == 1 size 10 units\n")
    try folder.write(
      "two.quill", "portfolio \"two\"\nenter long when bar_index == 1 size 10 units\n")
    return folder
  }

  private func report(_ arguments: String...) throws -> [String: Any] {
    let folder = try folder()
    let outcome = try QuillProcess(in: folder.url).run(
      ["backtest", "one.quill"] + arguments
        + ["--actions", "actions.csv", "--json", "--report", "full"])
    #expect(outcome.code == 0, "\(outcome.err)")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8))
    return try #require(object as? [String: Any])
  }

  private func metric(_ name: String, _ report: [String: Any]) throws -> Double {
    let metrics = try #require(report["metrics"] as? [String: Any])
    return try #require(metrics[name] as? Double)
  }

  /// 129 and a dividend of 1, out of 100.
  @Test func aUnitIsFollowedOverItsSplit() throws {
    let report = try report("--data", "S.csv")
    #expect(abs(try metric("buy_and_hold", report) - 0.30) < 1e-12)
    #expect(report["income"] as? String == "10")
    // What the account holds moves as the benchmark does: no day is a fall by half.
    #expect(try metric("beta", report) > 0)
    #expect(abs(try metric("benchmark_return", report) - 0.30) < 1e-12)
  }

  @Test func aPortfolioHoldsThemToo() throws {
    let folder = try folder()
    try folder.write("T.csv", try folder.text("S.csv"))
    let outcome = try QuillProcess(in: folder.url).run(
      "backtest", "two.quill", "--data", "S.csv", "T.csv", "--actions", "actions.csv", "--json")
    #expect(outcome.code == 0, "\(outcome.err)")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8))
    // 0.30 of the one, 129 / 2 out of 100 of the other, of which nothing is known.
    let report = try #require(object as? [String: Any])
    #expect(abs(try metric("buy_and_hold", report) - (0.30 - 0.355) / 2) < 1e-8)
  }
}
