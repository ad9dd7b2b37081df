import Foundation
import TestSupport
import Testing

/// Plots and alerts as a user meets them.
@Suite struct PlotTests {
  static let indicator = """
    indicator "Pulse {n}"
    param n = 14 in 5..30
    let pulse = rsi(close, n)
    plot pulse in "rsi {n}" levels 30, n * 5
    plot sma(close, n), close > open
    alert "{{n}} is {n}, rsi {pulse:.1}" when pulse > 70 with price: close, hot: pulse > 75
    """
  static let strategy = """
    strategy "Ladder"
    param n = 3 in 2..5
    each i in 1..3 {
      let level = lowest(low, 10 * i)[1]
      enter long "L{i}-{n}" when low < level and flat
    }
    exit when position.bars > n
    plot position.pnl in "pnl"
    alert "{position:.0} at {close}" when position > 0 with pnl: position.pnl, at: time
    """

  private func folder() throws -> Scratch {
    let folder = try Scratch()
    try folder.write("pulse.quill", Self.indicator)
    try folder.write("ladder.quill", Self.strategy)
    return folder
  }

  @Test func aPlotFitsItsSchema() throws {
    let folder = try folder()
    for (file, more) in [("pulse.quill", ["--set", "n=10"]), ("ladder.quill", [])] {
      let outcome = try QuillProcess().run(
        ["plot", folder.path(file), "--data", OutputTests.bars, "--json"] + more)
      #expect(outcome.code == 0, "\(outcome.err)")
      let problems = try SchemaCheck(named: "plot").problems(in: outcome.out)
      #expect(problems.isEmpty, "\(problems.prefix(5))")
    }
    let outcome = try QuillProcess().run(
      [
        "plot", folder.path("pulse.quill"), "--data", OutputTests.bars, "--json", "--set", "n=10",
        "--last", "1",
      ])
    #expect(outcome.out.contains(#""title":"Pulse 10""#))
    #expect(outcome.out.contains(#""pane":"rsi 10","levels":[30,50]"#), "\(outcome.out)")
  }

  @Test func aPlotIsWhatEvalSays() throws {
    let folder = try folder()
    let plot = try QuillProcess().run(
      ["plot", folder.path("pulse.quill"), "--data", OutputTests.bars])
    let eval = try QuillProcess().run(
      [
        "eval", "rsi(close, n)", "sma(close, n)", "close > open", "--set", "n=14", "--data",
        OutputTests.bars,
      ])
    let (shown, said) = (plot.out.split(separator: "\n"), eval.out.split(separator: "\n"))
    #expect(shown.dropFirst() == said.dropFirst())
    #expect(shown.first == "time,pulse,\"sma(close, n)\",close > open")
  }

  @Test func alertsAreTheSameInABacktestAndLive() throws {
    let folder = try folder()
    let file = folder.path("ladder.quill")
    let back = try QuillProcess().run(
      [
        "backtest", file, "--data", OutputTests.bars, "--slippage", "5bps", "--alerts",
        folder.path("alerts.jsonl"), "--json",
      ])
    #expect(back.code == 0, "\(back.err)")
    let lines = try folder.text("alerts.jsonl").split(separator: "\n").map(String.init)
    #expect(lines.count > 100)
    #expect(back.out.contains("\"alerts\": \(lines.count)"))
    let check = try SchemaCheck(named: "alert")
    for line in lines { #expect(check.problems(in: line).isEmpty, "\(line)") }
    let live = try QuillProcess().run(
      ["live", file, "--feed", "replay:\(OutputTests.bars)@max", "--json"])
    let spoken = live.out.split(separator: "\n").filter { $0.contains(#""type":"alert""#) }
    #expect(try spoken.map { try said(String($0), in: "data") } == lines.map { try said($0) })
  }

  /// The text and the values of a line.
  private func said(_ line: String, in field: String? = nil) throws -> String {
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    let data = field == nil ? object : object?[field ?? ""] as? [String: Any]
    let values = (data?["values"] as? [String: Any] ?? [:]).sorted { $0.key < $1.key }
    return "\(data?["text"] ?? "") \(values)"
  }

  @Test func lookingChangesNoTrade() throws {
    let folder = try folder()
    let plain = Self.strategy.split(separator: "\n").filter {
      !$0.hasPrefix("plot") && !$0.hasPrefix("alert")
    }
    try folder.write("plain.quill", plain.joined(separator: "\n"))
    for (name, more) in [
      ("plain.quill", []), ("ladder.quill", []),
      ("ladder.quill", ["--alerts", folder.path("alerts.jsonl")]),
    ] {
      let outcome = try QuillProcess().run(
        [
          "backtest", folder.path(name), "--data", OutputTests.bars, "--trades",
          folder.path("trades.csv"),
        ] + more)
      #expect(outcome.code == 0, "\(outcome.err)")
      let trades = try folder.text("trades.csv")
      try folder.write("first.csv", (try? folder.text("first.csv")) ?? trades)
      #expect(try folder.text("first.csv") == trades)
    }
  }

  @Test func whatDoesNotTradeIsNotTraded() throws {
    let folder = try folder()
    for command in [["backtest", "--data"], ["live", "--feed"]] {
      let data = (command[0] == "live" ? "replay:" : "") + OutputTests.bars
      let outcome = try QuillProcess().run(
        [command[0], folder.path("pulse.quill"), command[1], data])
      #expect(outcome.code == 1)
      #expect(outcome.err.contains("is an indicator: it has no orders"), "\(outcome.err)")
    }
    let outcome = try QuillProcess().run("plot", OutputTests.strategy, "--data", OutputTests.bars)
    #expect(outcome.code == 1)
    #expect(outcome.err.contains("plots nothing"), "\(outcome.err)")
  }
}
