internal import Host
public import Machine

/// Answers the machine's questions about time from a trading calendar.
///
/// Hours and minutes are counted from the beginning of the trading day, weeks begin on Monday, and
/// what is made of several days, weeks, months or years is counted from Monday, 1970-01-05, or from
/// January 1970. Bars of a day or more that begin at midnight UTC are dates: they are taken as
/// such, whatever the zone.
public struct CalendarAlmanac: Almanac {
  private let calendar: TradingCalendar
  private let zones: ZoneFiles

  /// - Parameter bars: those that are to be understood; their length and first time say whether
  ///   they are dates.
  public init(_ calendar: TradingCalendar, _ zones: ZoneFiles, for bars: Bars) {
    let day: Int64 = 86_400_000_000_000
    let areDates = bars.interval >= day && (bars.time.first ?? 1) % day == 0
    self.calendar = areDates ? calendar.ofDates : calendar
    self.zones = zones
  }

  public func refusal(of reading: Reading) -> String? {
    switch reading {
    case .bucket(let timeframe):
      let most: Int? =
        switch timeframe.unit {
        case .second: 86_400
        case .minute: 1_440
        case .hour: 24
        case .day, .week, .month, .year: nil
        }
      guard let most, timeframe.count > most else { return nil }
      return "a timeframe of \(timeframe.spelling) is longer than a day; count it in days"
    case .part(_, let name), .session(_, let name):
      guard let name else { return nil }
      do throws(Failure) {
        _ = try zones.zone(name)
        return nil
      } catch {
        return error.message
      }
    case .open: return nil
    }
  }

  public func stretch(of reading: Reading, at time: Int64) -> Stretch {
    let second = time.floored(by: 1_000_000_000)
    switch reading {
    case .bucket(let timeframe): return bucket(timeframe, second)
    case .part(let part, let name): return CalendarAlmanac.part(part, zone(name), second)
    case .session(let hours, let name):
      return CalendarAlmanac.session(hours, zone(name), second)
    case .open:
      let found = calendar.day(at: second)
      return Stretch(seconds: found.from, found.until, value: found.day == nil ? 0 : 1)
    }
  }

  public func instant(ofLocal local: Int64) -> Int64 {
    let second = local.floored(by: 1_000_000_000)
    let instant = calendar.zone.instant(ofLocal: second).nanoseconds
    return instant.addingReportingOverflow(local - second.nanoseconds).partialValue
  }

  public func end(of timeframe: Timeframe, from time: Int64) -> Int64 {
    let second = time.floored(by: 1_000_000_000)
    let local = second + calendar.zone.span(at: second).offset
    let later: Int64
    switch timeframe.unit {
    case .second: later = local + Int64(timeframe.count)
    case .minute: later = local + Int64(timeframe.count) * 60
    case .hour: later = local + Int64(timeframe.count) * 3_600
    case .day: later = local + Int64(timeframe.count) * 86_400
    case .week: later = local + Int64(timeframe.count) * 7 * 86_400
    case .month: later = CalendarAlmanac.end(ofMonths: timeframe.count, from: local)
    case .year: later = CalendarAlmanac.end(ofMonths: timeframe.count * 12, from: local)
    }
    let rest = time - second.nanoseconds
    return instant(ofLocal: later.nanoseconds.addingReportingOverflow(rest).partialValue)
  }

  /// Stamps of a month's beginning are up to 14 hours before its first midnight and up to 12 hours
  /// behind it, as the zones of the earth go. Seconds as clocks show them.
  private static func end(ofMonths count: Int, from local: Int64) -> Int64 {
    let hour: Int64 = 3_600
    let nearest = CivilDate(daysSince1970: Int((local + 14 * hour).floored(by: 86_400)))
    let month = nearest.year * 12 + nearest.month - 1
    let offset = local - midnight(ofMonth: month)
    return midnight(ofMonth: month + count) + (offset <= 12 * hour ? offset : 0)
  }

  /// Of the first day of a month counted from that of the year 0, in seconds since 1970.
  private static func midnight(ofMonth month: Int) -> Int64 {
    Int64(months((month - 1970 * 12)..<(month - 1970 * 12 + 1)).lowerBound) * 86_400
  }

  private func zone(_ name: String?) -> Zone {
    guard let name else { return calendar.zone }
    return (try? zones.zone(name)) ?? calendar.zone
  }

  // MARK: - Buckets

  private func bucket(_ timeframe: Timeframe, _ second: Int64) -> Stretch {
    let found = calendar.day(at: second)
    guard let day = found.day else { return Stretch(seconds: found.from, found.until, value: nil) }
    let count = timeframe.count
    switch timeframe.unit {
    case .second: return part(of: day, Int64(count), second)
    case .minute: return part(of: day, Int64(count) * 60, second)
    case .hour: return part(of: day, Int64(count) * 3_600, second)
    case .day: return period(day, CalendarAlmanac.group(day.date, size: count))
    case .week: return period(day, CalendarAlmanac.group(day.date, size: 7 * count))
    case .month:
      let date = CivilDate(daysSince1970: day.date)
      let first = (date.year * 12 + date.month - 1 - 1970 * 12).floored(by: count) * count
      return period(day, CalendarAlmanac.months(first..<(first + count)))
    case .year:
      let year = CivilDate(daysSince1970: day.date).year
      let first = (year - 1970).floored(by: count) * count * 12
      return period(day, CalendarAlmanac.months(first..<(first + count * 12)))
    }
  }

