internal import Host
internal import Machine
internal import Testing

@testable internal import Market

/// Times as vendors write them in columns of their own: clocks, zones, counts and digits.
@Suite struct ImportClockTests {
  private static let names = "Open,High,Low,Close,Volume"

  /// A file of bars: what stands above, the names of the first columns, and their cells.
  private func text(_ head: String, _ rows: [String], above: String = "") -> String {
    above + "\(head),\(Self.names)\n" + rows.map { "\($0),1,2,0.5,1.5,5\n" }.joined()
  }

  private func first(
    _ head: String, _ rows: [String], above: String = "",
    _ change: (inout ImportWish) -> Void = { _ in }
  ) throws -> String {
    let found = try imported(text(head, rows, above: above), change)
    return found.set.bars.time.first.map { TimeText.text($0) } ?? ""
  }

  private func refuses(
    _ head: String, _ rows: [String], above: String = "", _ words: String...,
    change: (inout ImportWish) -> Void = { _ in }, location: SourceLocation = #_sourceLocation
  ) {
    do {
      let found = try imported(text(head, rows, above: above), change)
      Issue.record(
        "taken: \(found.set.bars.time.map { TimeText.text($0) }) \(found.decisions)",
        sourceLocation: location)
    } catch {
      for word in words {
        #expect("\(error)".contains(word), "\(error)", sourceLocation: location)
      }
    }
  }

  // MARK: - Zones

