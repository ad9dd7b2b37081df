internal import Host
internal import Machine
internal import Testing

@testable internal import Market

/// Several texts, several instruments; trades and quotes.
@Suite struct ImportPartsTests {
  private static let head = "time,open,high,low,close,volume\n"

  private func imported(
    _ files: [(String, String)], _ change: (inout ImportWish) -> Void = { _ in }
  ) throws -> Imported {
    var wish = ImportWish()
    change(&wish)
    let parts = files.map { ImportPart(name: $0.0, text: Array($0.1.utf8)) }
    return try Importing.bars(of: parts, path: "x", wish)
  }

  private func refuses(
    _ files: [(String, String)], _ code: String, _ words: String...,
    location: SourceLocation = #_sourceLocation, _ change: (inout ImportWish) -> Void = { _ in }
  ) {
    expectRefusal(code, words, location) { try imported(files, change) }
  }

  private func why(_ found: Imported, _ what: String) -> String {
    found.decisions.filter { $0.what == what }.map { "\($0.value) \($0.because)" }.joined(
      separator: "; ")
  }

  // MARK: - Instruments

  @Test func filesOfTwoInstrumentsAreNotJoined() throws {
    let one = Self.head + "2021-01-04,1,2,1,1.5,5\n2021-01-05,1,2,1,1.5,5\n"
    let two = Self.head + "2021-02-04,300,310,290,300,5\n2021-02-05,300,310,290,300,5\n"
    refuses([("AAPL.csv", one), ("MSFT.csv", two)], "D0603", "AAPL, MSFT", "--symbol")
    refuses([("AAPL/2021.csv", one), ("MSFT/2021.csv", two)], "D0603", "--symbol")
    refuses([("600000.csv", one), ("600519.csv", two)], "D0603", "--symbol")
    #expect(
      try imported([("AAPL.csv", one), ("MSFT.csv", two)]) { $0.symbol = "X" }.set.bars.count == 4)
    for names in [
      ["AAPL-2020.csv", "AAPL-2021.csv"], ["BTCUSDT-1m-2021-01.csv", "BTCUSDT-1m-2021-02.csv"],
      ["EURUSD202101.csv", "EURUSD202102.csv"], ["jan.csv", "feb.csv"], ["part1.csv", "part2.csv"],
    ] {
      #expect(try imported([(names[0], one), (names[1], two)]).set.bars.count == 4, "\(names)")
    }
  }

  @Test func filesOfOneNameWithOtherBarsAreNotJoined() throws {
    func text(_ days: ClosedRange<Int>, _ price: Int) -> String {
      Self.head + days.map { "2021-01-\($0),\(price),\(price + 2),\(price),\(price),5\n" }.joined()
    }
    // Two shares of Tokyo whose codes look like years.
    let two = [("1925.T.csv", text(10...20, 30)), ("1928.T.csv", text(10...20, 17))]
    refuses(two, "D0603", "1925.T.csv", "1928.T.csv", "two instruments")
    #expect(try imported(two) { $0.symbol = "X" }.set.bars.count == 22)
    // Months that overlap with the same bars are one series, and the double rows are said later on.
    let months = [("X-2021-01.csv", text(10...20, 30)), ("X-2021-02.csv", text(15...25, 30))]
    #expect(try imported(months).set.bars.count == 22)
  }

  @Test func aFileThatCannotBeUnpackedFailsAlone() throws {
    let text = Array((Self.head + "2021-01-04,1,2,1,1.5,5\n").utf8)
    let broken = ImportKinds.archive.failure("x/BBB.csv: damaged")
    let plan = try ImportPlan(
      [
        ImportPart(name: "AAA.csv", text: text),
        ImportPart(name: "BBB.csv", text: [], failure: broken),
      ], path: "x", ImportWish())
    #expect(plan.series.map(\.name) == ["AAA", "BBB"])
    #expect(try plan.bars(of: plan.series[0]).set.bars.count == 1)
    #expect(throws: broken) { try plan.bars(of: plan.series[1]) }
    // Files of one instrument are whole or nothing.
    #expect(throws: broken) {
      try ImportPlan(
        [
          ImportPart(name: "AAA-2020.csv", text: text),
          ImportPart(name: "AAA-2021.csv", text: [], failure: broken),
        ], path: "x", ImportWish())
    }
  }

  @Test func membersOfAnArchiveFailAlone() throws {
    // Two members, each stored, the second with a check sum that is not its own.
    let text = Array((Self.head + "2021-01-04,1,2,1,1.5,5\n").utf8)
    func number(_ value: Int, _ size: Int) -> [UInt8] {
      (0..<size).map { UInt8(value >> ($0 * 8) & 255) }
    }
    var (bytes, directory) = ([UInt8](), [UInt8]())
    for name in ["AAA.csv", "BBB.csv"] {
      let sum = name == "AAA.csv" ? Self.checkSum(text) : 1
      let shared =
        number(0, 4) + number(0, 4) + number(sum, 4) + number(text.count, 4)
        + number(text.count, 4) + number(name.utf8.count, 2) + number(0, 2)
      directory += [0x50, 0x4B, 1, 2] + number(20, 2) + number(20, 2) + shared
      directory += number(0, 10) + number(bytes.count, 4) + Array(name.utf8)
      bytes += [0x50, 0x4B, 3, 4] + number(20, 2) + shared + Array(name.utf8) + text
    }
    let start = bytes.count
    bytes += directory + [0x50, 0x4B, 5, 6] + number(0, 4) + number(2, 2) + number(2, 2)
    bytes += number(directory.count, 4) + number(start, 4) + number(0, 2)
    let parts = try ImportPart.all(of: HeldBytes(bytes), path: "x.zip")
    #expect(parts.map { $0.failure?.code } == [nil, "D0604"])
  }

  /// CRC-32, as archives have it.
  private static func checkSum(_ bytes: [UInt8]) -> Int {
    var sum: UInt32 = ~0
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return Int(~sum)
  }

  @Test func aSymbolThatTheRowsContradictIsRefused() throws {
    let text = "time,symbol,open,high,low,close\n2021-01-04,SPY,1,2,1,2\n2021-01-05,SPY,1,2,1,2\n"
    refuses([("x.csv", text)], "D0603", "QQQ", "SPY") { $0.symbol = "QQQ" }
    #expect(try imported([("x.csv", text)]) { $0.symbol = "spy" }.set.bars.count == 2)
    for (one, two, are) in [
      ("BTC/USD", "btcusd", true), ("AAPL.US", "AAPL", true), ("SPY", "QQQ", false),
    ] {
      #expect(Importing.areAlike(one, two) == are)
    }
  }

  @Test func filesOfTwoLengthsAreNotJoined() {
    let days = Self.head + (10..<20).map { "2021-01-\($0),1,2,1,1.5,5\n" }.joined()
    let minutes =
      Self.head + (10..<20).map { "2021-02-01 14:\($0),1,2,1,1.5,5\n" }.joined()
    refuses([("X-2021-01.csv", days), ("X-2021-02.csv", minutes)], "D0507", "X-2021-02.csv")
  }

  @Test func papersBesideBarsAreLeftOutAndSaid() throws {
    let text = Self.head + "2021-01-04,1,2,1,1.5,5\n"
    let found = try imported([("X.csv", text), ("readme.txt", "Bars of X.\n")])
    #expect(found.set.bars.count == 1 && why(found, "files left out").contains("readme.txt"))
  }

  // MARK: - Lines

  @Test func linesThatAreLeftOutAreCounted() throws {
    let row = "2021-01-04,1,2,1,1.5,5\n"
    let text =
      Self.head + row + "# a remark\n" + ",,,,,\n" + Self.head
      + row.replacing("04", with: "05", maxReplacements: 1)
    let found = try imported([("x.csv", text + "Total,,,,,5\n")])
    #expect(found.set.bars.count == 2)
    for what in ["remarks", "empty rows", "repeated headers", "lines below"] {
      #expect(why(found, what).contains("1 l"), "\(what): \(found.decisions)")
    }
    #expect(try imported([("x.csv", Self.head + row + "1\n")]).set.bars.count == 1)
  }

  @Test func aHeaderIsTakenOnDemand() throws {
    let text = "a,b,c,d,e\n2021-01-04,1,2,1,1.5\n"
    #expect(throws: Failure.self) { try imported([("x.csv", text)]) }
    let years = "2020,2021,2022,2023,2024\n2021-01-04,1,2,1,1.5\n2021-01-05,1,2,1,1.5\n"
    let found = try imported([("x.csv", years)]) {
      $0.hasHeader = true
      $0.columns = [.time, .open, .high, .low, .close]
    }
    #expect(found.set.bars.count == 2 && why(found, "header").contains("line 1"))
    let bars = Self.head + "2021-01-04,1,2,1,1.5,5\n"
    #expect(throws: Failure.self) {
      try imported([("x.csv", bars)]) { $0.sampling = Sampling(text: "5m") }
    }
  }

  @Test func aDatabaseInAnArchiveIsToBeUnpacked() throws {
    let packed = gzip(Array("SQLite format 3\u{0}".utf8) + [UInt8](repeating: 0, count: 4_096))
    let parts = try ImportPart.all(of: HeldBytes(packed), path: "bars.db.gz")
    do {
      _ = try Importing.bars(of: parts, path: "bars.db.gz", ImportWish())
      Issue.record("taken")
    } catch {
      #expect(error.message.contains("SQLite"), "\(error)")
      #expect(error.help?.contains("quill data import bars.db") == true, "\(error)")
    }
  }

  // MARK: - Trades and quotes

  @Test func emptyPricesOfMetaTraderAreThoseBefore() throws {
    let head = "<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>\n"
    let rows = [
      "1.1000\t1.1002\t\t\t6", "1.1004\t\t\t\t2", "\t1.1010\t\t\t4", "1.1006\t\t\t\t2",
    ].enumerated().map { "2021.03.01\t14:30:0\($0).100\t\($1)\n" }.joined()
    let found = try imported([("x.csv", head + rows)])
    let bar = found.set.bars[0]
    #expect(
      [bar.open, bar.high, bar.low, bar.close].map { Grid.number($0) }
        == [1.1001, 1.1008, 1.1001, 1.1008])
    #expect(why(found, "empty prices").hasPrefix("3 "))
    #expect(Grid.number(bar.volume) == 4 && why(found, "volume").contains("empty"))
  }

  @Test func ticksWithoutAPriceAreCounted() throws {
    let found = try imported([
      ("x.csv", "timestamp,price,amount\n1577836800,1.5,2\n1577836801,,3\n1577836802,0,3\n")
    ])
    #expect(why(found, "rows without a price").hasPrefix("1 "))
    #expect(found.set.report.problems.contains { $0.kind.code == "D0306" && $0.firstLine == 4 })
    refuses(
      [("x.csv", "timestamp,bid,ask\n1577836800,1.5,1.4\n1577836801,1.5,1.4\n")], "D0601",
      "above the ask")
  }

  @Test func closesOfDaysAreNoTrades() throws {
    let text = "date,close,volume\n2021-01-04,1.5,2\n2021-01-05,1.6,2\n"
    refuses([("x.csv", text)], "D0601", "--bars")
    #expect(try imported([("x.csv", text)]) { $0.sampling = .tick(1) }.set.bars.count == 2)
  }
}
