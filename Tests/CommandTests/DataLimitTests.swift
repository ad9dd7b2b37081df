import Foundation
import TestSupport
import Testing

/// What `quill` does with data at the edge: left out, joined, packed, not allowed.
@Suite final class DataLimitTests: ScratchSuite {
  private static let strategy = "Strategies/sma-cross/sma-cross.quill"

  /// Bars from Monday 2024-01-08 on, with a column beside the market.
  private func rows(_ count: Int, every step: Int) -> String {
    var text = "time,open,high,low,close,volume,funding\n"
    for row in 0..<count {
      let price = 100 + row % 7
      text += "\(1_704_672_000 + row * step),\(price),\(price + 2),\(price - 2),\(price + 1),5,"
      text += row % 3 == 2 ? "\n" : "\(row)\n"
    }
    return text
  }

  // MARK: - Longer bars

  @Test func barsOutsideOfSessionsAreCountedAndSaid() throws {
    // Five days of hours: the hours that begin within 09:30 to 16:00 New York are six a day.
    try folder.write("h.csv", rows(120, every: 3_600))
    let file = folder.path("h.csv")
    let words = "90 bars outside the trading of us-equities are left out"
    let longer = ["--resample", "1d", "--calendar", "us-equities"]
    let export = try quill.run(
      ["data", "export", file, "--out", folder.path("d.csv"), "--json"] + longer)
    #expect(export.code == 0 && export.err.contains(words), "\(export.err)")
    #expect(export.out.contains(#""outside": 90"#), "\(export.out)")
    #expect(try SchemaCheck(named: "data-export").problems(in: export.out).isEmpty)
    let kept = try quill.run(["data", "import", file, "--as", "d", "--json"] + longer)
    #expect(kept.code == 0 && kept.err.contains(words), "\(kept.err)")
    #expect(kept.out.contains(#""outside": 90"#) && kept.out.contains(words), "\(kept.out)")
    #expect(try SchemaCheck(named: "data-import").problems(in: kept.out).isEmpty)
    let backtest = try quill.run(["backtest", Self.strategy, "--data", file, "--json"] + longer)
    #expect(backtest.code == 0 && backtest.err.contains(words), "\(backtest.err)")
    #expect(backtest.out.contains(words), "\(backtest.out.prefix(2_000))")
    let uneven = try quill.run("data", "export", file, "--resample", "90m")
    #expect(uneven.code == 1 && uneven.err.contains("D0114"), "\(uneven.err)")
  }

