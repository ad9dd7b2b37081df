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
