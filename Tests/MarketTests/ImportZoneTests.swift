internal import Host
internal import Machine
internal import Testing

@testable internal import Market

/// Short names of zones behind times, and days by their number in a week or a year.
@Suite struct ImportZoneTests {
  private static let head = "Date,Open,High,Low,Close,Volume\n"

  private func imported(
    _ texts: [String], _ change: (inout ImportWish) -> Void = { _ in }
  ) throws -> Imported {
    var wish = ImportWish()
    change(&wish)
    let text = Self.head + texts.map { "\($0),1,2,0.5,1.5,5\n" }.joined()
    return try Importing.bars(
      of: [ImportPart(name: "x.csv", text: Array(text.utf8))], path: "x.csv", wish)
  }

  private func times(
    _ texts: [String], _ change: (inout ImportWish) -> Void = { _ in }
  ) throws -> [String] {
    try imported(texts, change).set.bars.time.map { TimeText.text($0) }
  }

  private func refuses(
    _ texts: [String], _ code: String, _ words: String...,
    location: SourceLocation = #_sourceLocation
  ) {
    expectRefusal(code, words, location) { try imported(texts) }
  }

  @Test func namesOfOneOffsetAreRead() throws {
    for (name, hour) in [
      ("EST", 14), ("EDT", 13), ("CET", 8), ("CEST", 7), ("MESZ", 7), ("JST", 0), ("UTC", 9),
    ] {
      let read = try times(["2021-01-05 09:00:00 \(name)", "2021-01-05 10:00 \(name)"])
      #expect(read[0] == "2021-01-05T\(hour < 10 ? "0" : "")\(hour):00:00Z", "\(name): \(read)")
    }
    // Each row by its own, over the change of the clocks.
    #expect(
      try times(["2021-03-13 09:30 EST", "2021-03-15 09:30 EDT"])
        == ["2021-03-13T14:30:00Z", "2021-03-15T13:30:00Z"])
    let found = try imported(["2021-01-05 09:00 EST", "2021-01-05 10:00 EST"])
    #expect(found.decisions.contains { $0.what == "zone" && $0.because.contains("EST") })
  }

  @Test func namesOfSeveralAreAskedFor() throws {
    for name in ["CST", "IST", "BST", "PST", "ET"] {
      let texts = ["2021-01-05 09:00 \(name)", "2021-01-05 10:00 \(name)"]
      refuses(texts, "D0601", "the zone \(name)", "--zone")
    }
    let chicago = try ZoneFiles(.system).zone("America/Chicago")
    let mixed = ["2021-03-13 09:30 CST", "2021-03-15 09:30 CDT"]
    #expect(
      try times(mixed) { $0.clock = (chicago, 0) } == [
        "2021-03-13T15:30:00Z", "2021-03-15T14:30:00Z",
      ]
    )
    // One that comes later is no time of the first's zone; nor is a word that is no zone.
    var late = (0..<2_100).map { "2021-01-05T00:00:00.\(10_000 + $0) EST" }
    late.append("2021-01-06 09:00 CST")
    refuses(late, "D0206", "several meanings")
    refuses(["2021-01-05 09:00 XYZ", "2021-01-05 10:00 XYZ"], "D0204")
  }

  @Test func daysByTheirNumberAreRead() throws {
    #expect(try times(["2021-W03-2", "2021-W03-3"])[0] == "2021-01-19T00:00:00Z")
    #expect(try times(["2021W032T09:30Z", "2021W033T09:30Z"])[0] == "2021-01-19T09:30:00Z")
    #expect(
      try times(["2020-W53-7", "2021-W01-1"]) == ["2021-01-03T00:00:00Z", "2021-01-04T00:00:00Z"])
    #expect(try times(["2021-017", "2021-018 10:00"].map { $0 })[0] == "2021-01-17T00:00:00Z")
    #expect(
      try times(["2020-366", "2021-001"]) == ["2020-12-31T00:00:00Z", "2021-01-01T00:00:00Z"])
    for day in 0..<2_000 {
      let date = CivilDate(daysSince1970: 15_000 + day)
      let first = try #require(CivilDate(year: date.year, month: 1, day: 1)).daysSince1970
      #expect(CivilDate.days(year: date.year, ordinal: 15_000 + day - first + 1) == 15_000 + day)
    }
  }

  @Test func whatIsNoSuchDayIsRefused() {
    for texts in [
      ["2021-W53-1", "2021-W54-1"], ["2021-W03-0", "2021-W03-8"], ["2021-366", "2021-000"],
    ] {
      refuses(texts, "D0204")
    }
    refuses(["2021-W03", "2021-W04"], "D0204")
    refuses(["2021017", "2021018"], "D0601", "2021-017")
  }
}
