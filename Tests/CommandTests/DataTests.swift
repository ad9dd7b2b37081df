import Foundation
import TestSupport
import Testing

/// `quill data` as a user has it: a store of its own for each test.
@Suite final class DataTests: ScratchSuite {
  static let daily = "Strategies/data/sp500_daily.csv"
  static let strategy = "Strategies/sma-cross/sma-cross.quill"

  private func fits(_ schema: String, _ arguments: [String], code: Int32 = 0) throws {
    let outcome = try quill.run(["data"] + arguments + ["--json"])
    #expect(outcome.code == code, "\(arguments): \(outcome.err)")
    let problems = try SchemaCheck(named: schema).problems(in: outcome.out)
    #expect(problems.isEmpty, "\(arguments): \(problems.prefix(5))\n\(outcome.out)")
  }

  @Test func everyJSONFitsItsSchema() throws {
    try fits("data-ls", ["ls"])
    try fits("data-import", ["import", Self.daily, "--as", "sp", "--calendar", "us-equities"])
    try fits("data-ls", ["ls"])
    try fits("data-info", ["info", "sp"])
    try fits("data-explain", ["import", Self.daily, "--explain"])
    try fits("data-verify", ["verify"])
    try fits("data-check", ["check", "sp"], code: 0)
    try folder.write(
      "bad.csv", "time,open,high,low,close\n2020-01-01,1,0,2,1\n2020-01-02,1,1,1,1\n")
    try fits("data-check", ["check", folder.path("bad.csv")], code: 1)
    try fits("data-export", ["export", "sp", "--out", folder.path("x.csv")])
    try fits("data-synth", ["synth", "--as", "g", "--count", "10"])
    try fits("data-providers", ["providers"])
    try fits("data-fetch", ["fetch", "synth:gbm,count=10"])
    try fits("data-fetch", ["fetch", "store:none", "store:sp", "--as", "sp2", "--max-age", "1h"])
    try fits("data-fetch", ["fetch", "store:sp", "--as", "sp2", "--append"])
    try fits("data-prune", ["prune", "--cache"])
    try fits("data-rm", ["rm", "sp", "g"])
  }

  @Test func everyCommandHasHelpWithAnExample() throws {
    for name in [
      "ls", "info", "import", "check", "export", "verify", "prune", "rm", "synth", "providers",
      "fetch",
    ] {
      let outcome = try quill.run("data", name, "--help")
      #expect(outcome.code == 0 && outcome.out.contains("Example: "), "\(name)")
      #expect(outcome.out.contains("--json"), "\(name)")
    }
    #expect(try quill.run("data", "--help").out.contains("Example: "))
  }

  @Test func aDataSetDoesAsWellAsAFile() throws {
    #expect(try quill.run("data", "import", Self.daily, "--as", "sp").code == 0)
    for arguments in [
      ["eval", "sma(close, 20)"], ["backtest", Self.strategy, "--json"],
      ["check", "--prove", Self.strategy, "--json"],
    ] {
      let file = try quill.run(arguments + ["--data", "X=" + Self.daily])
      let set = try quill.run(arguments + ["--data", "X=sp"])
      #expect(file.code == 0 && set.code == 0, "\(arguments): \(file.err) \(set.err)")
      func same(_ text: String) -> String {
        text.split(separator: "\n").filter {
          !$0.contains("_ms\"") && !$0.contains("path") && !$0.contains("\"file\"")
            && !$0.contains("source") && !$0.contains("seconds")
            // What reading a file says of it, and what the store says.
            && !$0.contains("read as UTC") && !$0.contains("exact to 9e15")
            && !$0.contains("gaps with")
        }.joined(separator: "\n").replacing(Self.daily, with: "sp")
      }
      #expect(same(file.out) == same(set.out), "\(arguments)")
    }
    let live = try quill.run("live", Self.strategy, "--feed", "replay:sp", "--quiet")
    #expect(live.code == 0, "\(live.err)")
    let missing = try quill.run("eval", "close", "--data", "nosuch")
    #expect(missing.code == 1 && missing.err.contains("D0401"), "\(missing.err)")
    #expect(missing.err.contains("quill data ls"), "\(missing.err)")
    let said = try quill.run("eval", "close", "--data", "store:nosuch")
    #expect(said.code == 1 && said.err.contains("D0401"), "\(said.err)")
  }

