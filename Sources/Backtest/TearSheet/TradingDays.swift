internal import Machine

/// A day on which there were bars.
public struct TradingDay: Sendable, Hashable {
  /// The start of its last bar, in nanoseconds since 1970.
  public let time: Int64
  /// Equity at its last close.
  public let equity: Double
  public let year: Int
  /// 1 to 12.
  public let month: Int
}

extension TradingDay {
  /// The days of a record: a bar outside of all sessions belongs to the day before it, and a bar of
  /// a day or more is a day of its own.
  static func days(of record: TrackRecord) -> [TradingDay] {
    var clock = LocalTime(record.almanac)
    var days: [TradingDay] = []
    var current: Int64?
    for (time, equity) in zip(record.times, record.equity) {
      let start = clock.day(at: time)
      let isNew = days.isEmpty || (start != nil && start != current)
      if let start { current = start }
      if isNew {
        days.append(
          TradingDay(
            time: time, equity: equity, year: clock.part(.year, at: time),
            month: clock.part(.month, at: time)))
      } else {
        let day = days[days.count - 1]
        days[days.count - 1] = TradingDay(
          time: time, equity: equity, year: day.year, month: day.month)
      }
    }
    return days
  }
}
