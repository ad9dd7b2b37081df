import Foundation
import TestSupport
import Testing

/// `quill data import` of several instruments: a data set of each.
@Suite final class DataImportManyTests: ScratchSuite {
  private static let head = "time,open,high,low,close,volume\n"
  private func days(_ price: Int, _ count: Int = 10) -> String {
    (10..<(10 + count)).map {
      "2021-01-\($0),\(price),\(price + 2),\(price - 1),\(price + 1),5\n"
    }.joined()
  }

  @Test func oneInstrumentOfTwoLengthsBecomesTwoDataSets() throws {
    let minutes = (10..<30).map { "2021-02-01 14:\($0),1,2,1,1.5,5\n" }.joined()
    try put(["two/AAPL-1m.csv": Self.head + minutes, "two/AAPL-1d.csv": Self.head + days(5)])
    let file = folder.path("two")
    let mixed = try quill.run("data", "import", file)
    #expect(mixed.code == 1 && mixed.err.contains("D0507"), "\(mixed.err)")
    #expect(mixed.err.contains("--as 'NAME-{symbol}-{interval}'"), "\(mixed.err)")
    let done = try quill.run("data", "import", file, "--as", "x-{symbol}-{interval}")
    #expect(done.code == 0 && done.out.contains("2 of 2 data sets imported"), "\(done.err)")
    #expect(try quill.run("data", "info", "x-AAPL-1d").out.contains("AAPL-1d.csv, bars of 1d"))
    #expect(try quill.run("data", "export", "x-AAPL-1m").out.split(separator: "\n").count == 21)
    let again = try quill.run("data", "import", file, "--as", "y-{interval}", "--json")
    #expect(again.code == 0 && again.out.contains("\"y-1m\""), "\(again.err)")
  }

  @Test func aDataSetNamesTheRowsItIsOf() throws {
    let head = "symbol," + Self.head
    let rows = ["AAA", "BBB"].flatMap { name in
      (10..<20).map { "\(name),2021-01-\($0),1,2,1,1.5,5\n" }
    }
    try put(["all.csv": head + rows.joined()])
    let done = try quill.run("data", "import", folder.path("all.csv"))
    #expect(done.out.contains("symbol: AAA (the column symbol names it, and 2 in all)"))
    #expect(done.out.contains("symbol: BBB"), "\(done.out)")
    let info = try quill.run("data", "info", "BBB")
    #expect(info.out.contains("all.csv, rows of BBB"), "\(info.out)")
    try put(["parts/X-01.csv": Self.head + days(5, 5), "parts/X-02.csv": Self.head + days(5, 9)])
    _ = try quill.run("data", "import", folder.path("parts"), "--as", "x", "--sort", "--dedupe")
    #expect(try quill.run("data", "info", "x").out.contains("files X-01.csv, X-02.csv"))
  }

  private func put(_ files: [String: String]) throws {
    for (name, text) in files {
      let parts = name.split(separator: "/").dropLast().joined(separator: "/")
      try FileManager.default.createDirectory(
        atPath: folder.path(parts), withIntermediateDirectories: true)
      try folder.write(name, text)
    }
  }

  private func bars(_ name: String) throws -> [String] {
    let outcome = try quill.run("data", "export", "store:\(name)")
    #expect(outcome.code == 0, "\(outcome.err)")
    return outcome.out.split(separator: "\n").dropFirst().map(String.init)
  }

