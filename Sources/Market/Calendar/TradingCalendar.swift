public import Machine

/// When an instrument is traded: where its clocks hang and which hours count.
public struct TradingCalendar: Sendable, Hashable {
  public let name: String
  public let zone: Zone
  /// Nothing where trading never stops.
  public let hours: SessionHours?
  /// Holidays and half days.
  public let special: SpecialDays

  public init(
    name: String, zone: Zone, hours: SessionHours?, special: SpecialDays = .none
  ) {
    self.name = name
    self.zone = zone
    self.hours = hours
    self.special = special
  }

  /// Every day, all day, in UTC.
  public static let always = TradingCalendar(name: "24x7", zone: .utc, hours: nil)

  /// A trading day: the date it bears and when it begins and ends, in seconds since 1970-01-01 UTC.
  struct Day: Sendable, Hashable {
    /// Days since 1970-01-01.
    let date: Int
    let start: Int64
    let end: Int64
  }

  /// 0 (Monday) to 6; 1970-01-01 was a Thursday.
  static func weekday(_ date: Int) -> Int { ((date + 3) % 7 + 7) % 7 }

  /// The trading day that begins on a date, if one does. A session that goes on past midnight bears
  /// the date on which it ends.
  private func day(beginningOn date: Int) -> Day? {
    let midnight = Int64(date) * 86_400
    guard let hours else {
      if special.end(of: date) == 0 { return nil }
      return Day(
        date: date, start: zone.instant(ofLocal: midnight),
        end: zone.instant(ofLocal: midnight + 86_400))
    }
    guard hours.isOn(weekday: TradingCalendar.weekday(date)) else { return nil }
    let bears = hours.isOvernight ? date + 1 : date
    let end = special.end(of: bears)
    guard end != 0 else { return nil }
    let closes = Int64(min(end ?? 1_440, hours.closes)) * 60 + (hours.isOvernight ? 86_400 : 0)
    return Day(
      date: bears,
      start: zone.instant(ofLocal: midnight + Int64(hours.opens) * 60),
      end: zone.instant(ofLocal: midnight + closes))
  }

  /// The trading day at a moment; outside of all sessions the time until the next one begins.
  func day(at second: Int64) -> (day: Day?, from: Int64, until: Int64) {
    let local = second + zone.span(at: second).offset
    let date = Int((local - ((local % 86_400) + 86_400) % 86_400) / 86_400)
    var (from, until) = (Int64.min, Int64.max)
    // A session may have begun the day before, and the next one may be a week away, with holidays
    // longer.
    let reach = special.isEmpty ? 8 : 15
    for begins in (date - reach)...(date + reach) {
      guard let day = day(beginningOn: begins) else { continue }
      if second >= day.start, second < day.end { return (day, day.start, day.end) }
      if day.end <= second { from = max(from, day.end) }
      if day.start > second { until = min(until, day.start) }
    }
    return (nil, from, until)
  }

  /// The first or last trading day that bears one of the dates.
  func day(in dates: ClosedRange<Int>, last: Bool) -> Day? {
    let shift = hours?.isOvernight == true ? -1 : 0
    let count = min(dates.count, 8)
    for step in 0..<count {
      let date = last ? dates.upperBound - step : dates.lowerBound + step
      if let day = day(beginningOn: date + shift) { return day }
    }
    return nil
  }
}