  /// A column beside the market goes through the cache and into longer bars.
  @Test func furtherColumnsAreJoinedAndCached() throws {
    try folder.write("m.csv", rows(40_000, every: 60))
    let file = folder.path("m.csv")
    let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
    #expect((size ?? 0) > 1 << 20)
    let eval = ["eval", "funding", "--column", "funding", "--data", file]
    let plain = try quill.run(eval + ["--no-cache"])
    let cold = try quill.run(eval)
    let warm = try quill.run(eval)
    #expect(plain.code == 0 && cold.out == plain.out && warm.out == plain.out, "\(warm.err)")
    let entries = try FileManager.default.subpathsOfDirectory(atPath: folder.path("cache"))
    #expect(entries.contains { $0.hasSuffix("extra-0.npy") }, "\(entries)")
    for run in 0..<2 {
      let hours = try quill.run(eval + ["--resample", "1h"])
      #expect(hours.code == 0, "\(hours.err)")
      let values = hours.out.split(separator: "\n").dropFirst().prefix(3).map {
        String($0.split(separator: ",").last ?? "")
      }
      // Of rows 57, 58 and 59 the last has none.
      #expect(values.compactMap { Double($0) } == [58, 118, 178], "run \(run): \(values)")
    }
    let stored = try quill.run(
      "data", "import", file, "--as", "m", "--extras", "funding", "--resample", "1h")
    #expect(stored.code == 0, "\(stored.err)")
    let text = try quill.run("data", "export", "m").out
    #expect(
      text.hasPrefix("timestamp,open,high,low,close,volume,funding\n")
        && text.split(separator: "\n")[1].hasSuffix(",58"), "\(text.prefix(200))")
  }

  // MARK: - What is used directly

  @Test func whatOnlyAnImportUnderstandsIsSaid() throws {
    var text = "<DATE>;<TIME>;<OPEN>;<HIGH>;<LOW>;<CLOSE>;<VOL>\n"
    for row in 0..<30 { text += "20210301;14\(10 + row)00;100;101;99;100.5;7\n" }
    try folder.write("f.csv", text)
    let file = folder.path("f.csv")
    for command in [["backtest", Self.strategy], ["eval", "close"]] {
      let direct = try quill.run(command + ["--data", file])
      #expect(direct.code == 1 && direct.err.contains("D0116"), "\(direct.err)")
      #expect(direct.err.contains("quill data import"), "\(direct.err)")
    }
    #expect(try quill.run("data", "export", file).err.contains("D0116"))
    #expect(try quill.run("data", "import", file, "--as", "f").code == 0)
    #expect(try quill.run("data", "export", "f").out.contains("2021-03-01T14:10:00Z,100,101"))
  }

  @Test func memoryIsAskedOfProviders() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path("bars"), withIntermediateDirectories: true)
    try folder.write("bars/A.csv", rows(40_000, every: 60))
    #expect(
      try quill.run("data", "import", folder.path("bars/A.csv"), "--as", "a").code == 0)
    for (data, memory, code) in [
      ("synth:gbm,interval=1m,count=1000000", "80MB", 2), ("synth:gbm,count=1000", "80MB", 0),
      ("folder:\(folder.path("bars")),symbol=A", "65MB", 2),
      ("folder:\(folder.path("bars")),symbol=A", "512MB", 0), ("store:a", "65MB", 0),
      ("lines:1m", "512MB", 2),
    ] as [(String, String, Int32)] {
      let outcome = try quill.run("eval", "close", "--data", data, "--memory", memory)
      #expect(outcome.code == code, "\(data): \(outcome.err)")
      if code == 2 { #expect(outcome.err.contains("U0014"), "\(data): \(outcome.err)") }
    }
  }

  // MARK: - Stores

  /// The store of somebody else, of which nothing may be written, is read.
  @Test func aStoreOfSomebodyElseIsRead() throws {
    let file = folder.path("h.csv")
    try folder.write("h.csv", rows(120, every: 3_600))
    #expect(try quill.run("data", "import", file, "--as", "h").code == 0)
    let first = try quill.run("data", "export", "h").out
    var other = quill
    var before: [String] = []
    func allow(_ rights: Int) throws {
      for path in [folder.path(""), folder.path("store")] {
        try FileManager.default.setAttributes([.posixPermissions: rights], ofItemAtPath: path)
      }
    }
    if geteuid() == 0 {
      let program = "/usr/bin/setpriv"
      guard FileManager.default.isExecutableFile(atPath: program) else { return }
      other.program = URL(fileURLWithPath: program)
      before = [
        "--reuid=65534", "--regid=65534", "--clear-groups", QuillProcess.executable.path,
      ]
    }
    try allow(0o555)
    defer { try? allow(0o755) }
    guard try other.run(before + ["--version"]).code == 0 else { return }
    #expect(try other.run(before + ["data", "export", "h"]).out == first)
    for arguments in [["ls"], ["info", "h"], ["verify"], ["check", "h"]] {
      let outcome = try other.run(before + ["data"] + arguments)
      #expect(outcome.code <= 1 && outcome.out.contains("h"), "\(arguments): \(outcome.err)")
    }
    let removed = try other.run(before + ["data", "rm", "h"])
    #expect(removed.code != 0 && removed.err.contains("D0411"), "\(removed.err)")
    // What may not even be looked at is no empty store.
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o000], ofItemAtPath: folder.path("store"))
    let closed = try other.run(before + ["data", "ls"])
    #expect(closed.code != 0 && closed.err.contains("S0003"), "\(closed.err)")
  }

  @Test func aLostCatalogTakesNothingWithIt() throws {
    try folder.write("h.csv", rows(120, every: 3_600))
    #expect(try quill.run("data", "import", folder.path("h.csv"), "--as", "h").code == 0)
    try folder.write("store/catalog.sqlite", "")
    for arguments in [
      ["prune"], ["ls"], ["export", "h"], ["import", folder.path("h.csv"), "--as", "i"],
    ] {
      let outcome = try quill.run(["data"] + arguments)
      #expect(outcome.code == 1 && outcome.err.contains("D0410"), "\(arguments): \(outcome.err)")
    }
    let left = try FileManager.default.subpathsOfDirectory(atPath: folder.path("store/columns"))
    #expect(left.contains { $0.hasSuffix("close.npy") }, "\(left)")
  }

  // MARK: - Other programs

  static func has(_ program: String) -> Bool {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
  }

  @Test func programsThatAreNotThereAreNamed() throws {
    var alone = quill
    alone.environment["PATH"] = folder.path("")
    try folder.write("x.json", #"[{"time":"2020-01-01","open":1}]"#)
    let json = try alone.run("data", "import", folder.path("x.json"))
    #expect(json.code != 0 && json.err.contains("duckdb"), "\(json.err)")
    try Data([0x28, 0xB5, 0x2F, 0xFD, 0, 0]).write(to: URL(fileURLWithPath: folder.path("x.zst")))
    let packed = try alone.run("data", "import", folder.path("x.zst"))
    #expect(packed.code != 0 && packed.err.contains("zstd"), "\(packed.err)")
  }

  @Test(.enabled(if: DataLimitTests.has("zstd"), "the program zstd is not here"))
  func zstdIsUnpacked() throws {
    try folder.write("h.csv", rows(120, every: 3_600))
    var zstd = quill
    zstd.program = URL(fileURLWithPath: "/usr/bin/env")
    #expect(try zstd.run("zstd", "-q", folder.path("h.csv"), "-o", folder.path("h.zst")).code == 0)
    let done = try quill.run("data", "import", folder.path("h.zst"), "--as", "z")
    #expect(done.code == 0, "\(done.err)")
    #expect(try quill.run("data", "import", folder.path("h.csv"), "--as", "h").code == 0)
    #expect(try quill.run("data", "export", "z").out == quill.run("data", "export", "h").out)
  }

  @Test(.enabled(if: DataLimitTests.has("duckdb"), "the program duckdb is not here"))
  func duckdbIsAsked() throws {
    try folder.write("h.csv", rows(120, every: 3_600))
    var objects: [String] = []
    for row in 0..<20 {
      objects.append(
        #"{"time":"2020-01-\#(10 + row)","open":1.5,"high":2,"low":1,"close":1.75,"volume":3}"#)
    }
    try folder.write("h.json", "[" + objects.joined(separator: ",") + "]")
    let json = try quill.run("data", "import", folder.path("h.json"), "--as", "j")
    #expect(json.code == 0, "\(json.err)")
    #expect(
      try quill.run("data", "export", "j").out.contains("2020-01-10T00:00:00Z,1.5,2,1,1.75,3"))
    let sql = try quill.run(
      "data", "import", folder.path("h.csv"), "--as", "s", "--sql",
      "select * from FILE where volume > 0 limit 7")
    #expect(sql.code == 0 && sql.out.contains("7 bars"), "\(sql.err)")
  }
}