  @Test func filesOfAFolderAreGroupedByTheirNames() throws {
    try put([
      "f/AAA.csv": Self.head + days(10), "f/deep/BBB.csv": Self.head + days(300),
      "f/CCC-2021-01.csv": Self.head + days(50, 5),
      "f/CCC-2021-02.csv": Self.head + "2021-02-10,50,52,49,51,5\n",
      "f/notes.txt": "Bars of three.\n", "f/readme.md": "x\n",
    ])
    let done = try quill.run("data", "import", folder.path("f"))
    #expect(done.code == 0, "\(done.err)")
    for part in [
      "AAA: 10 bars of AAA", "BBB: 10 bars of BBB", "CCC: 6 bars of CCC", "3 of 3 data sets",
      "notes.txt", "readme.md",
    ] { #expect(done.out.contains(part), "\(part): \(done.out)") }
    #expect(try bars("BBB").first == "2021-01-10T00:00:00Z,300,302,299,301,5")
    #expect(try bars("CCC").last == "2021-02-10T00:00:00Z,50,52,49,51,5")
  }

  @Test func rowsAreParted() throws {
    var text = "time,symbol,open,high,low,close,volume\n"
    for day in 10..<20 {
      text += "2021-01-\(day),BTC/USD,100,110,90,\(day + 85),5\n# a remark\n"
      text += "2021-01-\(day),AAA,1,2,1,1.5,7\n"
    }
    try put(["x.csv": text])
    let file = folder.path("x.csv")
    let done = try quill.run("data", "import", file)
    #expect(done.code == 0 && done.out.contains("2 of 2 data sets imported"), "\(done.err)")
    #expect(try bars("BTC_USD").count == 10 && bars("AAA").count == 10)
    #expect(try bars("AAA").last == "2021-01-19T00:00:00Z,1,2,1,1.5,7")
    #expect(try quill.run("data", "info", "BTC_USD").out.contains("BTC/USD"))
    let one = try quill.run("data", "import", file, "--symbol", "btc/usd", "--as", "one")
    #expect(one.code == 0, "\(one.err)")
    #expect(try bars("one") == bars("BTC_USD"))
    // Both go on behind their own data sets.
    try put(["y.csv": text.replacing("2021-01-", with: "2021-02-")])
    let more = try quill.run("data", "import", folder.path("y.csv"), "--append")
    #expect(more.code == 0, "\(more.err)")
    #expect(try bars("AAA").count == 20 && bars("BTC_USD").count == 20)
  }

  @Test func oneNameIsNotEnoughForSeveral() throws {
    try put(["f/AAA.csv": Self.head + days(10), "f/BBB.csv": Self.head + days(20)])
    let path = folder.path("f")
    let refused = try quill.run("data", "import", path, "--as", "x")
    #expect(refused.code == 1 && refused.err.contains("D0603"), "\(refused.err)")
    #expect(refused.err.contains("--as 'x-{symbol}'") && refused.err.contains("AAA, BBB"))
    #expect(try quill.run("data", "ls").out.contains("x") == false)
    let done = try quill.run("data", "import", path, "--as", "x-{symbol}")
    #expect(done.code == 0, "\(done.err)")
    #expect(try bars("x-AAA").count == 10 && bars("x-BBB").count == 10)
    try put(["fac.csv": "last_date_inclusive,price_factor,split_factor\n2021-01-12,0.5,1\n"])
    let adjusted = try quill.run("data", "import", path, "--adjust", folder.path("fac.csv"))
    #expect(adjusted.code == 1 && adjusted.err.contains("--adjust"), "\(adjusted.err)")
    let picked = try quill.run("data", "import", path, "--symbol", "BBB", "--as", "picked")
    #expect(picked.code == 0 && picked.out.contains("AAA.csv"), "\(picked.err)")
    #expect(try bars("picked").first?.contains(",20,") == true)
  }

  @Test func whatFailsLeavesTheOthersAlone() throws {
    try put([
      "f/AAA.csv": Self.head + days(10),
      "f/BBB.csv": Self.head + days(20) + "2021-01-30,x,1,1,1,1\n",
      "f/CCC.csv": "no,bars\n1,2\n",
    ])
    let done = try quill.run("data", "import", folder.path("f"))
    #expect(
      done.code == 1 && done.out.contains("1 of 3 data sets imported; not imported: BBB, CCC"))
    #expect(done.err.contains("BBB.csv:12") && done.err.contains("CCC.csv"), "\(done.err)")
    #expect(try bars("AAA").count == 10)
    #expect(try quill.run("data", "ls").out.contains("BBB") == false)
    // Where the rows say which instrument they are of, a bad file may hold rows of any.
    let head = "time,symbol,open,high,low,close\n"
    try put([
      "g/1.csv": head + "2021-01-10,AAA,1,2,1,2\n2021-01-10,BBB,1,2,1,2\n", "g/2.csv": "x,y,z\n",
    ])
    let refused = try quill.run("data", "import", folder.path("g"), "--as", "g-{symbol}")
    #expect(refused.code == 1 && refused.err.contains("2.csv"), "\(refused.err)")
    #expect(try quill.run("data", "ls").out.contains("g-AAA") == false)
  }

