import Foundation
import TestSupport
import Testing

/// `quill data import` of rows that repeat times and differ: no help advises to take them away.
@Suite final class DataImportRepeatsTests: ScratchSuite {
  private func text(_ name: String, _ cell: (Int) -> String) -> String {
    "Date,\(name),Open,High,Low,Close,Volume\n"
      + (0..<40).map { "2021-03-02,\(cell($0)),1,2,0.5,1.\($0 + 10),\($0)\n" }.joined()
  }

  @Test func rowsThatDifferAreNotToBeDeduped() throws {
    try folder.write("t.csv", text("Ding") { "\($0 * 7 % 5)" })
    let one = try quill.run("data", "import", folder.path("t.csv"), "--as", "t")
    #expect(one.code == 1 && one.err.contains("D0301"), "\(one.err)")
    for word in ["left out were ding", "--dedupe would take away bars", "--columns"] {
      #expect(one.err.contains(word), "\(one.err)")
    }
    #expect(!one.err.contains("give --"), "\(one.err)")
    // Copies of rows are taken away as before.
    let rows = (10..<30).map { "2021-01-\($0),1,2,1,1.5,5\n" }.joined()
    try folder.write("c.csv", "Date,Open,High,Low,Close,Volume\n" + rows + rows)
    let copies = try quill.run("data", "import", folder.path("c.csv"), "--as", "c")
    #expect(copies.code == 1 && copies.err.contains("--dedupe to mend it"), "\(copies.err)")
    let done = try quill.run(
      "data", "import", folder.path("c.csv"), "--as", "c", "--sort", "--dedupe")
    #expect(done.code == 0, "\(done.err)")
  }

  @Test func aVolumeOfAnotherNameIsNotReadDirectly() throws {
    for (name, code) in [
      ("baseVolume", "D0116"), ("TTQ", "D0116"), ("Volume (000)", "D0116"), ("VWAP", ""),
    ] {
      let rows = (10..<30).map { "2021-01-\($0),1,2,1,1.5,\(name == "VWAP" ? 1 : $0 * 7)\n" }
      try folder.write("v.csv", "Date,Open,High,Low,Close,\(name)\n" + rows.joined())
      let direct = try quill.run("eval", "close", "--data", folder.path("v.csv"))
      #expect(direct.code == (code.isEmpty ? 0 : 1), "\(name): \(direct.err)")
      #expect(direct.err.contains(code) || code.isEmpty, "\(name): \(direct.err)")
    }
  }

  @Test func aClockInTheHeaderIsNotReadDirectly() throws {
    let rows = (10..<30).map { "2021-01-04,09:\($0),1,2,1,1.5,5\n" }.joined()
    for name in ["Time (ET)", "Time_NY", "Exchange Time"] {
      try folder.write("z.csv", "Date,\(name),Open,High,Low,Close,Volume\n" + rows)
      let direct = try quill.run("eval", "close", "--data", folder.path("z.csv"))
      #expect(direct.code == 1 && direct.err.contains("D0116"), "\(name): \(direct.err)")
    }
  }
}
