import Foundation
import TestSupport
import Testing

/// `quill data import` of what may be understood in two ways.
@Suite final class DataImportTests: ScratchSuite {
  private static let head = "time,open,high,low,close,volume\n"
  private func days(_ month: String, _ symbol: String? = nil) -> String {
    (10..<20).map { "2021-\(month)-\($0)\(symbol.map { ",\($0)" } ?? ""),1,2,1,1.5,5\n" }.joined()
  }

  private func refuses(_ arguments: [String], _ parts: String...) throws {
    let outcome = try quill.run(["data", "import"] + arguments)
    #expect(outcome.code == 1 || outcome.code == 2, "\(arguments): \(outcome.out)")
    for part in parts { #expect(outcome.err.contains(part), "\(outcome.err)") }
  }

  @Test func foldersAreOfOneInstrument() throws {
    for name in ["two/deep", "one/2021"] {
      try FileManager.default.createDirectory(
        atPath: folder.path(name), withIntermediateDirectories: true)
    }
    try folder.write("two/AAPL.csv", Self.head + days("01"))
    try folder.write("two/deep/MSFT.csv", Self.head + days("02"))
    try refuses([folder.path("two"), "--as", "two"], "D0603", "--symbol")
    let joined = try quill.run("data", "import", folder.path("two"), "--symbol", "X")
    #expect(joined.code == 0 && joined.out.contains("20 bars"), "\(joined.err)")
    try folder.write("one/2021/X-01.csv", Self.head + days("01"))
    try folder.write("one/readme.txt", "Bars.\n")
    let nested = try quill.run("data", "import", folder.path("one"))
    #expect(nested.code == 0 && nested.out.contains("readme.txt"), "\(nested.err)")
  }

  @Test func onlyTheSameGoesBehindADataSet() throws {
    let head = "time,symbol,open,high,low,close,volume\n"
    try folder.write("a.csv", head + days("01", "AAA"))
    try folder.write("b.csv", head + days("02", "BBB"))
    try folder.write(
      "c.csv", head + (10..<20).map { "2021-03-01 14:\($0),AAA,1,2,1,1.5,5\n" }.joined())
    try folder.write("d.csv", head + days("02", "AAA"))
    #expect(try quill.run("data", "import", folder.path("a.csv"), "--as", "s").code == 0)
    try refuses([folder.path("b.csv"), "--as", "s", "--append"], "D0603", "BBB")
    try refuses([folder.path("b.csv"), "--as", "s", "--append", "--symbol", "AAA"], "D0603")
    try refuses([folder.path("c.csv"), "--as", "s", "--append"], "D0507")
    #expect(
      try quill.run("data", "import", folder.path("d.csv"), "--as", "s", "--append").code == 0)
  }

  @Test func firstAndLastAreThoseOfTheFile() throws {
    try folder.write(
      "n.csv",
      Self.head + "2021-01-06,3,3,3,3,5\n2021-01-05,2,2,2,2,5\n2021-01-05,4,4,4,4,5\n"
        + "2021-01-04,1,1,0,1,5\n")
    let file = folder.path("n.csv")
    for (keep, close) in [("first", "2,2,2,2"), ("last", "4,4,4,4")] {
      let done = try quill.run(
        "data", "import", file, "--as", keep, "--sort", "--dedupe", "--keep", keep)
      #expect(done.code == 0, "\(done.err)")
      #expect(try quill.run("data", "export", keep).out.contains("2021-01-05T00:00:00Z,\(close)"))
    }
    let check = try quill.run("data", "check", file)
    #expect(check.out.contains("row 4, 2021-01-04"), "\(check.out)")
  }

  @Test func whatHasNoUseIsRefused() throws {
    try folder.write("b.csv", Self.head + days("01"))
    try refuses([folder.path("b.csv"), "--bars", "5m"], "--resample")
    try folder.write("BTC, 60 (1).csv", Self.head + days("01"))
    #expect(try quill.run("data", "import", folder.path("BTC, 60 (1).csv"), "--explain").code == 0)
    let named = try quill.run("data", "import", folder.path("BTC, 60 (1).csv"))
    #expect(named.code == 0 && named.out.contains("BTC_60_1: 10 bars"), "\(named.err)")
  }

