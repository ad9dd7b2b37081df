import Foundation
import TestSupport
import Testing

/// What a strategy takes for granted, as a user meets it.
@Suite struct AssumeTests {
  private func run(_ head: String, _ more: String...) throws -> QuillProcess.Outcome {
    let folder = try Scratch()
    try folder.write(
      "it.quill",
      "strategy \"s\"\n\(head)\nenter long when close > sma(close, 20)\n"
        + "exit when close < open\n")
    return try QuillProcess().run(
      ["backtest", folder.path("it.quill"), "--data", OutputTests.bars] + more)
  }

  private func settings(_ outcome: QuillProcess.Outcome) throws -> [String: String] {
    let object = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any]
    return try #require(object?["settings"] as? [String: String], "\(outcome.err)")
  }

  @Test func aBacktestTakesItAndTheCommandLineOverridesIt() throws {
    let head = "assume { bars 1d; capital 5_000; fee 0.1%; slippage 2 ticks }"
    let taken = try settings(run(head, "--tick", "0.5", "--json"))
    #expect(taken["capital"] == "5000" && taken["fee"] == "0.1% of the notional")
    #expect(taken["slippage"] == "1 off the price")
    let over = try settings(
      run(head, "--capital", "7000", "--fee", "0", "--slippage", "5bps", "--json"))
    #expect(over["capital"] == "7000" && over["fee"] == "none")
    #expect(over["slippage"] == "0.05% of the price")
    let ticks = try run(head)
    #expect(ticks.code == 2 && ticks.err.contains("there is no tick"), "\(ticks.err)")
  }

  @Test func otherBarsAreRefused() throws {
    let outcome = try run("assume { bars 1h }")
    #expect(outcome.code == 1 && outcome.err.contains("bars of 1h"), "\(outcome.err)")
  }

  @Test func historyFixesTheStart() throws {
    let state = "let up = cum(close - close[1]) > 0"
    let later = try run("history 500 bars\n" + state, "--from", "2010-01-04", "--json")
    let object = try JSONSerialization.jsonObject(with: Data(later.out.utf8)) as? [String: Any]
    let trades = try #require(object?["trades"] as? [[String: Any]])
    #expect((trades.first?["entry_time"] as? String ?? "") >= "2010-01-04")
    let since = try run("history since 2010-01-01", "--json")
    #expect(since.code == 0 && since.out.contains("2010-0"), "\(since.err)")
    #expect(!since.out.contains(#""entry_time": "2009"#))
    let none = try run("history 1_000_000 bars")
    #expect(none.code == 1 && none.err.contains("no bar left to trade"), "\(none.err)")
  }

  @Test func checkNamesWhatDependsOnTheStart() throws {
    let folder = try Scratch()
    let body = "\nlet total = cum(volume)\nenter long when total > 5\n"
    try folder.write("open.quill", "strategy \"s\"" + body)
    try folder.write("fixed.quill", "strategy \"s\"\nhistory 2_000 bars" + body)
    let open = try QuillProcess().run("check", folder.path("open.quill"))
    #expect(open.code == 0 && open.err.contains("open.quill:2:13"), "\(open.err)")
    #expect(open.err.contains("E0641"))
    #expect(try QuillProcess().run("check", folder.path("open.quill"), "--strict").code == 1)
    let fixed = try QuillProcess().run("check", folder.path("fixed.quill"), "--strict")
    #expect(fixed.code == 0 && fixed.err.isEmpty, "\(fixed.err)")
  }

  @Test func nonsenseIsAnErrorUnderStrict() throws {
    let folder = try Scratch()
    try folder.write(
      "it.quill", "strategy \"s\"\nenter long when rsi(close, 14) crosses above close\n")
    let plain = try QuillProcess().run("check", folder.path("it.quill"))
    #expect(plain.code == 0 && plain.err.contains("warning[E0650]"), "\(plain.err)")
    let strict = try QuillProcess().run("check", folder.path("it.quill"), "--strict")
    #expect(strict.code == 1 && strict.err.contains("error[E0650]"), "\(strict.err)")
  }
}