  @Test func filesThatMayBeOfOneOrTwoAreRefused() throws {
    try put(["f/nyse/X.csv": Self.head + days(10), "f/lse/X.csv": Self.head + days(20)])
    let refused = try quill.run("data", "import", folder.path("f"))
    #expect(refused.code == 1 && refused.err.contains("one instrument or of two"), "\(refused.err)")
    try put([
      "g/AAA.csv": Self.head + days(10), "g/BBB.csv": Self.head + days(20),
      "g/2021.csv": Self.head + days(20),
    ])
    for flags in [[], ["--symbol", "AAA"]] {
      let open = try quill.run(["data", "import", folder.path("g")] + flags)
      #expect(open.code == 1 && open.err.contains("2021.csv"), "\(open.err)")
    }
  }

  @Test func aCopyIsNotReadTwice() throws {
    try put(["f/SPY.csv": Self.head + days(10), "f/SPY (1).csv": Self.head + days(10)])
    let done = try quill.run("data", "import", folder.path("f"), "--as", "spy")
    #expect(done.code == 0 && done.out.contains("every byte is as in"), "\(done.err)")
    #expect(try bars("spy").count == 10)
  }

  @Test func answersFitTheirSchemas() throws {
    try put([
      "f/AAA.csv": Self.head + days(10), "f/BBB.csv": Self.head + days(20),
      "f/CCC.csv": "a,b\n1,2\n",
      "f/readme.md": "x\n",
    ])
    let path = folder.path("f")
    for (schema, flags) in [("data-explain-all", ["--explain"]), ("data-import-all", [])] {
      let done = try quill.run(["data", "import", path, "--json"] + flags)
      #expect(done.code == 1, "\(done.err)")
      #expect(try SchemaCheck(named: schema).problems(in: done.out).isEmpty, "\(schema)")
      for part in ["\"AAA\"", "\"BBB\"", "readme.md", "CCC.csv"] {
        #expect(done.out.contains(part))
      }
    }
    let shown = try quill.run("data", "import", path, "--explain")
    #expect(shown.out.contains("AAA: 10 bars") && shown.out.contains("2 of 3 data sets understood"))
  }

  @Test func listsOfInstrumentsAreLeftOut() throws {
    let list = "ticker,name,sector,market cap\nAAPL,Apple,Technology,2.9e12\nBBB,Bee,Food,1e9\n"
    try put([
      "mixed/AAPL.csv": Self.head + days(5), "mixed/BBB.csv": Self.head + days(7),
      "mixed/index.csv": list, "mixed/symbols.csv": "symbol;name\nAAPL;Apple\n",
    ])
    let done = try quill.run("data", "import", folder.path("mixed"))
    #expect(done.code == 0 && done.out.contains("2 of 2 data sets imported"), "\(done.err)")
    #expect(done.out.contains("index.csv, symbols.csv (they are lists"), "\(done.out)")
    // What may have times and prices by other names is not passed over.
    for table in [
      "ticker,listed,shares\nAAPL,2021-01-04,5\nBBB,2021-01-05,6\n",
      "ticker,name,price,change\nAAPL,Apple,5,1\nBBB,Bee,6,1\n",
      "ticker,seconds,x\nAAPL,1600000000,5\nAAPL,1600000060,6\n",
    ] {
      try put(["mixed/index.csv": table])
      let refused = try quill.run("data", "import", folder.path("mixed"), "--explain")
      #expect(refused.err.contains("index.csv"), "\(table): \(refused.out) \(refused.err)")
    }
  }
}
