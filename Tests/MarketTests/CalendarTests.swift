internal import Foundation
internal import Host
internal import Machine
internal import TestSupport
internal import Testing

@testable internal import Market

/// Zones, calendars and what an almanac makes of them.
@Suite struct CalendarTests {
  private static let zones = ZoneFiles(.system)
  private static let second: Int64 = 1_000_000_000

  /// Values of Python's zoneinfo; `scripts/make-golden-zones` makes them.
  @Test func offsetsAreThoseOfAnotherReader() throws {
    let rows = try Repository.text("Tests/Golden/zones.csv").split(separator: "\n").dropFirst()
    for row in rows {
      let fields = row.split(separator: ",")
      let zone = try CalendarTests.zones.zone(String(fields[0]))
      let (second, offset) = (try #require(Int64(fields[1])), try #require(Int64(fields[2])))
      let span = zone.span(at: second)
      #expect(span.offset == offset, "\(row)")
      #expect(span.from <= second && second < span.until)
    }
    #expect(rows.count > 150)
  }

  /// A local time comes back to itself, or lies where clocks skip it.
  @Test func localTimesComeBack() throws {
    var dice = SplitMix64(seed: 3)
    for name in ["America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia"] {
      let zone = try CalendarTests.zones.zone(name)
      for _ in 0..<2_000 {
        let local = Int64(dice.whole(0...2_000_000_000))
        let instant = zone.instant(ofLocal: local)
        let shown = instant + zone.span(at: instant).offset
        if shown == local { continue }
        // No moment shows it: the one given is as long after the change as it is after the gap
        // began.
        for offset in [instant - 86_400, instant + 86_400].map({ zone.span(at: $0).offset }) {
          #expect(zone.span(at: local - offset).offset != offset, "\(name) \(local)")
        }
        let change = zone.span(at: instant).from
        #expect(instant - change == local - (change + zone.span(at: change - 1).offset))
      }
    }
  }

  @Test(arguments: ["", "EST5", "../etc/passwd", "Europe//Berlin", "Mars/Olympus", "/etc/passwd"])
  func whatIsNoZoneIsRefused(_ name: String) {
    #expect(throws: Failure.self) { _ = try CalendarTests.zones.zone(name) }
  }

  @Test func bytesThatAreNoZoneFileAreRefused() throws {
    let bytes = [UInt8](
      try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/America/New_York")))
    #expect(ZoneText(bytes).zone(named: "x") != nil)
    var dice = SplitMix64(seed: 5)
    for cut in 0..<min(bytes.count, 400) { _ = ZoneText(Array(bytes.prefix(cut))).zone(named: "x") }
    for _ in 0..<2_000 {
      var broken = bytes
      for _ in 0..<dice.whole(1...4) {
        broken[dice.whole(0...broken.count - 1)] = UInt8(dice.whole(0...255))
      }
      // Whatever comes of it, nothing traps, and every moment has an offset.
      _ = ZoneText(broken).zone(named: "x")?.span(at: 1_700_000_000)
    }
  }

  /// Every stretch holds the moment asked for, says the same at each moment of it, and another
  /// thing or nothing at its ends.
  @Test(arguments: TradingCalendar.entries.map(\.name))
  func stretchesAreWhole(_ name: String) throws {
    let calendar = try TradingCalendar.named(name, CalendarTests.zones)
    let almanac = CalendarAlmanac(calendar, CalendarTests.zones, for: Bars(rows: []))
    var readings: [Machine.Reading] = CalendarPart.allCases.flatMap {
      [Machine.Reading.part($0, zone: nil), .part($0, zone: "Asia/Kolkata")]
    }
    for (count, unit) in [
      (30, Timeframe.Unit.second), (7, .minute), (90, .minute), (1, .hour), (5, .hour), (24, .hour),
      (1, .day), (3, .day), (1, .week), (2, .week), (1, .month), (5, .month), (1, .year),
    ] { readings.append(.bucket(try #require(Timeframe(count, unit)))) }
    let hours = try #require(SessionHours(opens: 1_320, closes: 240, days: 0b001_0011))
    readings += [.open, .session(hours, zone: "Europe/London")]
    var dice = SplitMix64(seed: 9)
    for reading in readings {
      #expect(almanac.refusal(of: reading) == nil)
      for _ in 0..<60 {
        let time = Int64(dice.whole(0...2_000_000_000)) * CalendarTests.second + 1
        let stretch = almanac.stretch(of: reading, at: time)
        #expect(stretch.start <= time && time < stretch.end, "\(reading) at \(time)")
        for _ in 0..<3 {
          let length = stretch.end.subtractingReportingOverflow(stretch.start)
          guard !length.overflow else { continue }
          let other = stretch.start + Int64(dice.whole(0...Int(length.partialValue - 1)))
          #expect(almanac.stretch(of: reading, at: other) == stretch, "\(reading) at \(other)")
        }
        guard case .bucket = reading, let value = stretch.value else { continue }
        #expect(value <= stretch.start && stretch.end <= stretch.over)
        // The bucket begins with itself.
        #expect(almanac.stretch(of: reading, at: value).value == value, "\(reading) at \(time)")
        #expect(almanac.stretch(of: reading, at: stretch.over).value != value)
      }
    }
  }

  @Test func whatCannotBeCountedIsRefused() throws {
    let almanac = CalendarAlmanac(.always, CalendarTests.zones, for: Bars(rows: []))
    let long = try #require(Timeframe(36, .hour))
    #expect(almanac.refusal(of: .bucket(long))?.contains("longer than a day") == true)
    #expect(almanac.refusal(of: .part(.hour, zone: "Nowhere"))?.contains("Nowhere") == true)
    #expect(throws: Failure.self) {
      _ = try TradingCalendar.named("nyse", CalendarTests.zones)
    }
  }

  @Test func barsCloseWhileThereIsTrading() throws {
    let zones = ZoneFiles(.system)
    let stocks = try TradingCalendar.named("us-equities", zones)
    let minute: Int64 = 60_000_000_000
    func time(_ text: String) throws -> Int64 { try #require(TimeText.nanoseconds(of: text)) }
    func next(_ calendar: TradingCalendar, _ length: Int64, _ anchor: String, _ after: String)
      throws -> String?
    {
      calendar.nextClose(of: length, anchor: try time(anchor), after: try time(after))
        .map(TimeText.text)
    }
    let open = "2024-01-05T14:30:00Z"
    for (after, wanted) in [
      ("2024-01-05T14:30:00Z", "2024-01-05T14:31:00Z"),
      ("2024-01-05T14:30:59Z", "2024-01-05T14:31:00Z"),
      ("2024-01-05T20:59:30Z", "2024-01-05T21:00:00Z"),
      ("2024-01-05T21:00:00Z", "2024-01-08T14:31:00Z"),
      ("2024-01-06T12:00:00Z", "2024-01-08T14:31:00Z"),
    ] {
      #expect(try next(stocks, minute, open, after) == wanted, "\(after)")
    }
    let day = 1_440 * minute
    #expect(
      try next(stocks, day, "2024-01-05", "2024-01-05T12:00:00Z") == "2024-01-05T21:00:00Z")
    #expect(
      try next(stocks, day, "2024-01-05", "2024-01-05T21:00:00Z") == "2024-01-08T21:00:00Z")
    #expect(
      try next(.always, 15 * minute, open, "2024-01-07T03:14:00Z") == "2024-01-07T03:15:00Z")
    #expect(stocks.nextClose(of: 0, anchor: 0, after: 0) == nil)
    for wild in [Int64.min, -1, .max - 1, .max] {
      for length in [1, minute, day, .max] {
        _ = stocks.nextClose(of: length, anchor: wild, after: 0)
        _ = TradingCalendar.always.nextClose(of: length, anchor: 0, after: wild)
      }
    }
  }
}
