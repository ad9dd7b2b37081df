import Console
import Foundation
import ReplSession
import TestSupport
import Testing

/// What a session reads beside its lines: imported files, and bars with a calendar.
@Suite struct WorldTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent(UUID().uuidString)

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func write(_ name: String, _ text: String) throws {
    try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
  }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  private func said(_ session: inout ReplSession, _ line: String) throws -> String {
    let reply = session.take(line) ?? session.takeEnd()
    return try #require(reply).text
  }

  @Test func whatIsImportedIsReadBesideTheLoadedFile() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try write("tools.quill", "library \"tools\"\nlet twice = 2 * 21\nfn half(x) = x / 2\n")
    try write("more.quill", "library \"more\"\nlet one = 1\n")
    try write(
      "idea.quill", "strategy \"idea\"\nimport \"tools\" as t\nenter long when close > t.twice\n")
    var session = try TranscriptTests.session()
    #expect(try said(&session, ":load \(path("idea.quill"))").contains("1 order"))
    #expect(try said(&session, "t.twice + t.half(4)").contains("= 44"))
    #expect(try said(&session, "import \"more\" as m") == "m: library\n")
    #expect(try said(&session, "m.one + 1").contains("= 2"))
    #expect(try said(&session, ":type t.half(close)").contains("number, series"))
    #expect(try said(&session, ":data Strategies/data/sp500_daily.csv").contains("5,031 bars"))
    #expect(try said(&session, ":backtest").contains("Trades"))
    // What changes on disk counts from the next line on.
    try write("more.quill", "library \"more\"\nlet one = 10\n")
    #expect(try said(&session, "m.one + 1").contains("= 11"))
    #expect(try said(&session, "import \"nowhere\" as n").contains("E0630"))
    #expect(try said(&session, "import \"../x\" as n").contains("E0631"))
    #expect(try said(&session, "m.one + 1").contains("= 11"))
    // Saved elsewhere it would not find them.
    let other = folder.appendingPathComponent("other")
    try FileManager.default.createDirectory(at: other, withIntermediateDirectories: false)
    let saved = try said(&session, ":save \(other.path)/idea.quill")
    #expect(saved.contains("saved as") && saved.contains("not found from there"), "\(saved)")
    #expect(
      try said(&session, ":save \(path("again.quill"))") == "saved as \(path("again.quill"))\n")
    #expect(try said(&session, ":clear").contains("nothing is defined"))
    #expect(try said(&session, "import \"tools\" as t").contains("E0630"))
  }

  /// A link that leads out of the folder is no way to read another file.
  @Test func linksOutOfTheFolderAreRefused() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = FileManager.default
    try files.createDirectory(
      at: folder.appendingPathComponent("in/deep"), withIntermediateDirectories: true)
    try write("secret.quill", "library \"secret\"\nlet x = 1\n")
    try write("in/inside.quill", "library \"inside\"\nlet x = 1\n")
    for (link, target) in [
      ("in/out.quill", "secret.quill"), ("in/near.quill", "in/inside.quill"), ("in/way", ""),
    ] {
      try files.createSymbolicLink(atPath: path(link), withDestinationPath: path(target))
    }
    let enter = "\nenter long when close > l.x\n"
    for (name, code, says) in [
      ("out", Int32(1), "out of the folder"), ("way/secret", 1, "out of the folder"),
      ("near", 0, ""), ("inside", 0, ""),
    ] {
      try write("in/s.quill", "strategy \"s\"\nimport \"\(name)\" as l" + enter)
      let outcome = try QuillProcess().run("check", path("in/s.quill"))
      #expect(outcome.code == code, "\(name): \(outcome.err)\(outcome.out)")
      #expect(says.isEmpty || outcome.err.contains(says), "\(name): \(outcome.err)")
    }
    // A strategy that is a link itself is read where the link stands.
    try files.createSymbolicLink(
      atPath: path("link.quill"), withDestinationPath: path("in/s.quill"))
    #expect(try QuillProcess().run("check", path("link.quill")).code == 1)
  }

  @Test func barsTakeTheOptionsOfOtherCommands() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let bars = "Strategies/data/sp500_daily.csv"
    try write(
      "hours.csv",
      "time,open,high,low,close,volume\n"
        + (0..<20).map { "2020-01-0\($0 < 10 ? 1 : 2)T0\($0 % 10):00:00Z,1,2,1,2,3\n" }.joined())
    try FileManager.default.copyItem(
      at: Repository.root.appendingPathComponent(bars),
      to: folder.appendingPathComponent("two words.csv"))
    var session = try TranscriptTests.session()
    #expect(try said(&session, ":data \(bars) --calendar us-equities").contains("5,031 bars"))
    let others = "--with NDX=Strategies/data/nasdaq_daily.csv"
    #expect(try said(&session, ":data \(bars) \(others)").contains("of sp500_daily"))
    #expect(try said(&session, "on \"NDX\" { close }").contains("2018-12-31"))
    #expect(try said(&session, ":data \(path("hours.csv"))").contains("20 bars of hours"))
    #expect(try said(&session, "hour").contains("2020-01-02T09:00:00Z     9\n"))
    #expect(try said(&session, ":data \(path("hours.csv")) --zone Asia/Tokyo").contains("20 bars"))
    #expect(try said(&session, "hour").contains("2020-01-02T09:00:00Z    18\n"))
    #expect(try said(&session, ":data \(path("two words.csv"))").contains("of two words"))
    #expect(
      try said(&session, ":data \"\(path("two words.csv"))\" --zone UTC").contains("two words"))
    for (line, says) in [
      (":data \(bars) --calendar nowhere", "nowhere"),
      (":data \(bars) --zone Mars/One", "Mars/One"),
      (":data \(bars) --with x", "SYMBOL=FILE"), (":data \(bars) --nonsense 3", "--nonsense"),
      (":data --zone UTC", "data"), (":data \(bars) \(bars) --zone UTC", "nexpected"),
    ] {
      let taken = session.take(line)
      let reply = try #require(taken)
      #expect(reply.isError && reply.text.contains(says), "\(line): \(reply.text)")
    }
    #expect(try said(&session, "close").contains("2018-12-31"))
    let outcome = try QuillProcess().run(
      "repl", "--data", bars, "--calendar", "nowhere")
    #expect(outcome.code != 0 && outcome.err.contains("nowhere"), "\(outcome.out)\(outcome.err)")
  }
}
