internal import Host
internal import Machine
internal import Testing

@testable internal import Market

/// Which of several times is taken, what is nearly a time or a number, and ways out that work.
@Suite struct ImportRemedyTests {
  private func rows(_ head: String, _ count: Int = 30, _ times: (Int) -> String) -> String {
    let rows = (0..<count).map { row in
      "\(times(row)),100.\(10 + row),100.\(50 + row),99.5,100.\(12 + row),\(9_000 + row * 17)"
    }
    return "\(head),Open,High,Low,Close,Volume\n" + rows.joined(separator: "\n") + "\n"
  }

  private func day(_ row: Int) -> String {
    String(TimeText.text(Int64(18_640 + row) * 86_400_000_000_000).prefix(10))
  }

  private func first(
    _ text: String, _ change: (inout ImportWish) -> Void = { _ in }
  ) throws -> String {
    try imported(text, change).set.bars.time.first.map { TimeText.text($0) } ?? ""
  }

  // MARK: - Several times

  @Test func theStartOfThePeriodStandsBeforeTheFirstTrade() throws {
    let stamp = "2021-03-02T09"
    let times = { (row: Int) in
      "\(stamp):\(10 + row):03Z,\(stamp):\(10 + row):58Z,"
        + "\(stamp):\(10 + row):00Z,\(stamp):\(11 + row):00Z"
    }
    let head = "time_open,time_close,time_period_start,time_period_end"
    #expect(try first(rows(head, 30, times)) == "2021-03-02T09:10:00Z")
    let both = rows("time_close,time_open") {
      "\(stamp):\(10 + $0):58Z,\(stamp):\(10 + $0):03Z"
    }
    #expect(try first(both) == "2021-03-02T09:10:03Z")
  }

