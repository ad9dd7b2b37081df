internal import Host
internal import Machine
internal import Testing

@testable internal import Market

/// What is said of a file decides something, agrees with what was found, or is refused.
@Suite struct ImportFlagTests {
  private static let names = "Open,High,Low,Close,Volume"

  private func text(_ head: String, _ cells: [String]) -> String {
    "\(head),\(Self.names)\n" + cells.map { "\($0),1,2,0.5,1.5,5\n" }.joined()
  }

  private func why(_ found: Imported, _ what: String) -> String {
    found.decisions.filter { $0.what == what }.map { "\($0.value): \($0.because)" }.joined()
  }

  private func first(
    _ head: String, _ cells: [String], _ change: (inout ImportWish) -> Void
  ) throws -> String {
    let found = try imported(text(head, cells), change)
    return found.set.bars.time.first.map { TimeText.text($0) } ?? ""
  }

  private let iso = ["2021-01-04", "2021-01-05"]

  // MARK: - What decides nothing

  @Test func datesThatSayTheirOrderTakeNoOther() throws {
    refuses(text("Date", iso), "U0003", "--dates mdy", "2021-01-04") { $0.dates = .mdy }
    refuses(text("Date", ["Jan 4 2021", "Jan 5 2021"]), "U0003", "--dates ymd") {
      $0.dates = .ymd
    }
    #expect(try first("Date", iso) { $0.dates = .ymd } == "2021-01-04T00:00:00Z")
    #expect(
      try first("Date", ["Jan 4 2021", "Jan 5 2021"]) { $0.dates = .mdy } == "2021-01-04T00:00:00Z")
    // One date among them that has a choice, beyond the rows that are looked at first.
    let many =
      (0..<2_100).map { row in
        TimeText.text(Int64(row + 15_000) * 86_400_000_000_000).prefix(10)
      }.map(String.init) + ["11/12/2016"]
    #expect(throws: Never.self) { try imported(text("Date", many)) { $0.dates = .mdy } }
  }

  @Test func countsAreWhatTheyWereSaidToBe() throws {
    for epoch in [ImportWish.Epoch.dotnet, .filetime] {
      refuses(text("Date", iso), "U0003", "--dates \(epoch.rawValue)") { $0.epoch = epoch }
      refuses(text("Date", ["1609718400", "1609804800"]), "U0003", epoch.rawValue) {
        $0.epoch = epoch
      }
    }
    refuses(text("Date", iso), "U0003", "--dates unix") { $0.epoch = .unix }
    refuses(text("Date", iso), "U0003", "--dates excel") { $0.areSpreadsheetDays = true }
    refuses(text("Date", ["1609718400", "1609804800"]), "U0003", "--dates mdy") { $0.dates = .mdy }
    #expect(
      try first("Date", ["1609718400", "1609804800"]) { $0.epoch = .unix }
        == "2021-01-04T00:00:00Z")
    // 2021-01-04 by .NET, said to be of Windows.
    let net = ["637453152000000000", "637454016000000000"]
    refuses(text("Date", net), "U0003", "--dates filetime", "year 1") { $0.epoch = .filetime }
    #expect(try first("Date", net) { $0.epoch = .dotnet } == "2021-01-04T00:00:00Z")
  }

  @Test func sidesAreOfBidAndAsk() throws {
    refuses(text("Date", iso), "U0003", "--side ", "no bid and ask") { $0.side = .ask }
    refuses("time,price,size\n2021-01-04T10:00:00,1.5,2\n2021-01-04T10:00:01,1.6,2\n", "U0003") {
      $0.side = .bid
    }
    let quotes = "time,bid,ask\n2021-01-04T10:00:00.5,1,2\n2021-01-04T10:00:01.5,1,2\n"
    #expect(try imported(quotes) { $0.side = .ask }.set.bars.count == 1)
  }

  @Test func turnsAreOfLocalClocks() throws {
    let zone = try ZoneFiles(.system).zone("America/New_York")
    refuses(text("Date", iso), "U0003", "--twice first") { $0.turn = .first }
    refuses(text("Date", ["2021-01-04T09:30:00Z", "2021-01-04T09:31:00Z"]), "U0003", "--twice") {
      ($0.turn, $0.clock) = (.last, (zone, 0))
    }
    refuses(text("Date", ["1609718400", "1609804800"]), "U0003", "--twice") {
      ($0.turn, $0.clock) = (.last, (zone, 0))
    }
    // One script for all files of a year: where no hour is in doubt, that is said.
    let found = try imported(text("Time", ["2021-03-01 09:30:00", "2021-03-01 09:31:00"])) {
      ($0.turn, $0.clock) = (.last, (zone, 0))
    }
    #expect(why(found, "hours shown twice").contains("--twice last decides nothing"))
  }

  @Test func onlyWhatDecidesNothingInAnyFileIsRefused() throws {
    func parts(_ second: String) -> [ImportPart] {
      [("a-part1.csv", "2021-01-04"), ("a-part2.csv", second)].map { name, date in
        ImportPart(name: name, text: Array(text("Date", [date]).utf8))
      }
    }
    var wish = ImportWish()
    wish.dates = .mdy
    let found = try Importing.bars(of: parts("02/03/2021"), path: "x", wish)
    #expect(found.set.bars.time.last.map { TimeText.text($0) } == "2021-02-03T00:00:00Z")
    expectRefusal("U0003", ["--dates mdy"], #_sourceLocation) {
      try Importing.bars(of: parts("2021-02-03"), path: "x", wish)
    }
  }

  @Test func aZoneThatDecidesNothingIsSaid() throws {
    let zone = try ZoneFiles(.system).zone("America/New_York")
    let counted = try imported(text("Date", ["1609718400", "1609804800"])) { $0.clock = (zone, 0) }
    #expect(why(counted, "times").contains("whatever --zone says"))
    let said = try imported(text("Date", ["2021-01-04T09:30:00Z", "2021-01-04T09:31:00Z"])) {
      $0.clock = (zone, 0)
    }
    #expect(why(said, "zone").contains("--zone decides nothing"))
  }

  // MARK: - What decides

  @Test func timesOfDayAsNumbersAreSaid() throws {
    let rows = (0..<6).map { "2021-01-04,\(35_000 + $0 * 101)" }
    refuses(text("Date,Time", rows), "D0601", "--clock hms or --clock seconds")
    #expect(
      try first("Date,Time", rows) { $0.timesOfDay = .hms } == "2021-01-04T03:50:00Z")
    #expect(
      try first("Date,Time", rows) { $0.timesOfDay = .seconds } == "2021-01-04T09:43:20Z")
    // What only one of them can be is not the other, and what says it agrees.
    let seconds = ["2021-01-04,34261", "2021-01-04,34262", "2021-01-04,34272"]
    refuses(text("Date,Time", seconds), "U0003", "--clock hms", "34261") { $0.timesOfDay = .hms }
    #expect(
      try first("Date,Time", seconds) { $0.timesOfDay = .seconds } == "2021-01-04T09:31:01Z")
    let clocks = ["2021-01-04,09:30:00", "2021-01-04,09:31:00"]
    refuses(text("Date,Time", clocks), "U0003", "--clock") { $0.timesOfDay = .seconds }
    #expect(try first("Date,Time", clocks) { $0.timesOfDay = .hms } == "2021-01-04T09:30:00Z")
    refuses(text("Date", iso), "U0003", "--clock hms", "time of day alone") {
      $0.timesOfDay = .hms
    }
  }

  @Test func sixDigitsAreDaysOrMonthsAsSaid() throws {
    let cells = ["200101", "200102", "200103"]
    refuses(text("Date", cells), "D0601", "--dates ymd", "--dates ym")
    #expect(try first("Date", cells) { $0.dates = .ymd } == "2020-01-01T00:00:00Z")
    let months = try imported(text("Date", cells)) { ($0.dates, $0.areMonths) = (.ymd, true) }
    #expect(
      months.set.bars.time.map { TimeText.text($0).prefix(7) } == ["2001-01", "2001-02", "2001-03"])
    refuses(text("Date", ["200113", "200114"]), "D0204", "--dates ym") {
      ($0.dates, $0.areMonths) = (.ymd, true)
    }
    refuses(text("Date", iso), "U0003", "--dates ym") { ($0.dates, $0.areMonths) = (.ymd, true) }
    #expect(
      try first("Date", ["2021-01", "2021-02"]) { ($0.dates, $0.areMonths) = (.ymd, true) }
        == "2021-01-01T00:00:00Z")
  }

  @Test func shortNamesTellTheHourThatIsShownTwice() throws {
    let zone = try ZoneFiles(.system).zone("America/New_York")
    let cells = ["2021-11-07 01:30:00 EST", "2021-11-07 02:30:00 EST"]
    #expect(
      try first("Time", cells) { $0.clock = (zone, 0) } == "2021-11-07T06:30:00Z")
    let both = [
      "2021-11-07 00:30:00 EDT", "2021-11-07 01:30:00 EDT", "2021-11-07 01:30:00 EST",
      "2021-11-07 02:30:00 EST",
    ]
    let found = try imported(text("Time", both)) { $0.clock = (zone, 0) }
    #expect(
      found.set.bars.time.map { TimeText.text($0).dropFirst(11).prefix(5) }
        == ["04:30", "05:30", "06:30", "07:30"])
    // What the clock never shows in winter stands below it still.
    let summer = ["2021-01-04 09:30:00 EDT", "2021-01-04 09:31:00 EDT"]
    #expect(try first("Time", summer) { $0.clock = (zone, 0) } == "2021-01-04T14:30:00Z")
  }

  // MARK: - What rows contradict

  private func bars(_ count: Int, last: (Int) -> Int) -> String {
    (0..<count).map { row in
      let open = 100 + row % 7
      let date = TimeText.text(Int64(18_000 + row) * 86_400_000_000_000).prefix(10)
      return "\(date),\(open),\(open + 3),\(open - 2),\(open + 1),\(last(row))\n"
    }.joined()
  }

  @Test func whatHardlyMovesIsNoVolumeForSure() throws {
    refuses(bars(40) { 500_000 + $0 * 900 }, "D0601", "column 6", "open interest", "--columns")
    let rough = bars(40) { 500_000 + $0 * 7_919 % 13 * 40_000 }
    #expect(Grid.number(try imported(rough).set.bars.volume[0]) == 500_000)
    // Beside a volume it may be either as well.
    let both = bars(40) { $0 * 7_919 % 13 * 40_000 + 9 }.split(separator: "\n").enumerated()
      .map { "\($1),\(900_000 + $0 * 900)\n" }.joined()
    refuses(both, "D0601", "both be the volume")
  }

  private func stamps(_ steps: [Int64]) -> String {
    var time: Int64 = 1_600_000_000
    let rows = steps.map { step in
      time += step
      return "\(TimeText.text(time * 1_000_000_000))"
    }
    return text("Time", rows)
  }

  @Test func barsOfTwoLengthsInOneFileAreRefused() throws {
    let days = (0..<30).map { Int64($0 % 5 == 4 ? 3 : 1) * 86_400 }
    let minutes = (0..<60).map { Int64($0 % 20 == 19 ? 3_600 : 60) }
    refuses(stamps(days + minutes), "D0507", "are bars of 1d", "from there on of 1m")
    refuses(stamps(minutes + days), "D0507", "are bars of 1m", "from there on of 1d")
    // With gaps, of what is seldom traded at first, and of a few odd steps.
    for honest in [
      days + days, minutes + minutes, minutes.map { $0 * ($0 % 7) },
      (0..<60).map { Int64($0 * $0 % 17 + 1) * 60 } + minutes, days + [86_400, 3_600, 3_600],
      (0..<40).map { Int64([31, 28, 31, 30][$0 % 4]) * 86_400 },
    ] {
      #expect(throws: Never.self) { try imported(stamps(honest)) }
    }
  }
}