  @Test func columnsOfZonesAreUsed() throws {
    for (cell, hour) in [
      ("EST", 14), ("-5", 14), ("-05:00", 14), ("-0500", 14), ("UTC-5", 14), ("-18000", 14),
      ("America/New_York", 14), ("+1", 8), ("GMT+01:00", 8), ("UTC", 9), ("0", 9),
    ] {
      for name in ["TZ", "timezone", "GMT Offset", "utc_offset"] {
        let rows = ["2021-03-08,09:30:00,\(cell)", "2021-03-08,09:31:00,\(cell)"]
        let time = try first("Date,Time,\(name)", rows)
        #expect(time == "2021-03-08T\(hour < 10 ? "0" : "")\(hour):30:00Z", "\(name) \(cell)")
      }
    }
    // Each row by its own.
    let turned = ["2021-03-12 09:30:00,-5", "2021-03-15 09:30:00,-4"]
    let found = try imported(text("Timestamp,GMT Offset", turned)).set.bars.time
    #expect(
      found.map { TimeText.text($0) } == ["2021-03-12T14:30:00Z", "2021-03-15T13:30:00Z"])
  }

  @Test func columnsOfZonesAreAskedFor() throws {
    for cell in ["CST", "Eastern", "-500", "25", "Nowhere/Atall", ""] {
      let rows = ["2021-03-08 09:30:00,\(cell)", "2021-03-08 09:31:00,\(cell)"]
      refuses("Timestamp,TZ", rows, "tz", "--zone")
      let zone = try ZoneFiles(.system).zone("America/New_York")
      #expect(try first("Timestamp,TZ", rows) { $0.clock = (zone, 0) } == "2021-03-08T14:30:00Z")
    }
    let late = (0..<2_100).map { "2021-03-08 09:30:00.\(10_000 + $0),-5" }
    refuses("Timestamp,TZ", late + ["2021-03-09 09:30:00,EAST"], "tz", "EAST")
    // Times that say their zone themselves need none.
    #expect(
      try first("Timestamp,TZ", ["2021-03-08T14:30:00Z,Eastern", "2021-03-08T14:31:00Z,Eastern"])
        == "2021-03-08T14:30:00Z")
    #expect(
      try first("Timestamp,TZ", ["1615213800,Eastern", "1615213860,Eastern"])
        == "2021-03-08T14:30:00Z")
  }

  @Test func linesAboveNameTheZone() throws {
    let rows = ["2021-03-08 09:30:00", "2021-03-08 09:31:00"]
    for line in [
      "Timezone: America/New_York", "Time zone,America/New_York", "TZ=UTC-5",
      "# times in America/New_York (EST/EDT)",
    ] {
      #expect(
        try first("Time", rows, above: "Symbol: SPY\n\(line)\n") == "2021-03-08T14:30:00Z",
        "\(line)")
    }
    refuses("Time", rows, above: "Symbol: SPY\n# times in EST/EDT\n", "line 2", "--zone")
    refuses("Time", rows, above: "Time zone: Eastern\n", "line 1", "--zone")
    #expect(try first("Time", rows, above: "# times in UTC\n") == "2021-03-08T09:30:00Z")
  }

  @Test func namesOfColumnsSayTheZone() throws {
    let rows = ["2021-03-08 09:30:00", "2021-03-08 09:31:00"]
    #expect(try first("Datetime (America/New_York)", rows) == "2021-03-08T14:30:00Z")
    #expect(try first("Time (UTC-5)", rows) == "2021-03-08T14:30:00Z")
    refuses("Time (EET)", rows, "--zone")
    refuses("Local Time", rows, "local_time", "--zone")
    let both = [
      "2021-03-08 09:30:00,2021-03-08 14:30:00", "2021-03-08 09:31:00,2021-03-08 14:31:00",
    ]
    #expect(try first("Local Time,UTC Time", both) == "2021-03-08T14:30:00Z")
  }

  @Test func offsetsAreZones() {
    for (name, hours) in [
      ("-05:00", -5.0), ("UTC-5", -5), ("UTC+01:00", 1), ("GMT+1", 1), ("+0530", 5.5), ("UTC", nil),
      ("EST", nil), ("America/New_York", nil), ("UTC+99", nil), ("-", nil), ("UTC+", nil),
    ] {
      #expect(ImportWish.offset(ofZone: name) == hours.map { Int64($0 * 3_600) }, "\(name)")
    }
    #expect(ZoneCell.words(-18_000) == "UTC-05:00, 5 hours behind UTC")
    #expect(ZoneCell.words(3_600) == "UTC+01:00, 1 hour ahead of UTC")
  }

  @Test func zonesWithoutAHeaderAreNoInstruments() throws {
    func rows(_ cell: String) -> String {
      (0..<4).map { "2021-03-08,09:3\($0):00,\(cell),1,2,0.5,1.5,5\n" }.joined()
    }
    let found = try imported(rows("-05:00"))
    #expect(TimeText.text(found.set.bars.time[0]) == "2021-03-08T14:30:00Z")
    #expect(throws: Failure.self) { try imported(rows("EST")) }
    #expect(try imported(rows("EUR/USD")).symbol == "EUR/USD")
  }

  @Test func directUsePassesNoZoneOrClockOver() throws {
    for text in [
      text("Date,Time,TZ", ["2021-03-08,09:30:00,EST"]), text("Date,minute", ["2021-03-08,09:30"]),
      text("Timestamp,GMT Offset", ["2021-03-08 09:30:00,-5"]),
      text("Time", ["637501536000000000", "637501536600000000"]),
    ] {
      let disk = MemoryDisk(["x.csv": Array(text.utf8)])
      #expect(throws: Failure.self, "\(text)") {
        try CSVFile("x.csv").read(in: .simulated(seed: 1, disk: disk))
      }
    }
  }

  // MARK: - Clocks

  @Test func clocksBesideDatesAreRead() throws {
    for (cells, time) in [
      (["100001102", "100002972"], "10:00:01.102Z"), (["93000000", "100000000"], "09:30:00Z"),
      (["2400", "2400"], "24"), (["16h00", "16h05"], "16:00:00Z"),
      (["36001.102", "36002.972"], "10:00:01.102Z"), (["34200", "34260"], "09:30:00Z"),
      (["10:00:01.102000000", "10:00:02.972000000"], "10:00:01.102Z"),
      (["93000", "93100"], "09:30:00Z"), (["83000", "83100"], "08:30:00Z"),
    ] {
      let rows = zip(["20210302", "20210303"], cells).map { "\($0),\($1)" }
      let wanted = time == "24" ? "2021-03-03T00:00:00Z" : "2021-03-02T\(time)"
      for name in ["Time", "TIME_M"] {
        #expect(try first("Date,\(name)", rows) == wanted, "\(name) \(cells)")
      }
    }
    #expect(
      try first("date,minute", ["2021-03-08,09:30", "2021-03-08,09:31"]) == "2021-03-08T09:30:00Z")
    let hours = ["20210301,2300", "20210301,2400", "20210302,0100"]
    #expect(try imported(text("Date,Time", hours)).set.bars.time.count == 3)
  }

  @Test func clocksAreNotPassedOver() throws {
    for cell in ["0.395", "morning", "570", "123456789012"] {
      let rows = ["20210302,\(cell)", "20210303,\(cell)"]
      refuses("Date,Time", rows, "the column time", cell)
    }
    refuses("Date,Time", ["20210302,34200", "20210303,34200"], "34200", "seconds since midnight")
    // A clock that is wrong far below is named, not the date.
    let late = (0..<2_100).map { "20210302,09:30:00.\(10_000 + $0)" } + ["20210303,noon"]
    refuses("Date,Time", late, "time is no time of day", "noon")
  }

  @Test func theBeginningIsTheStamp() throws {
    let rows = [
      "2021-01-04T00:00:00.000Z,2021-01-04T23:59:59.999Z,2021-01-04T23:59:59.999Z",
      "2021-01-05T00:00:00.000Z,2021-01-05T23:59:59.999Z,2021-01-05T23:59:59.999Z",
    ]
    #expect(try first("timeOpen,timeClose,timestamp", rows) == "2021-01-04T00:00:00Z")
  }

  // MARK: - Counts and digits

  @Test func ticksOfOtherEpochsAreRead() throws {
    let net = ["637501536000000000", "637501536600000000"]
    #expect(try first("Time", net) == "2021-03-01T00:00:00Z")
    let windows = ["132590304000000000", "132590304600000000"]
    #expect(try first("Time", windows) == "2021-03-01T00:00:00Z")
    let open = ["637501536000000001", "637501536600000003"]
    refuses("Time", open, "--dates unix or --dates dotnet")
    #expect(try first("Time", open) { $0.epoch = .dotnet } == "2021-03-01T00:00:00.000000100Z")
    #expect(try first("Time", net) { $0.epoch = .unix }.hasPrefix("1990"))
    // Of our days, nanoseconds since 1970 are nothing else.
    #expect(
      try first("Time", ["1614556800000000000", "1614556860000000000"]).hasPrefix("2021-03-01"))
  }

  @Test func digitsAreDaysAsSaid() throws {
    for (cells, order, time) in [
      (["210104", "210105"], DateOrder.ymd, "2021-01-04"),
      (["04012021", "05012021"], .dmy, "2021-01-04"),
      (["01042021", "01052021"], .mdy, "2021-01-04"), (["040121", "050121"], .dmy, "2021-01-04"),
      (["202101", "202102"], .ymd, "2021-01-01"),
    ] {
      #expect(try first("Date", cells) { $0.dates = order } == time + "T00:00:00Z", "\(cells)")
      if cells[0] != "202101" { refuses("Date", cells, "--dates \(order.rawValue)") }
    }
    #expect(try first("Date", ["200001", "200002"]) == "2000-01-01T00:00:00Z")
    refuses("Date", ["201001", "201002"], "--dates ym if it is a month")
    #expect(
      try first("Date,Time", ["210104,0930", "210105,0931"]) { $0.dates = .ymd }
        == "2021-01-04T09:30:00Z")
  }

  @Test func monthsAndOddStampsAreRead() throws {
    for (cells, time) in [
      (["Jan 2000", "Feb 2000"], "2000-01-01T00:00:00Z"),
      (["2000-01", "2000-02"], "2000-01-01T00:00:00Z"),
      (["20210301-09:30:00.000", "20210301-09:31:00.000"], "2021-03-01T09:30:00Z"),
      (["01MAR2021:09:30:00", "01MAR2021:09:31:00"], "2021-03-01T09:30:00Z"),
      (["2021-03-01_09-30-00", "2021-03-01_09-31-00"], "2021-03-01T09:30:00Z"),
    ] { #expect(try first("Date", cells) == time, "\(cells)") }
    // A day and its zone are no day and a clock.
    refuses("Date", ["2021-03-01-05:00", "2021-03-02-05:00"], "2021-03-01-05:00")
    let replay = "20210302 100001 1020000;1.20506;1.20505;1.20508;44\n"
    let found = try imported(replay + replay.replacing("100001", with: "100101")) {
      $0.columns = [.time, .price, .ignored, .ignored, .amount]
      $0.sampling = .tick(1)
    }
    #expect(TimeText.text(found.set.bars.time[0]) == "2021-03-02T10:00:01.102Z")
  }

  @Test func datesOfTwoFormatsAreRefused() {
    let rows = ["04-01-2021", "12-01-2021", "01/13/2021", "01/14/2021"]
    refuses("Date", rows, "two ways", "04-01-2021", "01/13/2021")
  }

  @Test func namesOfTimesAreKnown() throws {
    for name in ["start_at", "ticks"] {
      #expect(
        try first(name, ["1616198400000", "1616202000000"]).hasPrefix("2021-03-20"), "\(name)")
    }
    #expect(try first("TRADEDATE", ["2021-01-04", "2021-01-05"]) == "2021-01-04T00:00:00Z")
    refuses("moment", ["2021-01-04", "2021-01-05"], "known to have the times", "--columns")
    // Beside a time, ticks are counted.
    #expect(try first("time,ticks", ["2021-01-04,12", "2021-01-05,13"]).hasPrefix("2021-01-04"))
  }

  @Test func headersRepeatBehindAByteOrderMark() throws {
    let one = text("Date", ["2021-01-04"])
    let found = try imported(one + "\u{FEFF}" + text("Date", ["2021-01-05"]))
    #expect(found.set.bars.time.count == 2)
  }
}