  @Test func aTimeThatNeverChangesIsNotTheTime() throws {
    let load = "2021-03-01 12:00:00"
    #expect(try first(rows("Timestamp,Date") { "\(load),\(day($0))" }) == "2021-01-13T00:00:00Z")
    #expect(try first(rows("Date,Timestamp") { "\(day($0)),\(load)" }) == "2021-01-13T00:00:00Z")
    // The day of all rows, beside a time of day that goes on.
    #expect(
      try first(rows("Date,Time") { "2021-03-02,09:\($0 + 10)" }) == "2021-03-02T09:10:00Z")
  }

  @Test func theOneColumnThatMayHaveTheTimesIsTaken() throws {
    let stamp = "2021-03-02T09"
    #expect(
      try first(rows("fetched_datetime") { "\(stamp):\(10 + $0):00Z" }) == "2021-03-02T09:10:00Z")
    #expect(try first(rows("id") { "\(1_614_684_540 + $0 * 60)" }) == "2021-03-02T11:29:00Z")
    refuses(rows("id") { "\(1_614_684_541 + $0 * 61)" }, "D0602", "--columns")
    refuses(
      rows("x_datetime,y_datetime") { "\(stamp):\(10 + $0):00Z,\(stamp):\(11 + $0):00Z" }, "D0601",
      "x_datetime", "y_datetime", "--columns")
  }

  @Test func partsOfDatesAreToBeJoined() {
    refuses(
      rows("Year,Month,Day") { "2021,1,\($0 % 28 + 1)" }, "D0602", "year, month, day",
      "make_date(year, month, day)")
    refuses(
      rows("YEAR,MONTH,DAY,HOUR,MIN") { "2021,3,2,9,\($0 + 10)" }, "D0602", "09:30", "--sql")
    refuses(rows("Date,Hour,Minute") { "2021-03-02,9,\($0 + 10)" }, "D0602", "one time of day")
    refuses(rows("Date,Minute") { "2021-03-02,\(570 + $0)" }, "D0601", "minutes of the day")
    // Beside a whole date they are nothing more.
    #expect(throws: Never.self) {
      try imported(rows("Date,Year,Month,Day") { "\(day($0)),2021,1,\($0 % 28 + 1)" })
    }
  }

  // MARK: - What is nearly a time

  @Test func daysOfEasyLanguageAreRead() throws {
    let text = rows("Date,Time") { "12103\(10 + $0 / 10),09\(10 + $0 % 10)" }
    #expect(try first(text) == "2021-03-10T09:10:00Z")
    refuses(rows("Date,Time") { "12113\(10 + $0 / 10),09\(10 + $0 % 10)" }, "D0204")
  }

  @Test func fourDecimalsOfADayTellTheMinute() throws {
    let days = rows("Date") { "4425\(6 + $0 / 24).\(["0417", "0833", "1250"][$0 % 3])" }
    #expect(
      try first(days) { $0.areSpreadsheetDays = true } == "2021-03-01T01:00:00Z")
    refuses(rows("Date") { "4425\(6 + $0 / 24).04\($0 % 3)" }, "D0204") {
      $0.areSpreadsheetDays = true
    }
  }

  @Test func secondsBefore1980NeedOneWord() throws {
    let text = rows("time") { "\(-18_403_200 + $0 * 86_400)" }
    refuses(text, "D0601", "--dates unix")
    #expect(try first(text) { $0.epoch = .unix } == "1969-06-02T00:00:00Z")
  }

  @Test func helpNamesNoOptionThatDoesNothing() {
    for (head, cell, word) in [
      ("Date", "Jan-15", "2015-01"), ("time", "1.614677400e+09", "without an exponent"),
      ("time", "soon", "--columns"),
    ] {
      refuses(rows(head) { _ in cell }, "D0204", word)
      do { _ = try imported(rows(head) { _ in cell }) } catch {
        #expect(!"\(error)".contains("--dates"), "\(error)")
      }
    }
  }

  // MARK: - Numbers

  @Test(arguments: [
    "#N/A N/A", "(null)", "\u{2013}", "\u{2014}", "#NV", "NaT", "N/D", "s/d", "k.A.",
  ])
  func whatIsNotThereIsMissing(_ word: String) throws {
    let text = rows("Date") { day($0) } + "2021-03-02,\(word),\(word),\(word),\(word),\(word)\n"
    let found = try imported(text)
    #expect(found.set.bars.close[30] == Grid.missing)
  }

  @Test func marksBesideNumbersAreNamed() {
    for (cell, word) in [
      ("95.58s", "as in 95.58"), ("65937*", "as in 65937"), ("101 3/4", "100.375"),
    ] {
      refuses(
        rows("Date") { day($0) } + "2021-03-02,1,2,0.5,\(cell),9\n", "D0202", word, line: 32)
    }
  }

  @Test func dottedNumbersBetweenTabsAreAskedFor() throws {
    func tabs(_ beside: String, _ volume: (Int) -> String) -> String {
      "Date\tOpen\tHigh\tLow\tClose\tVolume\tNote\n"
        + (0..<30).map {
          "\(day($0))\t3.4\(10 + $0)\t3.4\(50 + $0)\t3.201"
            + "\t3.4\(12 + $0)\t\(volume($0))\t\(beside)\n"
        }.joined()
    }
    refuses(tabs("x") { "83.7\(10 + $0)" }, "D0601", "--decimal point or --decimal comma")
    refuses(tabs("999,5") { "\(83 + $0)" }, "D0601", "note", "--decimal")
    let thousands = try imported(tabs("x") { "83.777.\(100 + $0)" })
    #expect(Grid.number(thousands.set.bars.open[0]) == 3_410)
    let plain = try imported(tabs("x") { "83.7\(10 + $0)5" })
    #expect(Grid.number(plain.set.bars.open[0]) == 3.41)
  }

  @Test func tradesAtNothingAreCounted() throws {
    let text =
      "time,price,size\n"
      + (0..<30).map { "2021-03-02T14:30:\($0 + 10).5Z,\($0 % 10 == 0 ? "0" : "100.0\($0)"),5\n" }
      .joined()
    let found = try imported(text)
    #expect(found.decisions.contains { $0.what == "prices of 0 or below" && $0.value == "3 kept" })
    #expect(found.set.report.problems.contains { $0.kind.code == "D0306" && $0.count == 3 })
  }

  // MARK: - Orders and delimiters

  @Test func customDoesNotStandAgainstTheRows() throws {
    func bars(_ count: Int, _ row: (Int, Int) -> String) -> String {
      var open = 100
      return (0..<count).map { index in
        let close = open + [3, -2, 4, -5, 1][index % 5]
        defer { open = close }
        return "\(day(index)),\(row(open, close)),\(90_000 + index * 7_919 % 13 * 5_000)\n"
      }.joined()
    }
    for count in [4, 6, 8] {
      refuses(
        bars(count) { "\($1),\(max($0, $1) + 1),\(min($0, $1) - 1),\($0)" }, "D0601", "--columns")
      let usual = bars(count) { "\($0),\(max($0, $1) + 1),\(min($0, $1) - 1),\($1)" }
      #expect(throws: Never.self) { try imported(usual) }
    }
  }

  @Test func namesOfRowsInQuotesAreTimes() throws {
    let text =
      "\"Open\" \"High\" \"Low\" \"Close\" \"Volume\"\n"
      + (0..<30).map { "\"\(day($0))\" 100.1 100.9 99.5 100.\($0 + 10) \(9_000 + $0)\n" }.joined()
    refuses(text, "D0601", "--columns")
    let found = try imported(text) { $0.columns = [.time, .open, .high, .low, .close, .volume] }
    #expect(found.set.bars.count == 30)
    let timed = text.replacing("\" 100.1", with: " 09:30:00\" 100.1")
    let clocks = try imported(timed) { $0.columns = [.time, .open, .high, .low, .close, .volume] }
    #expect(clocks.set.bars.time.first.map { TimeText.text($0) } == "2021-01-13T09:30:00Z")
  }
}
