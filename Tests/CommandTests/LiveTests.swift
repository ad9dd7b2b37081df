import Foundation
import TestSupport
import Testing

/// `quill live` as a user meets it.
@Suite struct LiveTests {
  private static let (strategy, bars) = (OutputTests.strategy, OutputTests.bars)

  private func live(_ more: String...) throws -> QuillProcess.Outcome {
    try QuillProcess().run(["live", Self.strategy, "--feed", "replay:\(Self.bars)"] + more)
  }

  private func events(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test func everyLineFitsTheSchema() throws {
    let outcome = try live("--json", "--fee", "5bps")
    #expect(outcome.code == 0, "\(outcome.err)")
    let check = try SchemaCheck(named: "live")
    let lines = outcome.out.split(separator: "\n").map(String.init)
    #expect(lines.count > 5_000)
    for line in lines {
      let problems = check.problems(in: line)
      guard problems.isEmpty else {
        Issue.record("\(problems.prefix(3)): \(line)")
        return
      }
    }
    let events = try events(outcome.out)
    #expect(events.map { $0["id"] as? Int } == Array(1...events.count))
    // Every event follows from one before it.
    for (index, event) in events.enumerated() {
      if let cause = event["cause"] as? Int { #expect((1...index).contains(cause)) }
    }
    let settings = (events[0]["data"] as? [String: Any])?["settings"] as? [String: String]
    #expect(settings?["slippage"] == "0.05% of the price")
    #expect(settings?["latency"]?.hasPrefix("100 ms") == true)
    #expect(settings?["journal"]?.contains("nothing survives") == true)
    #expect(events.last?["type"] as? String == "ended")
  }

  /// Orders with prices: every line fits, and the trades are those of a backtest.
  @Test func ordersWithPrices() throws {
    let folder = try Scratch()
    try folder.write(
      "priced.quill",
      """
      strategy "priced"
      pyramid 2
      enter long "x" when close crosses above sma(close, 20) risk 1% stop 2 * atr(14) target 3R
      exit 50% of long target 1R trail 1% after 1%
      exit long stop at lowest(low, 20)
      exit "x" when entry.bars > 40
      enter long "y" when close < sma(close, 100) at low - 1 tick for 3 bars size 20%
      """)
    let file = folder.path("priced.quill")
    let common = ["--fee", "0.005/unit min 1", "--tick", "0.01", "--slippage", "2 ticks"]
    let outcome = try QuillProcess().run(
      ["live", file, "--feed", "replay:\(Self.bars)", "--json", "--trades", folder.path("l.csv")]
        + common)
    #expect(outcome.code == 0, "\(outcome.err)")
    let check = try SchemaCheck(named: "live")
    for line in outcome.out.split(separator: "\n").map(String.init) {
      let problems = check.problems(in: line)
      guard problems.isEmpty else {
        Issue.record("\(problems.prefix(3)): \(line)")
        return
      }
    }
    for role in ["entry", "exit", "guarding", "standing"] {
      #expect(outcome.out.contains("\"role\":\"\(role)\""), "\(role)")
    }
    let back = try QuillProcess().run(
      ["backtest", file, "--data", Self.bars, "--trades", folder.path("b.csv")] + common)
    #expect(back.code == 0, "\(back.err)")
    #expect(try folder.text("l.csv") == folder.text("b.csv"))
    #expect(try folder.text("l.csv").split(separator: "\n").count > 50)
  }

  /// Orders that are late and fill in parts: said as they happen, and the trades are those of a
  /// backtest.
  @Test(arguments: [["--latency", "2d"], ["--participation", "0.0001%"], nil])
  func lateAndInParts(_ some: [String]?) throws {
    let folder = try Scratch()
    try folder.write(
      "late.quill",
      """
      strategy "late"
      pyramid 2
      enter long "x" when close crosses above sma(close, 20) size 30% stop 2 * atr(14) target 3R
      exit 50% of long target 1R trail 1% after 1%
      exit when entry.bars > 40
      enter long "y" when close < sma(close, 100) at low - 1 tick for 3 bars size 20%
      """)
    let file = folder.path("late.quill")
    let common =
      [
        "--fee", "0.005/unit min 1", "--tick", "0.01", "--slippage", "2 ticks", "--capital",
        "10000000",
      ]
      + (some ?? ["--latency", "36h", "--participation", "0.0001%"])
    let outcome = try QuillProcess().run(
      ["live", file, "--feed", "replay:\(Self.bars)", "--json", "--trades", folder.path("l.csv")]
        + common)
    try #require(outcome.code == 0, "\(outcome.err)")
    let check = try SchemaCheck(named: "live")
    let problems = outcome.out.split(separator: "\n").flatMap { check.problems(in: String($0)) }
    #expect(problems.isEmpty, "\(problems.prefix(3))")
    let events = try events(outcome.out)
    let first = try #require(events.first)
    let settings = (first["data"] as? [String: Any])?["settings"] as? [String: String]
    if some?.first != "--latency" {
      #expect(settings?["participation"] == "0.0001% of the volume")
      #expect(events.contains { ($0["data"] as? [String: Any])?["last"] as? Bool == false })
    }
    if some?.first != "--participation" {
      #expect(settings?["latency"]?.contains("first bar that starts so much after") == true)
    }
    let back = try QuillProcess().run(
      ["backtest", file, "--data", Self.bars, "--trades", folder.path("b.csv")] + common)
    #expect(back.code == 0, "\(back.err)")
    #expect(try folder.text("l.csv") == folder.text("b.csv"))
    #expect(try folder.text("l.csv").split(separator: "\n").count > 20)
  }

  /// Every shipped strategy, over the first bars of what its README runs it on.
  @Test(arguments: Shipped.names)
  func tradesAreThoseOfABacktest(_ name: String) throws {
    let folder = try Scratch()
    let command = try #require(try Shipped.commands(name).first)
    let data = try #require(Shipped.value("--data", of: command))
    let rows = try Repository.text(data).split(separator: "\n").prefix(2_001)
    let bars = folder.path("bars.csv")
    try folder.write("bars.csv", rows.joined(separator: "\n") + "\n")
    let file = Shipped.path(name)
    let common =
      ["--fee", "3bps", "--tick", "0.01", "--lot", "0.1"] + Shipped.surroundings(command)
    let live = try QuillProcess().run(
      [
        "live", file, "--feed", "replay:\(bars)@max", "--quiet", "--trades",
        folder.path("live.csv"),
      ] + common)
    #expect(live.code == 0, "\(live.err)")
    let back = try QuillProcess().run(
      [
        "backtest", file, "--data", bars, "--slippage", "5bps", "--trades",
        folder.path("back.csv"),
      ] + common)
    #expect(back.code == 0, "\(back.err)")
    #expect(try folder.text("live.csv") == folder.text("back.csv"))
    #expect(try folder.text("live.csv").split(separator: "\n").count > 3)
  }

  @Test func textSaysWhatIsInForce() throws {
    let outcome = try live("--quiet", "--from", "2018-12-01")
    #expect(outcome.code == 0, "\(outcome.err)")
    for words in ["paper, no money moves", "nothing survives", "0.05%", "100 ms", "P&L"] {
      #expect(outcome.out.contains(words), "\(words)")
    }
    #expect(!outcome.out.contains("  bar  "))
    #expect(try live("--from", "2018-12-01").out.contains("  bar  "))
  }

  /// An exit whose condition holds for weeks while nothing is open is no news to a person; for a
  /// program every signal is an event.
  @Test func exitsThatFindNothingAreNotRepeated() throws {
    let folder = try Scratch()
    try folder.write(
      "standing.quill",
      """
      strategy "standing"
      enter long when close crosses above sma(close, 50)
      exit long when close < sma(close, 50)
      """)
    let command = ["live", folder.path("standing.quill"), "--feed", "replay:\(Self.bars)@max"]
    let text = try QuillProcess().run(command)
    let json = try QuillProcess().run(command + ["--json"])
    #expect(text.code == 0 && json.code == 0, "\(text.err)\(json.err)")
    let lines = text.out.split(separator: "\n").filter { $0.contains("  signal   ") }
    let (exits, entries) = (
      lines.count { $0.contains("(exit long)") }, lines.count { $0.contains("(enter long") }
    )
    var (isOpen, meant, all) = (false, 0, 0)
    for event in try events(json.out) {
      let data = event["data"] as? [String: Any]
      if event["type"] as? String == "account" { isOpen = data?["position"] as? String != "0" }
      guard event["type"] as? String == "signal", data?["statement"] as? Int == 2 else { continue }
      all += 1
      if isOpen { meant += 1 }
    }
    #expect(exits == meant && exits > 20 && entries >= exits, "\(exits) of \(meant), \(entries)")
    #expect(all > 5 * meant)
  }

  @Test func wrongArguments() throws {
    func refused(_ outcome: QuillProcess.Outcome, _ words: String) {
      #expect(outcome.code == 2, "\(outcome.err)")
      #expect(outcome.err.contains("[U0003]") && outcome.err.contains(words), "\(outcome.err)")
      #expect(outcome.out.isEmpty)
    }
    let quill = QuillProcess()
    refused(try quill.run("live", Self.strategy, "--feed", "kraken"), "replay:DATA")
    for speed in ["0", "-1", "fast", "inf", "nan", ""] {
      let feed = "replay:\(Self.bars)@\(speed)"
      refused(try quill.run("live", Self.strategy, "--feed", feed), "speed of a replay")
    }
    refused(try live("--broker", "binance"), "--broker takes paper")
    refused(try live("--latency", "soon"), "100ms")
    refused(try live("--latency=-5ms"), "100ms")
    refused(try live("--fill", "close"), "next open")
    refused(try live("--participation", "0"), "nothing would ever fill")
    refused(try live("--participation", "5%", "--fill-rule", "pine"), "--participation goes with")
    refused(try live("--latency", "2d", "--fill-rule", "pine"), "--latency goes with")
    #expect(
      try live("--leverage", "2", "--borrow", "2%", "--funding", "0.01% per 1d", "--quiet").code
        == 0)
    refused(try live("--from", "2030-01-01"), "no bar")
    #expect(try live("--latency", "1439m", "--quiet").code == 0)
    #expect(try live("--set", "fast=4000").code == 2)
    #expect(try quill.run("live", Self.strategy).code == 2)
    let missing = try quill.run("live", Self.strategy, "--feed", "replay:nothing.csv")
    #expect(missing.code == 4 && missing.err.contains("nothing.csv"))
  }

  @Test func aReplayNeedsTwoBars() throws {
    let folder = try Scratch()
    let header = "timestamp,open,high,low,close,volume\n"
    try folder.write("one.csv", header + "2020-01-01,1,2,1,2,3\n")
    let one = try QuillProcess().run(
      "live", Self.strategy, "--feed", "replay:\(folder.path("one.csv"))")
    #expect(one.code == 1 && one.err.contains("two bars at least"), "\(one.err)")
    // Fewer bars than the warm-up: a session of one bar that trades nothing.
    try folder.write("two.csv", header + "2020-01-01,1,2,1,2,3\n2020-01-02,1,2,1,2,3\n")
    let two = try QuillProcess().run(
      "live", Self.strategy, "--feed", "replay:\(folder.path("two.csv"))")
    #expect(two.code == 0 && two.out.contains("1 bars, 0 fills"), "\(two.err)")
  }

  // MARK: Watching

  /// A copy of a strategy, and the arguments of a session over it with a bar every 10 ms.
  private func watched() throws -> (Scratch, [String]) {
    let folder = try Scratch()
    try folder.write("s.quill", Self.text(5))
    return (
      folder,
      [
        "live", folder.path("s.quill"), "--feed", "replay:\(Self.bars)@8640000", "--from",
        "2018-06-01", "--watch", "--json",
      ]
    )
  }

  private static func text(_ length: Int) -> String {
    "strategy \"w\"\nparam n = \(length) in 2..50\nlet a = sma(close, n)\n"
      + "enter long when close > a size 50%\nexit when close < a\n"
  }

  @Test func aSavedFileTakesOver() throws {
    let (folder, arguments) = try watched()
    let outcome = try QuillProcess().run(arguments) { _ in
      Thread.sleep(forTimeInterval: 0.7)
      try folder.write("s.quill", String(Self.text(9).dropLast(10)))
      Thread.sleep(forTimeInterval: 0.3)
      try folder.write("s.quill", Self.text(9).replacing("exit when", with: "exit long when"))
    }
    #expect(outcome.code == 0, "\(outcome.err)")
    let events = try events(outcome.out)
    let types = events.compactMap { $0["type"] as? String }
    #expect(types.filter { $0 == "broken" }.count == 1)
    #expect(types.filter { $0 == "ready" }.count == 1)
    #expect(types.filter { $0 == "swapped" }.count == 1)
    let ready = events.first { $0["type"] as? String == "ready" }?["data"] as? [String: Any]
    #expect(
      ready?["changes"] as? [String] == [
        "param n = 5 in 2..50  ->  param n = 9 in 2..50", "new: exit long when close < a",
        "gone: exit when close < a",
      ])
    let check = try SchemaCheck(named: "live")
    for line in outcome.out.split(separator: "\n") {
      #expect(check.problems(in: String(line)).isEmpty, "\(line)")
    }
    // No bar is missed.
    let rows = events.compactMap { ($0["data"] as? [String: Any])?["row"] as? Int }
    #expect(Set(rows).count == 147)
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func aSignalEndsItCleanly(_ signal: Int32) throws {
    let (folder, arguments) = try watched()
    let outcome = try QuillProcess().run(arguments + ["--trades", folder.path("t.csv")]) { id in
      Thread.sleep(forTimeInterval: 0.8)
      kill(id, signal)
    }
    #expect(outcome.code == 0, "\(outcome.err)")
    #expect(outcome.seconds < 1.6)
    let last = try #require(try events(outcome.out).last)
    #expect(last["type"] as? String == "ended")
    #expect((last["data"] as? [String: Any])?["message"] as? String == "stopped")
    #expect(try folder.text("t.csv").hasPrefix("entry_time,"))
  }
}
