internal import Host
internal import Machine
internal import Testing

@testable internal import Market

/// What stands above the first row and below the last: rows are never left out.
@Suite struct ImportEdgeTests {
  private static let head = "Date,Open,High,Low,Close,Volume\n"

  private func rows(
    _ days: ClosedRange<Int>, _ mark: String = ",", more: String = ""
  ) -> String {
    days.map { day in
      (["2021-01-\(day)"] + ["100.5", "102.25", "99.5", "101.5", "7\(day)"]).joined(
        separator: mark) + more + "\n"
    }.joined()
  }

  private func why(_ found: Imported, _ what: String) -> String {
    found.decisions.filter { $0.what == what }.map(\.value).joined(separator: "; ")
  }

  // MARK: - Above

  @Test(arguments: [
    "2021-01-10,100.5,102.25,99.5,101.5\n", "2021-01-10,100.5,102.25,99.5,101.5,7,0\n",
    "2021-01-10,101.5\n", "2021-01-10;100.5;102.25;99.5;101.5;7\n",
    "\"2021-01-10,100.5,102.25,99.5,101.5,7\"\n", "2021-01-10\t100.5\t102.25\t99.5\t101.5\t7\n",
    "10.01.2021;100,5;102,25;99,5;101,5;7\n",
  ])
  func aRowThatIsWrittenOtherwiseIsNoHeader(_ line: String) throws {
    refuses(Self.head + line + rows(11...30), "D0201", "--skip 2", line: 2)
    refuses(line + rows(11...30), "D0201", "--skip 1", line: 1)
    // The way out that is named.
    let found = try imported(Self.head + line + rows(11...30)) {
      $0.skip = 2
      $0.columns = [.time, .open, .high, .low, .close, .volume]
    }
    #expect(found.set.bars.count == 20)
  }

  @Test func rowsOfWordsAreNamed() {
    for word in ["suspended", "n.t.", "holiday"] {
      let line = "2021-01-10,\(word),\(word),\(word),\(word),\(word)\n"
      refuses(Self.head + line + rows(11...30), "D0202", word, "--skip 2", line: 2)
    }
    refuses(Self.head + "2021-01-10,holiday\n" + rows(11...30), "D0201", line: 2)
  }

  @Test func mostRowsMayBeOfTheOtherForm() {
    // Two thirds of the file, and times that are counts.
    let early = (0..<60).map { "16146954\($0 + 10),100.5,102.25,99.5,101.5\n" }.joined()
    let late = (0..<30).map { "16146955\($0 + 10),100.5,102.25,99.5,101.5,7,8\n" }.joined()
    refuses("time,open,high,low,close,volume,x\n" + early + late, "D0201")
    refuses("time,open,high,low,close,volume,x\n" + late + early, "D0201")
  }

  @Test func twoTablesAreTwo() {
    let more = "Date,Open,High,Low,Close,Volume,Dividends,Splits\n"
    let text = Self.head + rows(10...20) + more + rows(21...31, more: ",0,1")
    refuses(text, "D0201", "names columns anew", line: 13)
    refuses("IBM\n" + text, "D0201", "names columns anew", "--skip 13", line: 14)
    // The other half by another delimiter, below.
    let other = "Date;Open;High;Low;Close;Volume\n"
    refuses(
      Self.head + rows(10...30) + "\n" + other + rows(10...12, ";"), "D0201",
      "names columns anew", line: 24)
  }

  @Test func titlesAndUnitsAreLeftOut() throws {
    let titles = [
      "Price History - 2021-01-10 to 2021-01-30\n", "Exported,2021-03-04 10:00:00\n",
      "Symbol: AAPL; 1 day; 2021-01-10 - 2021-01-30\n", "Rows,20\n", "20\n",
      "AAPL daily 2021-01-30 20 1\n",
      "From,2021-01-10,To,2021-01-30\n",
    ]
    for title in titles {
      let found = try imported(title + Self.head + rows(11...30))
      #expect(found.set.bars.count == 20, "\(title)")
      #expect(why(found, "lines above").hasPrefix("1 left out"), "\(found.decisions)")
    }
    let units = try imported(Self.head + ",USD,USD,USD,USD,shares\n" + rows(11...30))
    #expect(units.set.bars.count == 20)
  }

  @Test func theEndOfARowIsNoTitle() {
    for stub in ["6\n", ".5,76\n", "99.5,101.5,76\n", "102.25,99.5,101.5,7\n"] {
      refuses(stub + rows(11...30), "D0201", "--skip 1", line: 1)
    }
  }

  @Test func aYearThatIsCutIsNoYear() {
    let day = ",100.5,102.25,99.5,101.5,7000\n"
    let rows = (11...30).map { "2021-01-\($0)" + day }.joined()
    for cut in ["1-01-10", "21-01-10"] {
      refuses(cut + day + rows, "D0601", "--skip", line: 1)
    }
  }

  // MARK: - Below

  @Test(arguments: [
    "2021-01-31;100.5;102.25;99.5;101.5;7\n", "\"2021-01-31,100.5,102.25,99.5,101.5,7\"\n",
    "Second half\n2021-01-31;100.5;102.25;99.5;101.5;7\n", "2021-0\n", "2021-01-31 100.5 102\n",
  ])
  func aRowBelowIsNoFooter(_ lines: String) {
    refuses(Self.head + rows(11...30) + lines, "D0201")
  }

  @Test func totalsAndNoticesBelowAreLeftOut() throws {
    for footer in [
      "Total,,,,,60\n", "20\n", "End of file\n", "Downloaded on 2021-03-04 at 10:00\n",
      "Source: X, 2021\n", "Last updated,2021-03-04\n",
    ] {
      let found = try imported(Self.head + rows(11...30) + footer)
      #expect(found.set.bars.count == 20, "\(footer)")
      #expect(why(found, "lines below") == "1 left out", "\(footer)")
    }
  }
}
