internal import Host
internal import Machine
internal import Testing

@testable internal import Market

/// Times of files: centuries, units, zones and the hours that clocks skip or show twice.
@Suite struct ImportTimeTests {
  private static let head = "time,open,high,low,close,volume\n"
  private static let bar = ",1,2,0.5,1.5,5\n"

  private func imported(
    _ times: [String], head: String = head, _ change: (inout ImportWish) -> Void = { _ in }
  ) throws -> Imported {
    var wish = ImportWish()
    wish.zones = ZoneFiles(.system)
    wish.latestYear = 2026
    change(&wish)
    let text = head + times.map { $0 + Self.bar }.joined()
    return try Importing.bars(
      of: try ImportPart.all(of: HeldBytes(Array(text.utf8)), path: "x.csv"), path: "x.csv", wish)
  }

  private func times(
    _ texts: [String], head: String = head, _ change: (inout ImportWish) -> Void = { _ in }
  ) throws -> [String] {
    try imported(texts, head: head, change).set.bars.time.map { TimeText.text($0) }
  }

  private func refuses(
    _ texts: [String], _ code: String, _ words: String..., line: Int? = nil,
    location: SourceLocation = #_sourceLocation, _ change: (inout ImportWish) -> Void = { _ in }
  ) {
    expectRefusal(code, words, line: line, location) { try imported(texts, change) }
  }

  @Test func yearsOfTwoDigitsMayStandAtEitherEnd() throws {
    let short = ["21-01-04", "21-01-05", "21-01-06"]
    refuses(short, "D0601", "--dates dmy", "--dates ymd")
    #expect(try times(short) { $0.dates = .ymd }.last == "2021-01-06T00:00:00Z")
    #expect(try times(["99-12-30", "99-12-31", "00-01-03"])[2] == "2000-01-03T00:00:00Z")
    #expect(try times(["25/01/20", "28/01/20", "03/02/20"])[2] == "2020-02-03T00:00:00Z")
  }

  @Test func aYearOfTwoDigitsIsNotOfTheFuture() throws {
    #expect(try times(["01/30/62", "01/31/62", "02/01/62"])[0] == "1962-01-30T00:00:00Z")
    #expect(try times(["01/30/26", "01/31/26", "02/02/26"])[0] == "2026-01-30T00:00:00Z")
    #expect(try times(["30-Jan-62", "31-Jan-62"])[0] == "1962-01-30T00:00:00Z")
  }

  @Test func datesInDigitsAreNoCounts() throws {
    #expect(
      try times(["2021032814", "2021032815"]) == ["2021-03-28T14:00:00Z", "2021-03-28T15:00:00Z"])
    #expect(try times(["20210328143000123"]) == ["2021-03-28T14:30:00.123Z"])
    for text in ["2103281430", "210328143000"] {
      refuses([text, text], "D0601", "--dates ymd")
      #expect(try times([text]) { $0.dates = .ymd } == ["2021-03-28T14:30:00Z"])
    }
    #expect(try times(["1616941800", "1616941860"])[0] == "2021-03-28T14:30:00Z")
  }

  @Test func zonedAndZonelessRowsDoNotMix() {
    refuses(["2021-03-01T14:30:00Z", "2021-03-01T16:31:00"], "D0206", line: 3)
    refuses(["2021-03-01T14:30:00", "2021-03-01T16:31:00Z"], "D0206", line: 3)
  }

  private func berlin(_ wish: inout ImportWish) {
    wish.clock = (try? ZoneFiles(.system).zone("Europe/Berlin")).map { ($0, 0) }
  }

  @Test func whatClocksSkipIsNoTimeOfTheirs() throws {
    refuses(
      ["2021-03-28 01:00", "2021-03-28 02:00", "2021-03-28 04:00"], "D0204", "Europe/Berlin",
      line: 3, berlin)
    #expect(try times(["2021-03-28", "2021-03-29"], berlin)[1] == "2021-03-28T22:00:00Z")
  }

  @Test func anHourShownTwiceAndThereOnceIsAskedFor() throws {
    let hours = ["2021-10-31 01:00", "2021-10-31 02:00", "2021-10-31 03:00"]
    refuses(hours, "D0601", "--twice", line: 3, berlin)
    for (turn, expected) in [
      (ImportWish.Turn.first, "2021-10-31T00:00:00Z"), (.last, "2021-10-31T01:00:00Z"),
    ] {
      let found = try imported(hours) {
        berlin(&$0)
        $0.turn = turn
      }
      #expect(TimeText.text(found.set.bars.time[1]) == expected)
      #expect(found.decisions.contains { $0.what == "hours shown twice" })
    }
    // Both hours are there, so nothing is open, and --twice changes nothing.
    let both = ["2021-10-31 02:00", "2021-10-31 02:30", "2021-10-31 02:00", "2021-10-31 02:30"]
    for turn in [nil, ImportWish.Turn.last] {
      let read = try times(both) {
        berlin(&$0)
        $0.turn = turn
      }
      #expect(read[1] == "2021-10-31T00:30:00Z" && read[2] == "2021-10-31T01:00:00Z")
    }
  }

  @Test func theNewestFirstIsReadByItsClockToo() throws {
    let hours = [
      "2021-10-31 03:00", "2021-10-31 02:00", "2021-10-31 02:00", "2021-10-31 01:00",
    ]
    let read = try times(hours, berlin)
    #expect(
      read == [
        "2021-10-30T23:00:00Z", "2021-10-31T00:00:00Z", "2021-10-31T01:00:00Z",
        "2021-10-31T02:00:00Z",
      ])
  }

  @Test func zonesThatTimesNameAreFollowed() throws {
    #expect(
      try times(["20210301 09:30:00 US/Eastern", "20210301 09:31:00 US/Eastern"])[0]
        == "2021-03-01T14:30:00Z")
    refuses(
      ["20210301 09:30:00 US/Eastern", "20210301 09:31:00 US/Central"], "D0204", line: 3)
  }

  @Test func spellingsOfTimes() throws {
    #expect(
      try times(["2021-03-05 03-AM", "2021-03-05 12-PM"])
        == ["2021-03-05T03:00:00Z", "2021-03-05T12:00:00Z"])
    #expect(try times(["04JAN2021"]) == ["2021-01-04T00:00:00Z"])
    #expect(try times(["2021-01-04 24:00"]) == ["2021-01-05T00:00:00Z"])
    #expect(try times(["2021-03-01D14:30:01.5"]) == ["2021-03-01T14:30:01.500Z"])
    let clocks = ["20210301,220000", "20210301,235900", "20210302,0", "20210302,100"]
    #expect(
      try times(clocks, head: "date," + Self.head).suffix(2)
        == ["2021-03-02T00:00:00Z", "2021-03-02T00:01:00Z"])
  }
}
