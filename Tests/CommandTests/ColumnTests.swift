import Foundation
import TestSupport
import Testing

/// `column`, `symbol`, `data_gap` and `last_refusal` as a user meets them.
@Suite struct ColumnTests {
  private static let strategy = """
    strategy "Carry {symbol}"
    column funding
    param most = 0.5 in 0..1
    let calm = sma(funding ?? 0, 3)
    enter long "dear" when calm < most and data_gap == 0 size 50%
    exit when funding > most or last_refusal == "cash"
    plot funding, calm, on 3d { funding }
    alert "{symbol}: {funding:.2}, gap {data_gap}" when funding > most

    test "does without funding" {
      bars close: ramp(100, 110, 12)
      expect entered long at 3..5
    }
    """

  /// Forty days; the column is empty every fifth one, and a day is missing.
  private static var bars: String {
    var text = "date,open,high,low,close,volume,Funding,note\n"
    for day in 0..<40 where day != 20 {
      let date = Date(timeIntervalSince1970: 1_704_067_200 + Double(day) * 86_400)
      let value = day % 5 == 4 ? "" : "\(Double((day * 7) % 10) / 10)"
      let stamp = date.ISO8601Format().prefix(10)
      text += "\(stamp),\(100 + day),\(102 + day),\(99 + day),\(101 + day),5,\(value),x\(day)\n"
    }
    return text
  }

  private func folder(_ strategy: String = strategy) throws -> Scratch {
    let folder = try Scratch()
    try folder.write("carry.quill", strategy)
    try folder.write("bars.csv", Self.bars)
    return folder
  }

  private func run(
    _ command: String, _ more: String..., strategy: String = strategy
  ) throws -> QuillProcess.Outcome {
    let folder = try folder(strategy)
    let data = command == "test" ? [] : ["--data", "BTC=" + folder.path("bars.csv")]
    return try QuillProcess().run([command, folder.path("carry.quill")] + data + more)
  }

  @Test func aBacktestReadsIt() throws {
    let outcome = try run("backtest", "--json")
    #expect(outcome.code == 0, "\(outcome.err)")
    #expect(outcome.out.contains("Carry BTC"), "\(outcome.out.prefix(300))")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any]
    #expect(object != nil)
  }

  @Test func plotEvalAndTheOracleAgree() throws {
    let plot = try run("plot")
    #expect(plot.code == 0, "\(plot.err)")
    let folder = try folder()
    let expressions = ["funding", "sma(funding ?? 0, 3)", "on 3d { funding }"]
    let data = ["--data", folder.path("bars.csv"), "--column", "funding"]
    let eval = try QuillProcess().run(["eval"] + expressions + data)
    let oracle = try QuillProcess().run(["eval", "--oracle"] + expressions + data)
    func rows(_ text: String) -> [Substring] { text.split(separator: "\n").dropFirst().map(\.self) }
    #expect(eval.code == 0 && rows(eval.out).count == 39, "\(eval.err)")
    #expect(rows(eval.out) == rows(oracle.out))
    #expect(rows(plot.out) == rows(eval.out))
  }

  @Test func aReplayMakesTheSameTrades() throws {
    let folder = try folder()
    let data = "BTC=" + folder.path("bars.csv")
    let file = folder.path("carry.quill")
    let (first, second) = (folder.path("a.csv"), folder.path("b.csv"))
    let back = try QuillProcess().run("backtest", file, "--data", data, "--trades", first)
    let live = try QuillProcess().run(
      "live", file, "--feed", "replay:\(data)@max", "--slippage", "0", "--trades", second, "--quiet"
    )
    #expect(back.code == 0 && live.code == 0, "\(back.err)\(live.err)")
    #expect(live.out.contains("BTC: 0."), "\(live.out)")
    let trades = try [first, second].map { try String(contentsOfFile: $0, encoding: .utf8) }
    let closed = trades.map { $0.split(separator: "\n").filter { !$0.contains(",end") } }
    #expect(closed[0].count > 2 && closed[0] == closed[1], "\(trades)")
  }

  @Test func itIsProvenAndTested() throws {
    let proof = try run("check", "--prove")
    #expect(proof.code == 0, "\(proof.out)\(proof.err)")
    let tests = try run("test")
    #expect(tests.code == 0, "\(tests.out)\(tests.err)")
  }

  @Test func aColumnThatIsNotThereIsRefused() throws {
    let missing = try run(
      "backtest", strategy: "strategy \"s\"\ncolumn carry\nenter long when carry > 0\n")
    #expect(missing.code != 0)
    #expect(
      missing.err.contains("no column for carry; beside prices, volume and time it has")
        && missing.err.contains("'funding', 'note'"), "\(missing.err)")
    let text = try run(
      "backtest", strategy: "strategy \"s\"\ncolumn note\nenter long when note > 0\n")
    #expect(text.err.contains("note is not a number: 'x0'"), "\(text.err)")
    let folder = try folder(
      "strategy \"s\"\ncolumn funding\nlet f = on \"SPY\" { funding }\nenter long when f > 0\n")
    try folder.write(
      "spy.csv", "time,open,high,low,close\n2024-01-01,1,1,1,1\n2024-01-02,1,1,1,1\n")
    let other = try QuillProcess().run(
      "backtest", folder.path("carry.quill"), "--data", folder.path("bars.csv"), "--with",
      "SPY=" + folder.path("spy.csv"))
    #expect(other.code != 0 && other.err.contains("no column for funding"), "\(other.err)")
    let eval = try QuillProcess().run(
      "eval", "carry", "--column", "carry", "--data", folder.path("bars.csv"))
    #expect(eval.code != 0 && eval.err.contains("no column for carry"), "\(eval.err)")
  }
}
