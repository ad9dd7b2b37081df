internal import Host
internal import Machine
internal import Testing

@testable internal import Market

/// One instrument in bars of several lengths: refused, or a series of each.
@Suite struct ImportLengthTests {
  private func rows(_ count: Int, every step: Int, from start: Int = 1_609_718_400) -> [String] {
    (0..<count).map { "\(start + $0 * step),\($0 + 2),\($0 + 3),\($0 + 1),\($0 + 2),5" }
  }

  private func text(_ rows: [String], _ more: String = "") -> String {
    (["time,open,high,low,close,volume\(more)"] + rows).joined(separator: "\n") + "\n"
  }

  private func plan(_ files: [(String, String)], splits: Bool = true) throws -> ImportPlan {
    var wish = ImportWish()
    wish.splitsLengths = splits
    let parts = files.map { ImportPart(name: $0.0, text: Array($0.1.utf8)) }
    return try ImportPlan(parts, path: "x", wish)
  }

  private func refuses(
    _ files: [(String, String)], splits: Bool = true, _ words: String...,
    location: SourceLocation = #_sourceLocation
  ) {
    expectRefusal("D0507", words, location) {
      let plan = try plan(files, splits: splits)
      return try plan.bars(of: plan.series[0])
    }
  }

  private func same(_ plan: ImportPlan, _ lengths: [(String?, Int)]) throws {
    #expect(plan.series.map(\.length) == lengths.map(\.0))
    #expect(try plan.series.map { try plan.bars(of: $0).set.bars.count } == lengths.map(\.1))
  }

  @Test func filesOfTwoLengthsBecomeTwoSeries() throws {
    let two = [
      ("AAPL-1m.csv", text(rows(30, every: 60))), ("AAPL-1d.csv", text(rows(20, every: 86_400))),
    ]
    refuses(two, splits: false, "AAPL-1m.csv has bars of 1m", "{interval}")
    let plan = try plan(two)
    try same(plan, [("1m", 30), ("1d", 20)])
    #expect(plan.series.map(\.name) == ["AAPL", "AAPL"])
    #expect(plan.series[1].source(in: "x") == "x/AAPL-1d.csv, bars of 1d")
  }

  @Test func aColumnTellsRowsApart() throws {
    let mixed =
      rows(30, every: 60).map { $0 + ",1min,A" } + rows(20, every: 86_400).map { $0 + ",1D,A" }
      + rows(12, every: 3_600).map { $0 + ",1min,B" }
    let file = [("all.csv", text(mixed, ",Interval,Symbol"))]
    refuses(file, splits: false, "the column interval has bars of 1D, 1min", "{interval}")
    let plan = try plan(file)
    try same(plan, [("1m", 30), ("1d", 20), ("1h", 12)])
    #expect(plan.series.map(\.symbol) == ["A", "A", "B"])
    #expect(plan.series[0].source(in: "x") == "x, rows of A, bars of 1m")
    let found = try plan.bars(of: plan.series[0])
    #expect(found.decisions.contains { $0.what == "interval" && $0.value == "1min" })
    // One length, and what is no length, is no reason to refuse.
    let one = text(rows(30, every: 60).map { $0 + ",1min" }, ",interval")
    #expect(try self.plan([("a.csv", one)], splits: false).only().length == nil)
    let counts = text(rows(30, every: 60).enumerated().map { "\($1),\($0)" }, ",period")
    let whole = try self.plan([("a.csv", counts)], splits: false)
    #expect(try whole.bars(of: whole.only()).set.bars.count == 30)
  }

  @Test func filesTooShortToTellGoWithTheOthersOrAreRefused() throws {
    let (minutes, days) = (text(rows(30, every: 60)), text(rows(20, every: 86_400)))
    let short = text(rows(2, every: 60, from: 1_609_804_800))
    try same(try plan([("A-1.csv", minutes), ("A-2.csv", short)]), [("1m", 32)])
    try same(try plan([("A.csv", short)]), [("1m", 2)])
    refuses(
      [("A-1.csv", minutes), ("A-2.csv", days), ("A-3.csv", short)], "A-3.csv has too few bars")
  }
}
