import Foundation
import TestSupport
import Testing

/// Every `--json` against its schema, and the files that a backtest writes.
@Suite struct OutputTests {
  static let strategy = "Strategies/sma-cross/sma-cross.quill"
  static let bars = "Strategies/data/sp500_daily.csv"

  static let commands: [(schema: String, arguments: [String])] = [
    ("check", ["check", strategy]),
    ("check", ["check", "--prove", strategy, "--data", bars]),
    ("check", ["check", "--fix", "--dry-run", strategy]),
    ("fmt", ["fmt", "--check", strategy]),
    ("disasm", ["disasm", strategy]), ("explain", ["explain", "E0203"]), ("codes", ["explain"]),
    ("builtins", ["builtins"]), ("builtins", ["builtins", "rsi"]),
    ("metrics", ["metrics"]), ("metrics", ["metrics", "alpha"]),
    ("backtest", ["backtest", strategy, "--data", bars, "--report", "full"]),
    ("comparison", ["backtest", strategy, "Strategies/rsi/rsi.quill", "--data", bars]),
    ("strategies", ["strategies"]), ("config", ["config"]),
    ("test", ["test", "Strategies", "--mutate", "--limit", "5", "--with", "BENCH=" + bars]),
    ("eval", ["eval", "macd(close)", "close > open", "time", "--data", bars, "--last", "3"]),
    ("backtest", ["backtest", strategy, "--data", "SPX=" + bars, "--fee", "5bps"]),
    (
      "backtest",
      ["backtest", "Strategies/mean-reversion/mean-reversion.quill", "--data", bars]
    ),
    ("backtest", ["backtest", strategy, "--data", bars, "--fill-rule", "pine"]),
    (
      "backtest",
      [
        "backtest", strategy, "--data", bars, "--leverage", "2", "--borrow", "3%", "--slippage",
        "1bps + 5% of range + impact 10%",
      ]
    ),
    (
      "backtest",
      [
        "backtest", strategy, "--data", bars, "--participation", "0.00001%", "--funding",
        "0.01% per 8h", "--latency", "2d", "--point-value", "0.5",
      ]
    ),
  ]

  @Test(arguments: commands.indices)
  func fitsItsSchema(_ index: Int) throws {
    let (schema, arguments) = Self.commands[index]
    let outcome = try QuillProcess().run(arguments + ["--json"])
    #expect(outcome.code == 0, "\(arguments): \(outcome.err)")
    let problems = try SchemaCheck(named: schema).problems(in: outcome.out)
    #expect(problems.isEmpty, "\(arguments): \(problems.prefix(5))")
  }

  @Test func theSchemaCheckBites() throws {
    let check = try SchemaCheck(named: "new")
    #expect(check.problems(in: #"{"schema":"quill.new/1","file":"a"}"#).isEmpty)
    #expect(!check.problems(in: #"{"schema":"quill.new/2","file":"a"}"#).isEmpty)
    #expect(!check.problems(in: #"{"schema":"quill.new/1"}"#).isEmpty)
    #expect(!check.problems(in: #"{"schema":"quill.new/1","file":"a","more":1}"#).isEmpty)
  }

  @Test func everyCommandHasHelpWithAnExample() throws {
    let names = [
      "check", "fmt", "test", "eval", "backtest", "plot", "live", "repl", "disasm", "explain",
      "builtins", "metrics", "strategies",
      "new", "config",
    ]
    for name in names {
      let outcome = try QuillProcess().run(name, "--help")
      #expect(outcome.code == 0)
      #expect(outcome.out.contains("Example: "), "\(name)")
      #expect(outcome.out.contains("--json"), "\(name)")
    }
  }

  @Test func aProofIsACertificate() throws {
    let outcome = try QuillProcess().run("check", "--prove", Self.strategy, "--data", Self.bars)
    #expect(outcome.code == 0, "\(outcome.err)")
    #expect(outcome.out.contains("Proved over 5,031 bars"), "\(outcome.out)")
    #expect(try QuillProcess().run("check", "--prove", Self.strategy).code == 2)
    #expect(try QuillProcess().run("check", Self.strategy, "--data", Self.bars).code == 2)
    let missing = try QuillProcess().run("check", "--prove", Self.strategy, "--data", "nosuch.csv")
    #expect(missing.code == 4 && missing.err.contains("S0001"), "\(missing.err)")
  }

  @Test func tradesAndEquityAreFiles() throws {
    let folder = try Scratch()
    let outcome = try QuillProcess().run(
      "backtest", Self.strategy, "--data", Self.bars, "--trades", folder.path("t.csv"), "--equity",
      folder.path("e.csv"))
    #expect(outcome.code == 0, "\(outcome.err)")
    let trades = try folder.text("t.csv").split(separator: "\n")
    let header =
      "entry_time,exit_time,side,quantity,entry_price,exit_price,gross,fees,net,return,r,"
      + "slippage,mae,mfe,"
    #expect(trades.first.map(String.init) == header + "bars,tag,reason")
    #expect(trades.count > 10)
    #expect(
      trades.dropFirst().allSatisfy { $0.split(separator: ",").first?.hasSuffix("Z") == true })
    let equity = try folder.text("e.csv").split(separator: "\n")
    #expect(equity.first == "time,equity")
    #expect(equity.count == 5_032)
    #expect(equity[1] == "1999-01-04T00:00:00Z,10000")
  }

  @Test func theReferenceAgrees() throws {
    let expressions = ["sma(close, 5)", "rsi(close, 14)", "macd(close)", "stoch()"]
    let common = expressions + ["--data", Self.bars, "--last", "50"]
    let machine = try QuillProcess().run(["eval"] + common)
    let chunked = try QuillProcess().run(["eval"] + common + ["--chunk", "7"])
    let reference = try QuillProcess().run(["eval"] + common + ["--oracle"])
    #expect(machine.code == 0, "\(machine.err)")
    #expect(machine.out == chunked.out)
    #expect(machine.out == reference.out)
  }

  @Test func settingsHaveAnOrder() throws {
    let folder = try Scratch()
    try folder.write("quill.toml", "[backtest]\nfee = \"1bps\"\ncapital = 5000\n")
    var quill = QuillProcess(in: folder.url)
    #expect(try quill.run("config").out.contains("5000"))
    quill.environment["QUILL_FEE"] = "2bps"
    let line = try quill.run("config").out.split(separator: "\n").first { $0.hasPrefix("fee") }
    #expect(line?.contains("2bps") == true && line?.contains("environment") == true)
    try folder.write("quill.toml", "[backtest]\nfees = 1\n")
    let refused = try quill.run("config")
    #expect(refused.code == 2 && refused.err.contains("fees"))
    try folder.write("quill.toml", "[backtest\n")
    #expect(try quill.run("config").code == 2)
  }

  @Test func newMakesAStrategyThatRuns() throws {
    let folder = try Scratch()
    let quill = QuillProcess(in: folder.url)
    #expect(try quill.run("new", "idea").code == 0)
    #expect(try quill.run("check", "idea/idea.quill").code == 0)
    #expect(try quill.run("fmt", "--check", "idea/idea.quill").code == 0)
    #expect(try quill.run("test", "idea").out.hasSuffix("1 of 1 tests passed\n"))
    #expect(try quill.run("new", "idea").code == 2)
    #expect(try quill.run("new", "../idea").code == 2)
  }
}