  @Test func aDataSetThatIsNotThereIsOneFailureForAllCommands() throws {
    for isEmpty in [true, false] {
      if !isEmpty { #expect(try quill.run("data", "import", Self.daily, "--as", "sp").code == 0) }
      for arguments in [
        ["data", "info", "nosuch"], ["data", "verify", "nosuch"], ["data", "rm", "nosuch"],
        ["data", "export", "nosuch"], ["data", "check", "nosuch"], ["data", "export", "btc.1m"],
        ["eval", "close", "--no-cache", "--data", "nosuch"],
      ] {
        let found = try quill.run(arguments)
        #expect(found.code == 1 && found.err.contains("D0401"), "\(arguments): \(found.err)")
      }
      let file = try quill.run("data", "export", "nosuch.csv")
      #expect(file.code == 4 && file.err.contains("S0001"), "\(file.err)")
    }
  }

  @Test func whatIsExportedIsWhatWasImported() throws {
    #expect(try quill.run("data", "import", Self.daily, "--as", "sp").code == 0)
    #expect(try quill.run("data", "export", "sp", "--out", folder.path("a.csv")).code == 0)
    #expect(
      try quill.run("data", "import", folder.path("a.csv"), "--as", "again").code == 0)
    let first = try quill.run("data", "export", "sp").out
    #expect(try quill.run("data", "export", "again").out == first)
    #expect(first.split(separator: "\n").count == 5_032)
    let columns = try quill.run(
      "data", "export", "sp", "--format", "npy", "--out", folder.path("np"))
    #expect(columns.code == 0, "\(columns.err)")
    let weekly = try quill.run("data", "export", "sp", "--resample", "1w")
    #expect((1_040...1_060).contains(weekly.out.split(separator: "\n").count), "\(weekly.err)")
  }

