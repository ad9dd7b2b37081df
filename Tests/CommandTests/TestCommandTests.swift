import Foundation
import TestSupport
import Testing

@testable import Console
@testable import Machine
@testable import Trials

/// `quill test` as a user meets it.
@Suite struct TestCommandTests {
  private static let strategy = """
    strategy "Dip"
    let mid = sma(close, 4)
    enter long "dip" when close < mid * 95%
    exit "dip" when close > mid

    """
  private static let good = """
    test "buys the dip" {
      bars close: flat(100, 6), 90, 100, 101
      expect entered "dip" at 7
      expect exited at 8
    }

    """
  private static let bad = """
    test "is wrong" {
      bars close: flat(100, 6), 90, 100, 101
      expect entered short at 2..3
      expect position > 0 at 5
    }

    """

  @Test func theShippedStrategiesPass() throws {
    let outcome = try QuillProcess().run(
      "test", "Strategies", "--with", "BENCH=Strategies/data/sp500_daily.csv")
    #expect(outcome.code == 0, "\(outcome.out)\(outcome.err)")
    for name in Shipped.names {
      #expect(outcome.out.contains("\(Shipped.path(name)): "), "\(name) has no tests")
    }
    #expect(!outcome.out.contains("was never"), "\(outcome.out)")
  }

  @Test func codesSayWhetherAllPassed() throws {
    let folder = try Scratch()
    try folder.write("good.quill", Self.strategy + Self.good)
    try folder.write("none.quill", Self.strategy)
    let passed = try QuillProcess().run("test", folder.url.path)
    #expect(passed.code == 0, "\(passed.err)")
    #expect(passed.out.contains("passed  buys the dip"))
    #expect(passed.out.hasSuffix("1 of 1 tests passed\n"))
    try folder.write("bad.quill", Self.strategy + Self.bad)
    let failed = try QuillProcess().run("test", folder.url.path)
    #expect(failed.code == 1)
    #expect(failed.out.hasSuffix("1 of 2 tests passed\n"))
    let filtered = try QuillProcess().run("test", folder.url.path, "--filter", "buys")
    #expect(filtered.code == 0 && !filtered.out.contains("is wrong"))
    #expect(try QuillProcess().run("test", folder.url.path, "--filter", "nothing").code == 2)
    #expect(try QuillProcess().run("test", folder.path("none.quill")).err.contains("[U0010]"))
  }

