internal import Host
internal import Machine
internal import Market
internal import Testing

@testable internal import Store

@Suite struct CacheTests {
  private let disk = MemoryDisk()
  private let clock = SimulatedClock()

  private var environment: Environment { .simulated(seed: 1, clock: clock, disk: disk) }

  private func text(_ shift: Int) -> [UInt8] {
    var text: [UInt8] = []
    BarsExport.csv(Sample.bars(shift..<(30_000 + shift)), 0..<30_000) { text += $0 }
    return text
  }

  /// Reads through the cache; gives the bars and whether the file was parsed.
  private func read() throws -> (set: DataSet, parsed: Bool) {
    var parsed = false
    let set = try BarsCache(root: "cache", in: environment).bars(of: "f.csv") {
      () throws(Failure) in
      parsed = true
      return try CSVFile("f.csv").read(in: environment)
    }
    return (set, parsed)
  }

  @Test func theSecondTimeNothingIsParsed() throws {
    disk.overwrite("f.csv", text(0))
    let first = try read()
    let second = try read()
    #expect(first.parsed && !second.parsed)
    #expect(Sample.same(first.set.bars, second.set.bars))
    #expect(first.set.report == second.set.report)
  }

  @Test func anotherContentIsAnotherEntry() throws {
    disk.overwrite("f.csv", text(0))
    _ = try read()
    // The clock of the disk is too coarse to tell the two apart.
    disk.overwrite("f.csv", text(1), unseen: true)
    let changed = try read()
    #expect(changed.parsed)
    #expect(Sample.same(changed.set.bars, Sample.bars(1..<30_001)))
    disk.overwrite("f.csv", text(0))
    #expect(try !read().parsed)
  }

  /// Columns beside the market are kept too, each question's on its own.
  @Test func furtherColumnsAreKept() throws {
    var text = "time,open,high,low,close,volume,Funding,../x y\n"
    for row in 0..<40_000 {
      text += "\(1_577_836_800 + row * 60),1,2,1,2,3,\(row).5,\(row % 7 == 0 ? "" : "9")\n"
    }
    disk.overwrite("f.csv", Array(text.utf8))
    func read(_ columns: [String]) throws -> (set: DataSet, parsed: Bool) {
      var parsed = false
      let set = try BarsCache(root: "cache", in: environment).bars(of: "f.csv", columns: columns) {
        () throws(Failure) in
        parsed = true
        return try CSVFile("f.csv").read(in: environment, columns: columns)
      }
      return (set, parsed)
    }
    for columns in [["funding"], [], ["__/x_y", "funding"], ["funding", "__/x_y"]] {
      let first = try read(columns)
      let second = try read(columns)
      #expect(first.parsed && !second.parsed, "\(columns)")
      #expect(second.set.bars.extras.map(\.name) == columns)
      #expect(second.set.report == first.set.report)
      for (one, two) in zip(first.set.bars.extras, second.set.bars.extras) {
        #expect(one.words == two.words)
      }
    }
    #expect(try Grid.number(read(["funding"]).set.bars.extras[0].words[4]) == 4.5)
    // A list of names that is gone or cut short is no entry.
    for name in try disk.list("cache/columns") {
      let path = "cache/columns/\(name)/extras"
      guard let bytes = try? disk.read(path, limit: .max) else { continue }
      disk.overwrite(path, Array(bytes.dropLast(2)))
    }
    #expect(try read(["funding"]).parsed && !read([]).parsed)
  }

  @Test func anEntryThatIsBrokenIsNotBelieved() throws {
    disk.overwrite("f.csv", text(0))
    _ = try read()
    let folder = "cache/columns/" + (try #require(try disk.list("cache/columns").first))
    for name in try disk.list(folder) {
      let path = "\(folder)/\(name)"
      let bytes = try disk.read(path, limit: .max)
      disk.overwrite(path, Array(bytes.prefix(bytes.count - 3)))
      let again = try read()
      #expect(again.parsed, "\(name)")
      #expect(Sample.same(again.set.bars, Sample.bars(0..<30_000)))
    }
  }

  @Test func aCacheThatCannotBeWrittenIsNoFailure() throws {
    disk.overwrite("f.csv", text(0))
    disk.inject(.init(SystemKinds.full, on: .write))
    #expect(try read().parsed)
    #expect(try read().parsed)
  }

  @Test func reportsComeBack() {
    let report = DataReport(
      rows: 5, from: -3, to: 9, interval: 2,
      problems: [
        DataProblem(
          kind: DataKinds.offGrid, column: .close, count: 2, firstLine: 3, message: "a\tb\\n\nc")
      ], notes: ["x\\ty", ""])
    #expect(ReportText.report(ReportText.text(of: report)) == report)
    let text = ReportText.text(of: report)
    for cut in 0..<text.count { _ = ReportText.report(String(text.prefix(cut))) }
    #expect(ReportText.report(String(text.dropLast(2))) == nil)
  }
}