  @Test func hoursThatClocksShowTwiceAreNotTakenAway() throws {
    var rows = ""
    for day in 25...31 {
      for hour in 0..<24 {
        let line = "2021-10-\(day) \(hour < 10 ? "0" : "")\(hour):00,1,2,1,1.5,5\n"
        rows += line
        if day == 31, hour == 2 { rows += line }
      }
    }
    try folder.write("h.csv", Self.head + rows)
    try refuses([folder.path("h.csv")], "--zone")
    let done = try quill.run("data", "import", folder.path("h.csv"), "--zone", "Europe/Berlin")
    #expect(done.code == 0 && done.out.contains("169 bars"), "\(done.err)")
    let once = Self.head + "2021-10-31 01:00,1,2,1,1.5,5\n2021-10-31 02:00,1,2,1,1.5,5\n"
    try folder.write("o.csv", once)
    let file = folder.path("o.csv")
    try refuses([file, "--zone", "Europe/Berlin"], "D0601", "--twice")
    let last = try quill.run(
      "data", "import", file, "--zone", "Europe/Berlin", "--twice", "last")
    #expect(last.code == 0 && last.out.contains("to 2021-10-31T01:00:00Z"), "\(last.err)")
  }

  @Test func barsOfTradesBeginWithTheSession() throws {
    var rows = "timestamp,price,amount\n"
    // From an hour before the opening to an hour behind the close, a trade each ten minutes.
    for minute in stride(from: 13 * 60 + 30, to: 22 * 60, by: 10) {
      rows += "2021-03-01 \(minute / 60):\(minute % 60 == 0 ? "00" : "\(minute % 60)"),100,2\n"
    }
    try folder.write("t.csv", rows)
    let done = try quill.run(
      "data", "import", folder.path("t.csv"), "--bars", "1h", "--calendar", "us-equities")
    #expect(done.code == 0 && done.out.contains("bars: 1h, joined from 1m"), "\(done.err)")
    let bars = try quill.run("data", "export", "t").out.split(separator: "\n").dropFirst()
    #expect(bars.count == 7 && bars.first?.hasPrefix("2021-03-01T14:30:00Z") == true, "\(bars)")
    #expect(bars.last?.hasPrefix("2021-03-01T20:30:00Z") == true, "\(bars)")
  }

  @Test func memoryIsEstimatedBeforeAnImport() throws {
    let rows = (0..<60_000).map { "\(1_600_000_000 + $0 * 60),1,2,1,1.5,5\n" }.joined()
    for (name, copies) in [("one", 1), ("two", 2)] {
      try FileManager.default.createDirectory(
        atPath: folder.path(name), withIntermediateDirectories: true)
      for copy in 0..<copies { try folder.write("\(name)/X-\(copy).csv", Self.head + rows) }
    }
    // 128 MB, and a sixth of the text; with --sort not quite half of it.
    let file = folder.path("one/X-0.csv")
    try refuses([file, "--memory", "128MB"], "U0014", "128 MB", "about 129 MB")
    #expect(try quill.run("data", "import", file, "--memory", "129MB", "--as", "m").code == 0)
    try refuses(
      [folder.path("two"), "--sort", "--memory", "129MB"], "U0014", "--memory allows 129 MB")
    #expect(try quill.run("data", "check", file, "--memory", "65MB").err.contains("U0014"))
    try refuses([file, "--memory", "much"], "U0003", "--memory")
  }

  /// At a terminal, which `script` of util-linux makes, what takes longer than a second says how
  /// far it is; elsewhere nothing does.
  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"),
      "skipped: the program script is not there"))
  func progressIsShownAtATerminal() throws {
    let rows = (0..<400_000).map { "\(1_600_000_000 + $0 * 60),1,2,1,1.5,5\n" }.joined()
    try folder.write("long.csv", Self.head + rows)
    var terminal = quill
    terminal.program = URL(fileURLWithPath: "/usr/bin/script")
    let command =
      "\(QuillProcess.executable.path) data import \(folder.path("long.csv")) --as long --replace"
    let seen = try terminal.run("-qec", command, "/dev/null")
    #expect(seen.code == 0 && seen.out.contains("long: 400000 bars"), "\(seen.out)\(seen.err)")
    if seen.seconds > 3 {
      #expect(seen.out.contains("importing: ") && seen.out.contains(" s left"), "\(seen.out)")
    }
    let file = try quill.run("data", "import", folder.path("long.csv"), "--as", "long", "--replace")
    #expect(!file.out.contains(" left") && file.err.isEmpty, "\(file.err)")
  }
}