  @Test func aFailureShowsPlaceNumbersAndBars() throws {
    let folder = try Scratch()
    try folder.write("bad.quill", Self.strategy + Self.bad)
    var quill = QuillProcess(in: folder.url)
    quill.environment["COLUMNS"] = "60"
    let outcome = try quill.run("test", "bad.quill")
    #expect(
      outcome.out == """
        bad.quill: 0 of 1 test passed
          FAILED  is wrong
            bad.quill:7:3: expect entered short at 2..3
              no short entry at bars 2..3; its warm-up ends with bar 3
            bad.quill:8:3: expect position > 0 at 5
              it is false at bar 5: position is 0

              101.00 │         ┃
                     │ ┃┃┃┃┃┃┃┃┃
                     │       ┃┃
                     │       ┃┃
                     │       ┃┃
                     │       ┃┃
                     │       ┃┃
               90.00 │       ┃┃
                     │        ▲×
                     │   ^ bar 2
              ▲ long entry  ▼ short entry  × exit  ◆ exit and entry  ! refusal

          2 of 2 conditions were both true and false

        0 of 1 tests passed

        """, "\(outcome.out)")
  }

  @Test func jsonHasItAll() throws {
    let folder = try Scratch()
    try folder.write("good.quill", Self.strategy + Self.good)
    try folder.write("bad.quill", Self.strategy + Self.bad)
    try folder.write("broken.quill", "strategy \"b\"\nenter long when clsoe > 3\n")
    let outcome = try QuillProcess(in: folder.url).run("test", ".", "--mutate", "--json")
    #expect(outcome.code == 1)
    #expect(try SchemaCheck(named: "test").problems(in: outcome.out).isEmpty)
    let object =
      try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any] ?? [:]
    #expect(object["ok"] as? Bool == false)
    #expect(object["passed"] as? Int == 1 && object["failed"] as? Int == 1)
    #expect((object["broken"] as? [Any])?.count == 1)
    let files = try #require(object["files"] as? [[String: Any]])
    #expect(files.map { $0["file"] as? String } == ["./bad.quill", "./good.quill"])
    #expect(files[0]["mutation"] is NSNull, "no test passes, so none can notice anything")
    let mutation = try #require(files[1]["mutation"] as? [String: Any])
    #expect((mutation["killed"] as? Int ?? 0) > 3)
    let tests = try #require(files[1]["tests"] as? [[String: Any]])
    let events = try #require(tests[0]["events"] as? [[String: Any]])
    #expect(events.map { $0["event"] as? String } == ["entered", "exited"])
    #expect(events.map { $0["price"] as? String } == ["90", "100"])
  }

  @Test func aFileOfBarsIsLookedForBesideTheStrategy() throws {
    let folder = try Scratch()
    try FileManager.default.createDirectory(
      at: folder.url.appendingPathComponent("in"), withIntermediateDirectories: false)
    let bars = "test \"t\" { bars from \"bars.csv\" expect entered \"dip\" at 7 }\n"
    try folder.write("in/a.quill", Self.strategy + bars)
    let closes = [100, 100, 100, 100, 100, 100, 90, 90, 99]
    let rows = closes.enumerated().map { "2020-01-0\($0 + 1),\($1),\($1),\($1),\($1),5\n" }
    let quill = QuillProcess(in: folder.url)
    let missing = try quill.run("test", "in")
    #expect(missing.code == 1)
    #expect(missing.out.contains("it could not run") && missing.out.contains("in/bars.csv"))
    try folder.write("in/bars.csv", "timestamp,open,high,low,close,volume\n" + rows.joined())
    let found = try quill.run("test", "in")
    #expect(found.code == 0, "\(found.out)\(found.err)")
    let inside = QuillProcess(in: folder.url.appendingPathComponent("in"))
    #expect(try inside.run("test", "a.quill").code == 0)
  }

  /// A test over a file is that backtest: the same entries and exits, at the same prices.
  @Test(arguments: ["macd", "mean-reversion"])
  func aTestIsABacktest(_ name: String) throws {
    let folder = try Scratch()
    let data = Repository.root.appendingPathComponent("Strategies/data/sp500_daily.csv").path
    let text = try Repository.text("Strategies/\(name)/\(name).quill")
    try folder.write(
      "a.quill", text + "test \"all of it\" { bars from \"\(data)\" expect entered }\n")
    let quill = QuillProcess(in: folder.url)
    let tested = try quill.run("test", "a.quill", "--filter", "all of it", "--json")
    let traded = try quill.run("backtest", "a.quill", "--data", data, "--json")
    #expect(tested.code == 0 && traded.code == 0, "\(tested.out.prefix(500))\(traded.err)")
    func object(_ text: String) throws -> [String: Any] {
      try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
    let files = try #require(try object(tested.out)["files"] as? [[String: Any]])
    let tests = try #require(files.first?["tests"] as? [[String: Any]])
    let events = try #require(tests.first?["events"] as? [[String: Any]])
    let trades = try #require(try object(traded.out)["trades"] as? [[String: Any]])
    let open = try #require(try object(traded.out)["open"] as? [[String: Any]])
    func prices(_ kind: String) -> [String] {
      events.filter { $0["event"] as? String == kind }.compactMap { $0["price"] as? String }
    }
    #expect(prices("exited") == trades.compactMap { $0["exit_price"] as? String })
    #expect(prices("entered") == (trades + open).compactMap { $0["entry_price"] as? String })
    #expect(trades.count > 10)
  }

  @Test func whatTheFileAssumesIsInForceAndSettingsAreNot() throws {
    let folder = try Scratch()
    try folder.write(
      "a.quill",
      """
      strategy "a"
      import "lib" as lib
      assume { bars 6h capital 500 fee 1% slippage 1 tick }
      enter long when lib.up(close)
      alert "up at {close:.1}" when lib.up(close)
      test "t" {
        bars close: 10, 12, 12, 12, 12
        expect entered at 2
        expect position.price == 12.5 at 2
        expect abs(cash + position * 12.5 * 101% - 500) < 0.000001 at 2
        expect hour == 6 at 1
        expect alerted "up at 12.0" at 1
      }

      """)
    try folder.write("lib.quill", "library \"l\"\nfn up(x) = x > x[1] and x > 0\n")
    try folder.write("quill.toml", "[backtest]\ncapital = 7\n")
    var quill = QuillProcess(in: folder.url)
    quill.environment["QUILL_FEE"] = "5%"
    let outcome = try quill.run("test", "a.quill", "--tick", "0.5", "--mutate")
    #expect(outcome.code == 0, "\(outcome.out)\(outcome.err)")
    #expect(outcome.out.contains("mutation score"))
    let without = try quill.run("test", "a.quill")
    #expect(without.code == 2 && without.err.contains("--tick"), "\(without.err)")
  }

  @Test func wrongUsesAreRefused() throws {
    let folder = try Scratch()
    #expect(try QuillProcess().run("test").code == 2)
    #expect(try QuillProcess().run("test", folder.path("nothing.quill")).code == 4)
    let empty = try QuillProcess().run("test", folder.url.path)
    #expect(empty.code == 2 && empty.err.contains("there is no .quill file"), "\(empty.err)")
    #expect(try QuillProcess().run("test", "Strategies", "--limit", "3").code == 2)
    #expect(try QuillProcess().run("test", "Strategies", "--mutate", "--limit", "0").code == 2)
    try folder.write("broken.quill", "strategy \"b\"\nenter long when clsoe > 3\n")
    let broken = try QuillProcess().run("test", folder.url.path)
    #expect(broken.code == 1 && broken.err.contains("E0101"), "\(broken.err)")
  }

  @Test func chartsFitAndAreColouredOnRequest() throws {
    let words = (0..<300).map { Grid.word(Double(100 + $0 % 7)) }
    let bars = Bars(
      time: (0..<300).map { Int64($0) }, open: words, high: words, low: words, close: words,
      volume: words, interval: 1)
    for (bar, width) in [(0, 40), (150, 80), (299, 20), (900, 300)] {
      let lines = TrialChart(bars, [], at: bar, width: width, colored: false).lines
      #expect(lines.count == 10)
      #expect(lines.allSatisfy { $0.count <= max(width, 48) }, "\(lines)")
      #expect(lines.last?.contains("^ bar \(min(bar, 299))") == true)
    }
    let painted = TrialChart(bars, [], at: 3, width: 60, colored: true).lines
    #expect(painted.contains { $0.contains("\u{1B}[32m") })
    let none = [Int64](repeating: Grid.missing, count: 3)
    let missing = Bars(
      time: [0, 1, 2], open: none, high: none, low: none, close: none, volume: none, interval: 1)
    #expect(
      TrialChart(missing, [], at: 1, width: 60, colored: false).lines
        == ["  (these bars have no prices)"])
  }
}