  /// Hours and less, counted as clocks show them from the beginning of the day on. Up to an hour,
  /// an hour that clocks show twice is two; what is longer goes on over such a change.
  private func part(of day: TradingCalendar.Day, _ length: Int64, _ second: Int64) -> Stretch {
    let zone = calendar.zone
    let span = zone.span(at: second)
    let opens = day.start + zone.span(at: day.start).offset
    let first = opens + (second + span.offset - opens).floored(by: length) * length
    let start: Int64
    let end: Int64
    if length <= 3_600 {
      start = max(first - span.offset, span.from, day.start)
      end = min(first + length - span.offset, span.until, day.end)
    } else {
      start = max(zone.instant(ofLocal: first), day.start)
      end = min(zone.instant(ofLocal: first + length), day.end)
    }
    return Stretch(seconds: start, end, value: start.nanoseconds)
  }

  /// From the beginning of the first trading day of some dates to the end of the last one.
  private func period(_ day: TradingCalendar.Day, _ dates: ClosedRange<Int>) -> Stretch {
    let first = calendar.day(in: dates, last: false) ?? day
    let last = calendar.day(in: dates, last: true) ?? day
    return Stretch(
      seconds: day.start, day.end, value: first.start.nanoseconds, over: last.end.nanoseconds)
  }

  /// 1970-01-05, a Monday, is day 4.
  private static func group(_ date: Int, size: Int) -> ClosedRange<Int> {
    let first = (date - 4).floored(by: size) * size + 4
    return first...(first + size - 1)
  }

  /// The dates of months counted from January 1970.
  private static func months(_ months: Range<Int>) -> ClosedRange<Int> {
    func first(_ month: Int) -> Int {
      let year = month.floored(by: 12)
      return CivilDate(year: 1970 + year, month: month - year * 12 + 1, day: 1)?.daysSince1970 ?? 0
    }
    return first(months.lowerBound)...(first(months.upperBound) - 1)
  }

  // MARK: - Parts of the local time

  private static func part(_ part: CalendarPart, _ zone: Zone, _ second: Int64) -> Stretch {
    let span = zone.span(at: second)
    let local = second + span.offset
    let days = local.floored(by: 86_400)
    let date = Int(days)
    let unit: Int64 =
      switch part {
      case .second: 1
      case .minute: 60
      case .hour: 3_600
      case .weekday, .day, .month, .year, .week: 86_400
      }
    let value: Int =
      switch part {
      case .second: Int(local - local.floored(by: 60) * 60)
      case .minute: Int(local.floored(by: 60) - local.floored(by: 3_600) * 60)
      case .hour: Int(local.floored(by: 3_600) - days * 24)
      case .weekday: TradingCalendar.weekday(date) + 1
      case .day: CivilDate(daysSince1970: date).day
      case .month: CivilDate(daysSince1970: date).month
      case .year: CivilDate(daysSince1970: date).year
      case .week: week(date)
      }
    let first = local.floored(by: unit) * unit - span.offset
    return Stretch(
      seconds: max(first, span.from), min(first + unit, span.until), value: Int64(value))
  }

  /// The week of ISO 8601: the one that the Thursday of the same week is in.
  private static func week(_ date: Int) -> Int {
    let thursday = date - TradingCalendar.weekday(date) + 3
    let year = CivilDate(daysSince1970: thursday).year
    let first = CivilDate(year: year, month: 1, day: 1)?.daysSince1970 ?? thursday
    return (thursday - first) / 7 + 1
  }

  private static func session(_ hours: SessionHours, _ zone: Zone, _ second: Int64) -> Stretch {
    let span = zone.span(at: second)
    let local = second + span.offset
    let days = local.floored(by: 86_400)
    let minute = Int((local - days * 86_400) / 60)
    let today = TradingCalendar.weekday(Int(days))
    let isIn: Bool
    if hours.isOvernight {
      isIn =
        hours.isOn(weekday: today) && minute >= hours.opens
        || hours.isOn(weekday: (today + 6) % 7) && minute < hours.closes
    } else {
      isIn = hours.isOn(weekday: today) && (hours.opens..<hours.closes).contains(minute)
    }
    let early = min(hours.opens, hours.closes)
    let late = max(hours.opens, hours.closes)
    let from = minute >= late ? late : minute >= early ? early : 0
    let until = minute < early ? early : minute < late ? late : 1_440
    let midnight = days * 86_400 - span.offset
    return Stretch(
      seconds: max(midnight + Int64(from) * 60, span.from),
      min(midnight + Int64(until) * 60, span.until), value: isIn ? 1 : 0)
  }
}

extension TradingCalendar {
  /// The same days, whole and in UTC.
  var ofDates: TradingCalendar {
    var days = hours?.days ?? 127
    // An evening session bears the date of the day after.
    if let hours, hours.isOvernight { days = (days << 1 | days >> 6) & 127 }
    return TradingCalendar(
      name: name, zone: .utc, hours: SessionHours(opens: 0, closes: 1_440, days: days),
      special: special.wholeDays)
  }
}

extension BinaryInteger {
  /// Divided and rounded down.
  func floored(by divisor: Self) -> Self {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}

extension Int64 {
  /// Of seconds; the ends of time stay what they are.
  var nanoseconds: Int64 {
    let (product, overflow) = multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? (self < 0 ? .min : .max) : product
  }
}

extension Stretch {
  init(seconds start: Int64, _ end: Int64, value: Int64?, over: Int64? = nil) {
    self.init(start: start.nanoseconds, end: end.nanoseconds, value: value, over: over)
  }
}
