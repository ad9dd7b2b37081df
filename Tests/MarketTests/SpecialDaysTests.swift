internal import Foundation
internal import Host
internal import Machine
internal import TestSupport
internal import Testing

@testable internal import Market

/// Holidays and half days of the New York Stock Exchange, and holes in series.
@Suite struct SpecialDaysTests {
  private static let zones = ZoneFiles(.system)

  private func date(_ text: String) -> Int { TimeText.date(text) ?? 0 }

  /// From the Exchange's own lists of those years.
  @Test(arguments: [
    (
      2024,
      ["01-01", "01-15", "02-19", "03-29", "05-27", "06-19", "07-04", "09-02", "11-28", "12-25"]
    ),
    (2021, ["01-01", "01-18", "02-15", "04-02", "05-31", "07-05", "09-06", "11-25", "12-24"]),
    (2022, ["01-17", "02-21", "04-15", "05-30", "06-20", "07-04", "09-05", "11-24", "12-26"]),
    (
      2012,
      [
        "01-02", "01-16", "02-20", "04-06", "05-28", "07-04", "09-03", "10-29", "10-30", "11-22",
        "12-25",
      ]
    ),
    (
      2001,
      [
        "01-01", "01-15", "02-19", "04-13", "05-28", "07-04", "09-03", "09-11", "09-12", "09-13",
        "09-14", "11-22", "12-25",
      ]
    ),
    (
      1969,
      [
        "01-01", "02-10", "02-21", "03-31", "04-04", "05-30", "07-04", "07-21", "09-01", "11-27",
        "12-25",
      ]
    ),
  ])
  func closings(_ year: Int, _ days: [String]) {
    let first = date("\(year)-01-01")
    let found = (first..<date("\(year + 1)-01-01")).filter { day in
      TradingCalendar.weekday(day) < 5 && SpecialDays.newYork.end(of: day) == 0
    }
    #expect(found == days.map { date("\(year)-\($0)") })
  }

  @Test func halfDays() {
    let days = [
      "2024-07-03", "2024-11-29", "2024-12-24", "2018-07-03", "2013-07-03", "2002-07-05",
      "2019-07-03", "2003-12-26", "1999-11-26",
    ]
    for day in days { #expect(SpecialDays.newYork.end(of: date(day)) == 780, "\(day)") }
    for day in ["2002-07-03", "2021-12-23", "2010-07-02", "2022-07-01", "1992-11-27"] {
      #expect(SpecialDays.newYork.end(of: date(day)) == nil, "\(day)")
    }
  }

  @Test func easters() {
    let days = [
      1961: "04-02", 1981: "04-19", 1954: "04-18", 2000: "04-23", 2008: "03-23", 2011: "04-24",
      2024: "03-31", 2025: "04-20", 2038: "04-25", 2076: "04-19",
    ]
    for (year, day) in days { #expect(SpecialDays.easter(year) == date("\(year)-\(day)")) }
  }

  /// Fifty years of real trading: a bar on each of the calendar's days, and on no other.
  @Test func theShippedDailyBarsFit() throws {
    let path = Repository.root.appending(path: "Strategies/data/sp500_daily.csv").path
    let bars = try CSVFile(path).read(in: .system).bars
    let calendar = try TradingCalendar.named("us-equities", Self.zones)
    let inspection = Inspection(bars, calendar: calendar)
    let codes = inspection.findings.map(\.kind.code)
    #expect(!codes.contains(QualityKinds.outside.code), "\(inspection.findings.map(\.message))")
    #expect(!codes.contains(QualityKinds.gaps.code), "\(inspection.findings.map(\.message))")
  }

  @Test func aHalfDayEndsEarly() throws {
    let calendar = try TradingCalendar.named("us-equities", Self.zones)
    func isOpen(_ text: String) -> Bool {
      calendar.day(at: (TimeText.nanoseconds(of: text) ?? 0) / 1_000_000_000).day != nil
    }
    #expect(isOpen("2024-11-29T17:59:59Z"))
    #expect(!isOpen("2024-11-29T18:00:00Z"))
    #expect(!isOpen("2024-11-28T17:00:00Z"))
    #expect(isOpen("2024-11-27T20:59:00Z"))
  }

  @Test func gapsGoByTheCalendar() throws {
    let equities = try TradingCalendar.named("us-equities", Self.zones)
    let hour: Int64 = 3_600_000_000_000
    func missing(_ calendar: TradingCalendar, _ step: Int64, _ from: String, _ to: String) -> Int {
      GapScan(calendar, interval: step).missing(
        from: TimeText.nanoseconds(of: from) ?? 0, to: TimeText.nanoseconds(of: to) ?? 0)
    }
    // The weekend, and a weekend with a holiday.
    #expect(missing(equities, 24 * hour, "2024-05-24", "2024-05-28") == 0)
    #expect(missing(equities, 24 * hour, "2024-05-23", "2024-05-28") == 1)
    #expect(missing(.always, 24 * hour, "2024-05-24", "2024-05-28") == 3)
    // Hours from 09:30 on: the last of one day begins at 15:30, the first of the next at 09:30.
    #expect(missing(equities, hour, "2024-05-23T19:30:00Z", "2024-05-24T13:30:00Z") == 0)
    #expect(missing(equities, hour, "2024-05-23T18:30:00Z", "2024-05-24T13:30:00Z") == 1)
    #expect(missing(equities, hour, "2024-05-23T19:30:00Z", "2024-05-24T15:30:00Z") == 2)
    // Over a whole day: seven bars of it.
    #expect(missing(equities, hour, "2024-05-22T19:30:00Z", "2024-05-24T13:30:00Z") == 7)
    // Full hours: the one at 09:00 reaches into the session.
    #expect(missing(equities, hour, "2024-05-22T19:00:00Z", "2024-05-24T13:00:00Z") == 7)
    #expect(missing(equities, 60_000_000_000, "2024-05-23T19:59:00Z", "2024-05-24T13:30:00Z") == 0)
    #expect(missing(equities, 60_000_000_000, "2024-05-23T19:59:00Z", "2024-05-24T13:33:00Z") == 3)
    // A half day has three and a half hours.
    #expect(missing(equities, hour / 2, "2024-11-27T20:30:00Z", "2024-12-02T14:30:00Z") == 7)
  }

  @Test func missingTimesAreAsManyAsCounted() throws {
    var dice = SplitMix64(seed: 11)
    let calendars = try ["us-equities", "fx", "us-futures", "24x7"].map {
      try TradingCalendar.named($0, Self.zones)
    }
    for _ in 0..<400 {
      let calendar = dice.pick(calendars)
      let step: Int64 = dice.pick([60, 300, 900, 3_600, 86_400]) * 1_000_000_000
      let scan = GapScan(calendar, interval: step)
      let from = (1_600_000_000 + Int64(dice.whole(0...90_000_000))) / 3_600 * 3_600 * 1_000_000_000
      let to = from + Int64(dice.whole(1...200)) * step
      let count = scan.missing(from: from, to: to)
      let times = scan.times(from: from, to: to, most: .max)
      #expect(times.count == count, "\(calendar.name) \(step) \(from) \(to)")
      #expect(times == times.sorted() && Set(times).count == count)
      if let first = times.first, let last = times.last { #expect(first > from && last < to) }
    }
  }
}
