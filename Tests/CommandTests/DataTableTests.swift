import Foundation
import TestSupport
import Testing

/// `quill data import` of a file of SQLite.
@Suite final class DataTableTests: ScratchSuite {
  private static let columns = "time text, open real, high real, low real, close real, volume int"
  private func rows(_ price: Int) -> [[String]] {
    (10..<25).map {
      ["'2021-01-\($0)'", "\(price)", "\(price + 2)", "\(price)", "\(price + 1)", "5"]
    }
  }

  private func data(_ arguments: String...) throws -> QuillProcess.Outcome {
    // The program that other formats need is not at hand.
    var alone = quill
    alone.environment["PATH"] = folder.path("none")
    return try alone.run(["data"] + arguments)
  }

  @Test func aTableBecomesADataSetWithoutAnotherProgram() throws {
    let file = folder.path("market.data")
    let sample = try SQLiteSample(file)
    try sample.table("a", Self.columns, rows(10))
    try sample.table("notes", "words text", [["'x'"]])
    let explained = try data("import", file, "--explain")
    #expect(explained.out.contains("table") && explained.out.contains("of 2 tables the only one"))
    let done = try data("import", file, "--as", "a")
    #expect(done.code == 0 && done.out.contains("a: 15 bars"), "\(done.err)")
    #expect(try data("export", "a").out.contains("2021-01-10T00:00:00Z,10,12,10,11,5\n"))
    try sample.table("b", Self.columns, rows(20))
    let open = try data("import", file, "--as", "b")
    #expect(open.code == 1 && open.err.contains("D0606") && open.err.contains("--table"))
    #expect(try data("import", file, "--as", "b", "--table", "b").code == 0)
    #expect(try data("export", "b").out.contains("2021-01-10T00:00:00Z,20,22,20,21,5\n"))
    #expect(try data("info", "b").out.contains("market.data, table b"))
    let asked =
      "select time, open + 1 as open, high, low, close, volume from FILE where time > '2021-01-20'"
    let some = try data("import", file, "--as", "c", "--table", "b", "--sql", asked)
    #expect(some.code == 0 && some.out.contains("c: 4 bars"), "\(some.err)")
    #expect(try data("check", file, "--table", "b").out.contains("15 bars"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
        == ["market.data", "store"])
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let file = folder.path("x.db")
    let sample = try SQLiteSample(file)
    try sample.table("a", Self.columns, rows(10))
    try sample.run("BEGIN EXCLUSIVE")
    let locked = try data("import", file)
    #expect(locked.code == 1 && locked.err.contains("another program is writing"), "\(locked.err)")
    try sample.run("ROLLBACK")
    #expect(try data("import", file, "--table", "a", "--sql", "select 1").err.contains("U0001"))
    try folder.write("c.csv", "time,open,high,low,close\n2021-01-10,1,1,1,1\n2021-01-11,1,1,1,1\n")
    let csv = try data("import", folder.path("c.csv"), "--table", "a")
    #expect(csv.code == 2 && csv.err.contains("--table is for files of SQLite"), "\(csv.err)")
    try folder.write(
      "e.sqlite", Data((0..<9_000).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 3) }))
    #expect(try data("import", folder.path("e.sqlite")).err.contains("encrypted"))
  }
}