  @Test func columnsBesideTheMarketAreKept() throws {
    try folder.write(
      "x.csv",
      "time,open,high,low,close,volume,Funding,Open Interest\n2020-01-01,1,1,1,1,5,0.01,7\n"
        + "2020-01-02,2,2,2,2,5,-0.02,\n")
    let file = folder.path("x.csv")
    let done = try quill.run(
      "data", "import", file, "--as", "x", "--extras", "funding,open_interest")
    #expect(done.code == 0, "\(done.err)")
    let text = try quill.run("data", "export", "x").out
    #expect(
      text.hasPrefix("timestamp,open,high,low,close,volume,funding,open_interest\n")
        && text.contains(",5,0.01,7\n") && text.contains(",5,-0.02,\n"), "\(text)")
    let program = "column funding\nplot funding * 2"
    try folder.write("f.quill", "strategy \"f\"\n" + program + "\n")
    let plot = try quill.run("plot", folder.path("f.quill"), "--data", "x")
    #expect(plot.code == 0 && plot.out.contains("-0.04"), "\(plot.out) \(plot.err)")
    for (extras, code) in [
      ("basis", 1), ("close", 2), ("a b", 2), ("funding,funding", 2), ("", 2),
    ] as [(String, Int32)] {
      let bad = try quill.run("data", "import", file, "--as", "y", "--extras", extras)
      #expect(bad.code == code, "\(extras): \(bad.err)")
    }
    // What is appended has the same columns.
    try folder.write("z.csv", "time,open,high,low,close\n2020-01-03,1,1,1,1\n")
    let less = try quill.run("data", "import", folder.path("z.csv"), "--as", "x", "--append")
    #expect(less.code == 1 && less.err.contains("D0409"), "\(less.err)")
  }

  @Test func providersAreAskedInOrder() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path("bars"), withIntermediateDirectories: true)
    try folder.write("bars/A.csv", "time,open,high,low,close\n2020-01-01,1,1,1,1\n")
    let spelling = "folder:" + folder.path("bars")
    let first = try quill.run("data", "fetch", "store:none", spelling, "--symbol", "A", "--as", "a")
    #expect(first.code == 0 && first.err.contains("D0401"), "\(first.err)")
    #expect(first.out.contains("1 bars of folder:") && first.out.contains("a: 1 bars"))
    let none = try quill.run("data", "fetch", spelling, "--symbol", "A", "--as", "a", "--append")
    #expect(none.code == 0 && none.out.contains("nothing has come"), "\(none.out) \(none.err)")
    try folder.write(
      "bars/A.csv", "time,open,high,low,close\n2020-01-01,1,1,1,1\n2020-01-02,2,2,2,2\n")
    let more = try quill.run("data", "fetch", spelling, "--symbol", "A", "--as", "a", "--append")
    #expect(more.out.contains("a: 2 bars"), "\(more.out) \(more.err)")
    let all = try quill.run("data", "fetch", "store:none", "folder:/nowhere")
    #expect(all.code == 1 && all.err.contains("; then folder:/nowhere:"), "\(all.err)")
    for wrong in [
      ["nobody:x"], ["replay:x"], ["synth:gbm,count=x"], ["synth:gbm", "--append"],
      ["synth:gbm", "--max-age", "old"], ["synth:gbm", "--as", "../x"], [],
    ] {
      #expect(try quill.run(["data", "fetch"] + wrong).code == 2, "\(wrong)")
    }
    // Kept, the answer is that of before, though the files are gone.
    let kept = [
      "data", "fetch", spelling, "--symbol", "A", "--to", "2020-01-02", "--max-age", "1d",
    ]
    #expect(try quill.run(kept).code == 0)
    try FileManager.default.removeItem(atPath: folder.path("bars/A.csv"))
    let again = try quill.run(kept)
    #expect(again.code == 0 && again.out.contains("as it was given at"), "\(again.err)")
  }

  @Test func aProviderStandsWhereBarsAreAskedFor() throws {
    for data in ["synth:garch,seed=7,count=400", "X=synth:garch,seed=7,count=400"] {
      let outcome = try quill.run("backtest", Self.strategy, "--data", data, "--json")
      #expect(outcome.code == 0, "\(outcome.err)")
      let symbol = data.hasPrefix("X=") ? "X" : "synth"
      #expect(outcome.out.contains("\"symbol\": \"\(symbol)\""), "\(outcome.out.prefix(300))")
    }
    let replay = try quill.run(
      "live", Self.strategy, "--feed", "replay:synth:garch,seed=7,count=400", "--quiet")
    #expect(replay.code == 0, "\(replay.err)")
    let unknown = try quill.run("eval", "close", "--data", "synth:none")
    #expect(unknown.code == 2 && unknown.err.contains("D0702"), "\(unknown.err)")
  }

  /// What another program writes is traded as a replay of the same bars is.
  @Test func linesAreTraded() throws {
    let data = "synth:garch,seed=7,count=400"
    let csv = try quill.run("data", "fetch", data, "--out", folder.path("all.csv"))
    #expect(csv.code == 0, "\(csv.err)")
    let rows = try String(contentsOfFile: folder.path("all.csv"), encoding: .utf8)
      .split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    func line(_ row: [Substring]) -> String {
      "{\"time\":\"\(row[0])\",\"open\":\(row[1]),\"high\":\(row[2]),\"low\":\(row[3]),"
        + "\"close\":\(row[4]),\"volume\":\(row[5])}\n"
    }
    let whole = rows.map(line).joined()
    try folder.write("all.jsonl", whole)
    let lines = "lines:1d,file=" + folder.path("all.jsonl")
    #expect(try quill.run("data", "fetch", lines, "--as", "l").code == 0)
    func fills(_ arguments: [String]) throws -> [Substring] {
      let outcome = try quill.run(["live", Self.strategy, "--json"] + arguments)
      #expect(outcome.code == 0, "\(outcome.err)")
      return outcome.out.split(separator: "\n").filter { $0.contains("\"type\":\"fill\"") }
    }
    let cold = try fills(["--feed", lines])
    let replay = try fills(["--feed", "replay:" + data])
    #expect(!replay.isEmpty && cold.count == replay.count)
    // With a history it is warm from the first line on.
    let past = rows.prefix(200).map { $0.joined(separator: ",") }.joined(separator: "\n")
    try folder.write("past.csv", "time,open,high,low,close,volume\n" + past + "\n")
    try folder.write("rest.jsonl", rows.dropFirst(200).map(line).joined())
    let warm = try fills([
      "--feed", "lines:1d,file=" + folder.path("rest.jsonl"), "--history", folder.path("past.csv"),
    ])
    #expect(!warm.isEmpty && warm.count <= replay.count)
    for (wrong, code) in [
      (["--feed", "lines:"], 2), (["--feed", lines, "--from", "2001-01-01"], 2),
      (["--feed", "replay:" + data, "--history", folder.path("past.csv")], 2),
      (["--feed", "lines:1h,file=x", "--history", folder.path("past.csv")], 4),
      (
        [
          "--feed", "lines:1h,file=" + folder.path("rest.jsonl"), "--history",
          folder.path("past.csv"),
        ], 1
      ),
    ] as [([String], Int32)] {
      let outcome = try quill.run(["live", Self.strategy] + wrong)
      #expect(outcome.code == code, "\(wrong): \(outcome.code) \(outcome.err)")
    }
  }

  @Test func nothingIsMendedInSilence() throws {
    let head = "time,open,high,low,close,volume\n"
    try folder.write(
      "x.csv",
      head
        + "2020-01-02,1,1,1,1,5\n2020-01-01,2,2,2,2,5\n2020-01-01,2,2,2,2,5\n2020-01-06,3,3,3,3,5\n"
    )
    let file = folder.path("x.csv")
    let refused = try quill.run("data", "import", file)
    #expect(refused.code == 1 && refused.err.contains("--sort --dedupe"), "\(refused.err)")
    let mended = try quill.run("data", "import", file, "--sort", "--dedupe", "--fill", "--json")
    #expect(mended.code == 0, "\(mended.err)")
    for part in [#""kind": "sort""#, #""kind": "dedupe""#, #""kind": "fill""#] {
      #expect(mended.out.contains(part), "\(mended.out)")
    }
    let info = try quill.run("data", "info", "x").out
    #expect(info.contains("6 bars") && info.contains("fill: 3 bars"), "\(info)")
    #expect(try quill.run("data", "import", file, "--sort", "--dedupe").code == 1)
    #expect(try quill.run("data", "import", file, "--sort", "--dedupe", "--replace").code == 0)
    #expect(try quill.run("data", "import", file, "--keep", "last").code == 2)
    #expect(try quill.run("data", "import", file, "--append", "--replace").code == 2)
  }

  @Test func splitsAreAppliedAsItIsRead() throws {
    try folder.write(
      "s.csv",
      "time,open,high,low,close,volume\n2020-01-01,70,70,70,70,10\n2020-01-02,10,10,10,10,70\n")
    try folder.write(
      "f.csv", "last_date_inclusive,price_factor,split_factor\n20200101,0.5,0.25\n")
    let file = folder.path("s.csv")
    let done = try quill.run(
      "data", "import", file, "--as", "s", "--adjust", folder.path("f.csv"))
    #expect(done.code == 0, "\(done.err)")
    #expect(
      try quill.run("data", "export", "s").out.contains(
        "2020-01-01T00:00:00Z,8.75,8.75,8.75,8.75,40\n"))
    let raw = try quill.run("data", "export", "s", "--raw").out
    #expect(raw.contains("2020-01-01T00:00:00Z,70,70,70,70,10\n"))
    try folder.write("g.csv", "date,price_factor,split_factor\n20200101,0,1\n")
    let bad = try quill.run("data", "import", file, "--as", "t", "--adjust", folder.path("g.csv"))
    #expect(bad.code == 1 && bad.err.contains("D0115"), "\(bad.err)")
  }

  @Test func calendarsOfOnesOwn() throws {
    try folder.write(
      "c.toml",
      """
      zone = "Europe/Berlin"
      hours = "09:00-17:30"
      days = "mon-fri"
      every_year = ["12-25"]
      easter = [-2, 1]
      closed = ["2024-12-24"]
      short = { "2024-12-30" = "14:00" }
      """)
    let calendar = folder.path("c.toml")
    try folder.write(
      "d.csv",
      "time,open,high,low,close\n"
        + ["03-28", "04-02", "12-23", "12-26"].map { "2024-\($0),1,1,1,1\n" }.joined()
    )
    let check = try quill.run(
      "data", "check", folder.path("d.csv"), "--calendar", calendar, "--interval", "1d", "--json")
    #expect(check.out.contains(#""missing": 188"#), "\(check.out) \(check.err)")
    for bad in ["zone = 1", "hours = \"9\"", "zone = \"Mars/Here\"", "x = 1", "zone = ", ""] {
      try folder.write("b.toml", bad)
      let outcome = try quill.run(
        "data", "check", folder.path("d.csv"), "--calendar", folder.path("b.toml"))
      #expect((1...2).contains(outcome.code), "\(bad): \(outcome.code) \(outcome.err)")
    }
  }

  @Test func memoryIsAskedForBefore() throws {
    let refused = try quill.run(
      "backtest", Self.strategy, "--data", Self.daily, "--memory", "10MB")
    #expect(refused.code == 2 && refused.err.contains("U0014"), "\(refused.err)")
    let fine = try quill.run("backtest", Self.strategy, "--data", Self.daily, "--memory", "512MB")
    #expect(fine.code == 0, "\(fine.err)")
    for bad in ["x", "-1MB", "1e400", "", "0", "5XB"] {
      let outcome = try quill.run("eval", "close", "--data", Self.daily, "--memory=\(bad)")
      #expect(outcome.code == 2, "\(bad)")
    }
  }

  /// The process is killed at random moments of an append; the store is whole afterwards and the
  /// rows are the old ones or all.
  @Test func killingAnAppendLosesNothing() throws {
    let first = folder.path("first.csv")
    let second = folder.path("second.csv")
    #expect(
      try quill.run("data", "synth", "--count", "20000", "--interval", "1m", "--out", first).code
        == 0)
    #expect(
      try quill.run(
        "data", "synth", "--count", "60000", "--interval", "1m", "--from", "2001-01-01", "--out",
        second
      ).code == 0)
    #expect(try quill.run("data", "import", first, "--as", "k").code == 0)
    var rows = 20_000
    var kills = 0
    for round in 0..<12 {
      let outcome = try quill.run(["data", "import", second, "--as", "k", "--append"]) { process in
        usleep(UInt32(round * 35_000 + 5_000))
        kill(process, SIGKILL)
      }
      if outcome.code != 0 { kills += 1 }
      let info = try quill.run("data", "verify", "k")
      #expect(
        info.code == 0 && info.out.contains("whole"), "round \(round): \(info.out) \(info.err)")
      let now = try quill.run("data", "info", "k", "--json").out
      let found = now.contains(#""rows": 20000,"#) ? 20_000 : 80_000
      #expect(now.contains("\"rows\": \(found),"), "\(now)")
      #expect(found >= rows)
      rows = found
      if rows == 80_000 { break }
    }
    #expect(kills > 0)
    if rows == 20_000 {
      #expect(try quill.run("data", "import", second, "--as", "k", "--append").code == 0)
    }
    #expect(try quill.run("data", "verify").code == 0)
  }

  @Test func twoWritersWaitForEachOther() throws {
    let file = folder.path("w.csv")
    #expect(try quill.run("data", "synth", "--count", "3000", "--out", file).code == 0)
    let folder = folder
    let codes = Codes()
    DispatchQueue.concurrentPerform(iterations: 4) { index in
      let outcome = try? folder.quill.run("data", "import", file, "--as", "w\(index)")
      codes.add(outcome?.code ?? -1)
    }
    #expect(codes.all == [0, 0, 0, 0])
    #expect(try quill.run("data", "verify").out.split(separator: "\n").count == 4)
  }

  // SAFETY: the list is reached only with the lock held.
  private final class Codes: @unchecked Sendable {
    private let lock = NSLock()
    private var list: [Int32] = []
    func add(_ code: Int32) { lock.withLock { list.append(code) } }
    var all: [Int32] { lock.withLock { list } }
  }
}
