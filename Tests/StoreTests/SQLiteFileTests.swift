import Foundation
internal import Host
internal import Machine
internal import Market
internal import TestSupport
internal import Testing

@testable internal import Store

/// Files of SQLite as others write them: the same bars as a CSV of the table, or a refusal.
@Suite struct SQLiteFileTests {
  private static let columns = "open real, high real, low real, close real, volume"
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "quill-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  private func part(
    _ name: String, table: String? = nil, sql: String? = nil, limit: Int = 1 << 30
  ) throws -> ImportPart {
    let file = try SQLiteFile(path(name), in: .system)
    guard let sql else {
      return try ImportPart(file, path: path(name), table: table, question: nil, most: limit)
    }
    return try ImportPart(
      file, path: path(name), table: table, question: { _ throws(Failure) in sql }, most: limit)
  }

  private func refuses(
    _ name: String, _ code: String, _ words: String..., table: String? = nil, sql: String? = nil,
    limit: Int = 1 << 30, location: SourceLocation = #_sourceLocation
  ) {
    do {
      let part = try part(name, table: table, sql: sql, limit: limit)
      Issue.record(
        "taken: \(String(decoding: part.text.prefix(80), as: UTF8.self))", sourceLocation: location)
    } catch let failure as Failure {
      #expect(failure.code == code, "\(failure)", sourceLocation: location)
      for word in words {
        #expect(failure.message.contains(word), "\(failure)", sourceLocation: location)
      }
    } catch {
      Issue.record("\(error)", sourceLocation: location)
    }
  }

  /// Bars of days, drawn at random; a price that is missing and a whole one among them.
  private func rows(_ seed: UInt64, _ count: Int) -> [[String]] {
    var random = SplitMix64(seed: seed)
    var last = 100.0
    return (0..<count).map { row in
      let close = last + Double(Int(random.next() % 400)) / 100 - 2
      let (high, low) = (max(last, close) + 0.25, min(last, close) - 0.5)
      defer { last = close }
      let open = row == 7 ? "" : "\(last)"
      return [
        "\(1_609_459_200 + row * 86_400)", open, "\(high)", "\(low)", "\(close)",
        "\(random.next() % 1_000_000)",
      ]
    }
  }

  private func cells(_ row: [String]) -> [String] { row.map { $0.isEmpty ? "NULL" : $0 } }

  @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64]) func aTableIsItsCSV(_ seed: UInt64) throws {
    let rows = rows(seed, 60 + Int(seed))
    let head = "time,open,high,low,close,volume"
    let text = ([head] + rows.map { $0.joined(separator: ",") }).joined(separator: "\n")
    let csv = try Importing.bars(
      of: try ImportPart.all(of: HeldBytes(Array(text.utf8)), path: "b.csv"), path: "b.csv",
      ImportWish())
    let types = ["integer", "real", "", "numeric"]
    let sample = try SQLiteSample(path("b.db"), isJournalShared: seed % 2 == 0)
    try sample.table(
      "b", "time \(types[Int(seed) % 4]), \(Self.columns) \(types[Int(seed + 1) % 4])",
      rows.map(cells))
    try sample.close()
    let table = try Importing.bars(of: [try part("b.db")], path: "b.db", ImportWish())
    #expect(Sample.same(csv.set.bars, table.set.bars) && csv.set.bars.count == rows.count)
    let own = table.decisions.filter { $0.what != "table" }
    #expect(own.map(\.what) == csv.decisions.map(\.what))
    #expect(own.map(\.value) == csv.decisions.map(\.value))
    #expect(csv.set.report.problems == table.set.report.problems)
  }

  @Test func wordsStayOneField() throws {
    let sample = try SQLiteSample(path("w.db"))
    try sample.table(
      "w", "day text, name text, open real, high real, low real, close real, volume integer",
      (10..<30).map {
        ["'2021-01-\($0)'", "'#A,\"B\"' || char(10) || ' ;C '", "1.5", "2", "1", "1.25", "7"]
      })
    try sample.close()
    let text = String(decoding: try part("w.db").text, as: UTF8.self)
    #expect(text.contains("2021-01-10,\"#A,\"\"B\"\"  ;C \",1.5,2,1,1.25,7\n"), "\(text)")
    let found = try Importing.bars(of: [try part("w.db")], path: "w.db", ImportWish())
    #expect(found.set.bars.count == 20)
  }

  @Test func ofSeveralTablesOneIsChosenOrAskedFor() throws {
    let rows = rows(9, 20).map(cells)
    let sample = try SQLiteSample(path("t.db"))
    try sample.table("splits", "date text, ratio real", [["'2021-01-01'", "2"]])
    try sample.table("\"My Bars\"", "time integer, \(Self.columns)", rows)
    #expect(try part("t.db").origin?.value == "My Bars")
    #expect(try part("t.db", table: "my bars").origin?.because == "as said")
    refuses("t.db", "D0606", "splits (date, ratio)", table: "nope")
    try sample.table("ticks", "time integer, price real, size real", [["1", "2", "3"]])
    refuses("t.db", "D0606", "3 tables", "My Bars, ticks may all be bars")
    try sample.run("DROP TABLE \"My Bars\"; DROP TABLE ticks; CREATE TABLE notes (words text)")
    refuses("t.db", "D0606", "none has the columns of bars")
    try sample.run("DELETE FROM splits")
    refuses("t.db", "D0102", "no rows", table: "splits")
    try sample.run("DROP TABLE splits; DROP TABLE notes; CREATE VIEW v AS SELECT * FROM gone")
    refuses("t.db", "D0607")
    try sample.run("DROP VIEW v")
    refuses("t.db", "D0606", "no tables")
  }

  @Test func aQuestionIsOneSelect() throws {
    let sample = try SQLiteSample(path("q.db"))
    try sample.table(
      "b", "time integer, \(Self.columns), raw blob", [["1", "1", "1", "1", "1", "1", "x'00'"]])
    try sample.close()
    let before = try Data(contentsOf: folder.appendingPathComponent("q.db"))
    #expect(
      String(decoding: try part("q.db", sql: "select time, open from b").text, as: UTF8.self)
        == "time,open\n1,1\n")
    for sql in [
      "delete from b", "select 1; drop table b", "pragma journal_mode = wal", "", "-- nothing",
      "attach 'y.db' as y", "with a as (select 1) delete from b", "select * from b where time = ?",
      "select nope from b", "vacuum", "select load_extension('x')", "select 1 \u{0} 2",
      "replace into b values (1)",
    ] { refuses("q.db", "D0607", sql: sql) }
    refuses("q.db", "D0607", "column raw of row 1 is a BLOB")
    refuses("q.db", "D0607", "more than", sql: "select time from b", limit: 4)
    refuses("q.db", "D0102", "no rows", sql: "select * from b limit 0")
    #expect(try Data(contentsOf: folder.appendingPathComponent("q.db")) == before)
  }

  @Test func whatCannotBeReadIsRefusedAndNothingIsLeftBehind() throws {
    let sample = try SQLiteSample(path("s.db"))
    try sample.table("b", "time integer, \(Self.columns)", rows(3, 500).map(cells))
    let bytes = try Array(Data(contentsOf: folder.appendingPathComponent("s.db")))
    var random = SplitMix64(seed: 5)
    let noise = (0..<bytes.count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let broken: [String: [UInt8]] = [
      "cut.db": Array(bytes.prefix(bytes.count / 2)), "head.db": Array(bytes.prefix(16)),
      "encrypted.db": Array(bytes.prefix(100)) + noise.dropFirst(100),
      "page.db": Array(bytes.prefix(4_096)) + noise.prefix(4_096) + bytes.dropFirst(8_192),
    ]
    for (name, content) in broken {
      try Data(content).write(to: folder.appendingPathComponent(name))
      refuses(name, "D0607")
    }
    // A byte anywhere may be wrong: bars or a refusal, and never an end of the program.
    for _ in 0..<60 {
      var content = bytes
      for _ in 0..<4 {
        content[Int(random.next() % UInt64(bytes.count))] = UInt8(random.next() % 256)
      }
      try Data(content).write(to: folder.appendingPathComponent("byte.db"))
      _ = try? part("byte.db")
    }
    let files = Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
    #expect(files == Set(broken.keys).union(["s.db", "byte.db"]), "\(files)")
    withExtendedLifetime(sample) {}
  }

  @Test func whatIsBeingWrittenIsRefused() throws {
    let writer = try SQLiteSample(path("wal.db"), isJournalShared: true)
    try writer.table("b", "time integer, \(Self.columns)", rows(3, 20).map(cells))
    refuses("wal.db", "D0607", "-wal holds rows that are not yet in the file")
    try writer.close()
    #expect(try part("wal.db").origin?.value == "b")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files.filter { $0.hasPrefix("wal.db") } == ["wal.db"], "\(files)")
  }

  @Test func aQuestionThatNeverEndsIsBrokenOff() throws {
    let sample = try SQLiteSample(path("e.db"))
    try sample.table("b", "time integer, \(Self.columns) real", rows(1, 3).map(cells))
    try sample.close()
    let file = try SQLiteFile(path("e.db"), in: .system, longest: 0.2)
    let endless = "with recursive n(i) as (select 1 union all select i + 1 from n) "
    for sql in ["select max(i) from n", "select i from n where i < 0"] {
      do {
        _ = try file.rows(ofQuestion: endless + sql, limit: 1 << 30)
        Issue.record("it ended")
      } catch {
        #expect(error.code == "D0607" && error.message.contains("1 seconds"), "\(error)")
        #expect(error.help?.contains("sqlite3") == true, "\(error)")
      }
    }
    // What ends in time is not broken off, before or behind.
    #expect(try file.rows(ofTable: "b", limit: 1 << 30).count == 3)
    Thread.sleep(forTimeInterval: 0.3)
    #expect(try file.rows(ofTable: "b", limit: 1 << 30).count == 3)
  }
}
