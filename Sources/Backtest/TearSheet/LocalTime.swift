internal import Machine

/// Local time, asked in rising order: every answer is kept as long as it holds.
struct LocalTime {
  private let almanac: any Almanac
  /// The last answer to each question; that of days apart, as every bar asks for it.
  private var kept: [Reading: Stretch] = [:]
  private var today: Stretch?

  init(_ almanac: any Almanac) { self.almanac = almanac }

  /// A part of the local time, or 0 where it cannot be told.
  mutating func part(_ part: CalendarPart, at time: Int64) -> Int {
    Int(stretch(of: .part(part, zone: nil), at: time).value ?? 0)
  }

  /// Where the trading day began that a time falls into; nothing outside of all of them.
  mutating func day(at time: Int64) -> Int64? {
    if let today, time >= today.start, time < today.end { return today.value }
    guard let day = Timeframe(1, .day) else { return nil }
    let found = almanac.stretch(of: .bucket(day), at: time)
    today = found
    return found.value
  }

  private mutating func stretch(of reading: Reading, at time: Int64) -> Stretch {
    if let stretch = kept[reading], time >= stretch.start, time < stretch.end { return stretch }
    let stretch = almanac.stretch(of: reading, at: time)
    kept[reading] = stretch
    return stretch
  }
}
