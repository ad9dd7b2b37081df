internal import Host
internal import Machine
internal import Testing

@testable internal import Market

/// Forms of dates, times of day and numbers that are rarer, and what of them is asked for.
@Suite struct ImportFormsTests {
  private static let head = "Date,Open,High,Low,Close,Volume\n"

  private func times(
    _ texts: [String], _ change: (inout ImportWish) -> Void = { _ in }
  ) throws -> [String] {
    let rows = texts.map { "\($0),1,2,0.5,1.5,5\n" }.joined()
    return try imported(Self.head + rows, change).set.bars.time.map { TimeText.text($0) }
  }

  private func refuses(
    _ text: String, _ code: String, _ words: String...,
    location: SourceLocation = #_sourceLocation, _ change: (inout ImportWish) -> Void = { _ in }
  ) {
    expectRefusal(code, words, location) { try imported(text, change) }
  }

  // MARK: - Spreadsheets

  @Test func daysOfSpreadsheetsAreReadWhereWeekendsShow() throws {
    // Three weeks from Monday 2021-01-04.
    let days = (0..<19).filter { $0 % 7 < 5 }.map { "\(44_200 + $0)" }
    #expect(try times(days).first == "2021-01-04T00:00:00Z")
    #expect(try times(days).last == "2021-01-22T00:00:00Z")
    let rows = { (list: [String]) in Self.head + list.map { "\($0),1,2,0.5,1.5,5\n" }.joined() }
    refuses(rows(Array(days.prefix(5))), "D0601", "44200", "--dates excel")
    refuses(rows((0..<30).map { "\(44_200 + $0)" }), "D0601", "--dates excel")
    #expect(
      try times(["44200", "44201"]) { $0.areSpreadsheetDays = true }
        == ["2021-01-04T00:00:00Z", "2021-01-05T00:00:00Z"])
    // Days since 1970, and of the future.
    refuses(rows(days.map { "\((Int($0) ?? 0) - 25_569)" }), "D0204")
    refuses(rows(days.map { "\((Int($0) ?? 0) + 9_000)" }), "D0204")
  }

  @Test func timesOfSpreadsheetsAreWholeSeconds() throws {
    let texts = ["44256.6041666667", "44256.6048611111", "44256.75", "44256.60417"]
    let found = ["14:30:00", "14:31:00", "18:00:00", "14:30:00"]
    for (text, clock) in zip(texts, found) {
      #expect(
        try times([text]) { $0.areSpreadsheetDays = true } == ["2021-03-01T\(clock)Z"], "\(text)")
    }
    // Four decimals are nine seconds, which tell the minute alone.
    #expect(
      try times(["44256.6042"]) { $0.areSpreadsheetDays = true } == ["2021-03-01T14:30:00Z"])
    refuses(Self.head + "44256.6045,1,2,0.5,1.5,5\n", "D0204") { $0.areSpreadsheetDays = true }
  }

  // MARK: - Times

  @Test(arguments: [
    ("1. M\u{E4}rz 2021", "2021-03-01T00:00:00Z"), ("02 f\u{E9}vr. 2021", "2021-02-02T00:00:00Z"),
    ("3-dic-2021", "2021-12-03T00:00:00Z"), ("04JAN2021", "2021-01-04T00:00:00Z"),
    ("Mon Mar 01 2021 14:30:00 GMT+0100 (Central European Time)", "2021-03-01T13:30:00Z"),
    ("2021-03-01T09:30:00-05:00[America/New_York]", "2021-03-01T14:30:00Z"),
    ("2021-03-01 1:05:00 p. m.", "2021-03-01T13:05:00Z"),
    ("2021-03-01 1:05\u{202F}PM", "2021-03-01T13:05:00Z"),
    ("2021-03-01 24:00", "2021-03-02T00:00:00Z"),
  ])
  func timesOfManyFormsAreRead(_ text: String, _ moment: String) throws {
    #expect(try times(["\"\(text)\""]) == [moment])
  }

  @Test func whatIsNoMonthIsNone() {
    // A Tuesday in Spanish and in French, which begin as March does.
    for text in ["2-martes-2021", "2-mardi-2021"] {
      refuses(Self.head + "\(text),1,2,0.5,1.5,5\n", "D0204")
    }
  }

  @Test func hoursBesideDatesAreTimes() throws {
    let head = "Date,Hour,Open,High,Low,Close\n"
    func rows(_ hours: ClosedRange<Int>) -> String {
      head + hours.map { "2021-03-01,\($0),1,2,0.5,1.5\n" }.joined()
    }
    let bars = try imported(rows(0...23)).set.bars
    #expect(bars.count == 24 && TimeText.text(bars.time[23]) == "2021-03-01T23:00:00Z")
    refuses(rows(1...24), "D0204")
  }

  @Test func closesAtMidnightAreNoTrades() {
    refuses(
      "snapped_at,price,total_volume\n2021-01-04 00:00:00 UTC,1.5,2\n2021-01-05 00:00:00 UTC,2,3\n",
      "D0601", "--bars")
  }

  // MARK: - Prices that look like a clock

  @Test func pricesBehindADateAreNoClock() throws {
    let rows = (10..<20).map { "2021-01-\($0),100,104,99,103,\($0 * 51)\n" }.joined()
    let found = try imported(rows)
    #expect(TimeText.text(found.set.bars.time[0]) == "2021-01-10T00:00:00Z")
    #expect(Grid.number(found.set.bars.open[0]) == 100)
    #expect(Grid.number(found.set.bars.volume[9]) == 969)
    // A price and an amount, or a time of day and a price.
    refuses("2021-01-04,100,5000\n2021-01-05,104,5100\n2021-01-06,102,4900\n", "D0601", "column 2")
    // The close of the exchange, or something that never changes.
    let ends = (10..<20).map { "2021-01-\($0),1600,100.5,104.25,99.5,103.5,\($0 * 51)\n" }.joined()
    refuses(ends, "D0601", "column 2")
  }

  @Test func clocksWithoutColonsAreStillClocks() throws {
    for clocks in [["930", "931", "932", "933"], ["1000", "1001", "1002", "1003"]] {
      let rows = clocks.map { "20210104,\($0),100.5,104.25,99.5,103.5,700\n" }.joined()
      let found = try imported(rows)
      #expect(TimeText.text(found.set.bars.time[1]).hasSuffix("\(clocks[1].suffix(2)):00Z"))
    }
    let zero = try imported("20210104,0,1,2,0.5,1.5,7\n20210105,0,1,2,0.5,1.5,7\n")
    #expect(zero.set.bars.count == 2 && Grid.number(zero.set.bars.open[0]) == 1)
  }

  // MARK: - Columns and files

  @Test func theVolumeOfTheInstrumentIsTaken() throws {
    let found = try imported(
      "Timestamp,Open,High,Low,Close,Volume_(BTC),Volume_(Currency)\n"
        + "1614609000,1,2,0.5,1.5,4.375,9.5\n1614609060,1,2,0.5,1.5,3.25,8.5\n")
    #expect(Grid.number(found.set.bars.volume[0]) == 4.375)
  }

  @Test func packedFilesAreCalledByTheirName() {
    let tar =
      String(repeating: "x", count: 257) + "ustar\u{0}00" + String(repeating: "y", count: 99)
    refuses(tar, "D0103", "tar; unpack it first")
  }

  // MARK: - Numbers

  @Test func aVolumeThatTurnsUpLateIsReadInItsOwnWay() throws {
    let rows = String(repeating: "2021-01-04,100.13,100.73,99.97,100.71,6\n", count: 3_000)
    let found = try imported(Self.head + rows + "2021-01-05,100.13,100.73,99.97,100.71,\"1,5\"\n")
    #expect(Grid.number(found.set.bars.volume[3_000]) == 1.5)
    refuses(Self.head + rows + "2021-01-05,\"100,5\",100.73,99.97,100.71,6\n", "D0202", "3002")
  }

  @Test func pricesAreOfOneCurrency() throws {
    func text(_ one: String, _ two: String) -> String {
      Self.head
        + "2021-01-04,\(one),\(one),\(one),\(one),5\n2021-01-05,\(two),\(two),\(two),\(two),5\n"
    }
    for (one, two) in [("1.5 EUR", "2.5 EUR"), ("USD 1.5", "USD 2.5"), ("$1.5", "2.5")] {
      let bars = try imported(text(one, two)).set.bars
      #expect([bars.close[0], bars.close[1]].map { Grid.number($0) } == [1.5, 2.5])
    }
    for (one, two) in [("1.5 EUR", "2.5 USD"), ("$1.5", "\u{20AC}2.5")] {
      refuses(text(one, two), "D0601", "currency")
      refuses(text(one, two), "D0601", "currency") { $0.decimal = .point }
    }
    let many = String(repeating: "2021-01-04,$1.5,$1.5,$1.5,$1.5,5\n", count: 3_000)
    refuses(Self.head + many + "2021-01-05,\u{20AC}1.5,1.5,1.5,1.5,5\n", "D0202", "3002")
  }

  @Test func plainNumbersAreTheSameEitherWay() {
    for text in ["0.1", "1.234", "-1.5", "+2.25", ".5", "5.", "1e5", "123456789.125", "0.999"] {
      let field = Array(text.utf8)[...]
      var evidence = NumberEvidence()
      evidence.add(field)
      let fits = (NumberStyle.point.fits(field), NumberStyle.comma.fits(field))
      #expect(evidence.point.count == (fits.0 && !fits.1 && text != "1e5" ? 1 : 0), "\(text)")
      #expect(evidence.pointEither.count == (fits.0 && fits.1 && text != "1e5" ? 1 : 0), "\(text)")
    }
  }
}
