/// How long the bars of a series last, and so when one is over. What is shorter than a day lasts
/// just that long; days, weeks, months and years are those of the calendar.
public struct BarLength: Sendable {
  /// In nanoseconds; 0 when it is not known.
  public let interval: Int64
  private let timeframe: Timeframe?
  private let almanac: (any Almanac)?

  /// - Parameters:
  ///   - interval: in nanoseconds; 0 when it is not known.
  ///   - almanac: counts days and more; without one they are all of the same length.
  public init(_ interval: Int64, _ almanac: (any Almanac)?) {
    self.interval = interval
    self.almanac = almanac
    timeframe = almanac == nil ? nil : Timeframe(days: interval)
  }

  /// When a bar that begins at a time is over, whatever bar comes next: a bar that is alone is told
  /// the same as one of many.
  ///
  /// - Parameter time: in nanoseconds since 1970-01-01 UTC, as is what is returned.
  @inline(__always)
  public func end(from time: Int64) -> Int64 {
    guard let timeframe, let almanac else { return time &+ interval }
    return almanac.end(of: timeframe, from: time)
  }
}

extension Timeframe {
  /// What a length of whole days in nanoseconds is in a calendar: months, quarters, halves and
  /// years are not all of one length, and clocks may have changed by an hour within one of them.
  /// Nothing for what is shorter than a day.
  public init?(days interval: Int64) {
    let days = Int(interval / Timeframe.day + (interval % Timeframe.day * 2 / Timeframe.day))
    let rest = interval - Int64(days) * Timeframe.day
    guard days > 0, rest == 0 || days >= 28 && abs(rest) <= Timeframe.hour else { return nil }
    switch days {
    case 28...31: self.init(1, .month)
    case 89...92: self.init(3, .month)
    case 181...184: self.init(6, .month)
    case 365...366: self.init(1, .year)
    case let days where days % 7 == 0: self.init(days / 7, .week)
    case let days: self.init(days, .day)
    }
  }

  private static let day: Int64 = 86_400_000_000_000
  fileprivate static let hour: Int64 = 3_600_000_000_000

  /// The longest that months or years can be, in nanoseconds, clocks apart; nothing for the others.
  fileprivate var longest: Int64? {
    switch (count, unit) {
    case (1, .month): 31 * Timeframe.day
    case (3, .month): 92 * Timeframe.day
    case (6, .month): 184 * Timeframe.day
    case (1, .year): 366 * Timeframe.day
    default: nil
    }
  }
}

extension Bars {
  /// When a bar of another instrument has surely ended. Its zone is not known: a bar of days is
  /// over where the one behind it begins if that is within an hour of the usual, as clocks change;
  /// one of months or years where the one behind it begins, or as late as the longest would be.
  public func end(of row: Int) -> Int64 {
    let usual = time[row] &+ interval
    guard let timeframe = Timeframe(days: interval) else { return usual }
    let latest = timeframe.longest.map { time[row] &+ $0 } ?? usual
    guard row + 1 < count else { return latest }
    let next = time[row + 1]
    let earliest = timeframe.longest == nil ? usual &- Timeframe.hour : time[row]
    return next >= earliest && next <= latest &+ Timeframe.hour ? next : latest
  }
}
