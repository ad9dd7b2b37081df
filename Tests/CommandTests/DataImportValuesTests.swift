import Foundation
import TestSupport
import Testing

/// `quill data import` of downloads that overlap, lists that begin with a dash, and several
/// contracts.
@Suite final class DataImportValuesTests: ScratchSuite {
  private static let head = "time,open,high,low,close,volume\n"

  private func bars(_ minutes: Range<Int>, close: Double = 1.5) -> String {
    Self.head + minutes.map { "2021-01-04 10:\($0),1,2,1,\(close),\($0)\n" }.joined()
  }

  @Test func rowsThatAreThereAreLeftOutBehindADataSet() throws {
    try folder.write("1.csv", bars(10..<20))
    try folder.write("2.csv", bars(15..<30))
    try folder.write("other.csv", bars(25..<40, close: 1.25))
    #expect(try quill.run("data", "import", folder.path("1.csv"), "--as", "s").code == 0)
    let plain = try quill.run("data", "import", folder.path("2.csv"), "--as", "s", "--append")
    #expect(plain.code == 1 && plain.err.contains("D0405"), "\(plain.err)")
    let done = try quill.run(
      "data", "import", folder.path("2.csv"), "--as", "s", "--append", "--dedupe")
    #expect(done.code == 0 && done.out.contains("5 rows that s has already"), "\(done.err)")
    #expect(done.out.contains("s: 20 bars"), "\(done.out)")
    let again = try quill.run(
      "data", "import", folder.path("2.csv"), "--as", "s", "--append", "--dedupe")
    #expect(again.code == 1 && again.err.contains("all of these rows already"), "\(again.err)")
    let other = try quill.run(
      "data", "import", folder.path("other.csv"), "--as", "s", "--append", "--dedupe")
    #expect(other.code == 1 && other.err.contains("D0405"), "\(other.err)")
    #expect(other.err.contains("2021-01-04T10:25:00Z is not as there"), "\(other.err)")
    #expect(try quill.run("data", "ls").out.contains("20"))
  }

  @Test func aListMayBeginWithADash() throws {
    let rows = (10..<20).map { "\($0),2021-01-04 10:\($0),1,2,1,1.5,5\n" }.joined()
    try folder.write("n.csv", rows)
    let done = try quill.run(
      "data", "import", folder.path("n.csv"), "--columns", "-,time,open,high,low,close,volume")
    #expect(done.code == 0 && done.out.contains("10 bars"), "\(done.err)")
  }

  @Test func contractsAreNeverDeduped() throws {
    let rows = (10..<20).flatMap { day in
      ["H1", "M1"].map { "2021-01-\(day),\($0),1,2,1,1.5,5\n" }
    }
    let head = "Date,Contract,Open,High,Low,Close,Volume\n"
    try folder.write("c.csv", head + rows.joined())
    let file = folder.path("c.csv")
    let one = try quill.run("data", "import", file, "--as", "c", "--dedupe", "--keep", "first")
    #expect(one.code == 1 && one.err.contains("D0603"), "\(one.out)")
    let both = try quill.run("data", "import", file, "--as", "c-{symbol}")
    #expect(both.code == 0 && both.out.contains("c-M1: 10 bars of M1"), "\(both.err)")
    // A column of a name that nobody knows is named before rows are thrown away.
    try folder.write("u.csv", head.replacing("Contract", with: "Ding") + rows.joined())
    let unknown = try quill.run("data", "import", folder.path("u.csv"))
    #expect(unknown.code == 1 && unknown.err.contains("D0603"), "\(unknown.err)")
    #expect(unknown.err.contains("--columns time,symbol,open,high,low,close,volume"))
    // Read directly, the file of one contract is taken, and refused where a second stands far down.
    let long = (0..<90).map { "2021-01-04 0\($0 / 40 + 1):\(10 + $0 % 40),H1,1,2,1,1.5,5\n" }
    try folder.write("d.csv", head + long.joined())
    #expect(try quill.run("eval", "close", "--data", folder.path("d.csv")).code == 0)
    try folder.write("d.csv", head + long.joined() + "2021-01-05 09:30:00,M1,1,2,1,1.5,5\n")
    let direct = try quill.run("eval", "close", "--data", folder.path("d.csv"))
    #expect(direct.code == 1 && direct.err.contains("D0116"), "\(direct.out)\(direct.err)")
  }

  @Test func aVolumeOfAnotherNameIsNotZero() throws {
    let rows = (10..<20).map { "2021-01-\($0),1,2,1,1.5,5\n" }.joined()
    try folder.write("v.csv", "Date,Open,High,Low,Close,Number of Shares\n" + rows)
    let direct = try quill.run("eval", "volume", "--data", folder.path("v.csv"))
    #expect(direct.code == 1 && direct.err.contains("D0116"), "\(direct.out)")
  }

  /// A column of numbers that may be called so is one a program may ask for.
  @Test func numbersOfAnyNameAreReadDirectly() throws {
    let folder = try Scratch()
    func text(_ name: String, _ value: (Int) -> String) -> String {
      "timestamp,open,high,low,close,volume,\(name)\n"
        + (10...29).map { "2021-01-\($0),1,2,1,1.5,7,\(value($0))\n" }.joined()
    }
    try folder.write("numbers.csv", text("market") { "\($0 % 3).5" })
    try folder.write("words.csv", text("market") { $0 % 3 == 0 ? "XETR" : "XPAR" })
    try folder.write("m.quill", "strategy \"m\"\ncolumn market\nenter long when market > 2\n")
    let numbers = try QuillProcess().run(
      "backtest", folder.path("m.quill"), "--data", folder.path("numbers.csv"))
    #expect(numbers.code == 0, "\(numbers.err)")
    let words = try QuillProcess().run("eval", "close", "--data", folder.path("words.csv"))
    #expect(words.code == 1 && words.err.contains("D0116"), "\(words.err)")
  }

  @Test func whatDoesNotGoWithTheFileIsAWrongCommand() throws {
    let rows = (10..<20).map { "2021-01-\($0),1,2,1,1.5,5\n" }.joined()
    try folder.write("d.csv", "Date,Open,High,Low,Close,Volume\n" + rows)
    for option in [
      "--scale=1e300", "--scale=0", "--scale=-1", "--scale=nan", "--scale=inf", "--dates=mdy",
      "--dates=dotnet", "--dates=ym", "--dates=excel", "--side=ask", "--twice=first",
      "--clock=hms",
    ] {
      let found = try quill.run("data", "import", folder.path("d.csv"), option)
      #expect(found.code == 2 && found.err.contains("U0003"), "\(option): \(found.err)")
    }
    let agreed = try quill.run("data", "import", folder.path("d.csv"), "--dates", "ymd")
    #expect(agreed.code == 0, "\(agreed.err)")
    let help = try quill.run("data", "import", "--help").out
    #expect(help.contains("hms|seconds") && help.contains("ymd|dmy|mdy|ym|excel"), "\(help)")
  }
}
