public import Machine

/// How many bars of a series make a year: what scales a mean and a deviation per bar to a year.
///
/// The rule, from the times of the bars alone:
///
/// 1. *Long bars.* With a common step of a month it is 12, of a quarter 4, of half a year 2, of a
///    year 1, of seven days 52, and with any other step of more than a day 365 days by that step.
/// 2. *Open days.* A market is open seven days a week if at least half of the weeks inside the
///    series have a bar on a Saturday (06:00 UTC or later for bars within a day, as a Friday
///    evening in New York is already Saturday). Such a market has 365 days a year, any other 252:
///    five days a week, less holidays.
/// 3. *Bars a week.* The median over the whole weeks (Monday to Sunday, UTC) that have bars, so
///    that holidays, holes and half days do not count. From 95% of an always open market's bars, it
///    is taken to be all of them: minutes without a trade have no bar.
/// 4. The figure is bars a week by open days a week (7 or 5) times days a year (365 or 252).
///
/// With fewer than three whole weeks, the median of bars a day stands in for the bars a week; with
/// all bars on one day, the market is taken to be always open.
///
/// So daily bars give 252 (five days) or 365 (seven), minutes around the clock 525,600, minutes of
/// a 6.5-hour session 98,280, hourly currencies 6,048. Missing or repeated holidays do not change
/// it.
public enum PeriodsPerYear {
  /// The figure for these bars; 252 for fewer than two, of which nothing is known.
  public static func inferred(from bars: Bars) -> Double {
    guard bars.count > 1, bars.interval > 0 else { return 252 }
    let step = bars.interval
    if let long = ofLongBars(step) { return long }
    let weeks = Spans(bars, length: week, origin: monday)
    let perDay = Double(day) / Double(step)
    if weeks.inner.count >= 3 {
      let isSeven = isOpenOnSaturdays(weeks, bars)
      let openDays = isSeven ? 7.0 : 5.0
      let count = snapped(weeks.medianCount, to: perDay * openDays)
      return count / openDays * (isSeven ? 365 : 252)
    }
    return ofShortSeries(bars, perDay)
  }

  /// How many days with bars make a year: 365 or 252 for bars of less than a day, by rule 2; for
  /// longer ones, each of which is a day of its own, the figure itself.
  public static func days(of bars: Bars) -> Double {
    guard bars.count > 1, bars.interval > 0, bars.interval < day else {
      return inferred(from: bars)
    }
    let weeks = Spans(bars, length: week, origin: monday)
    guard weeks.inner.count < 3 else {
      return isOpenOnSaturdays(weeks, bars) ? 365 : 252
    }
    let days = Spans(bars, length: day, origin: 0)
    let perDay = Double(day) / Double(bars.interval)
    let count = snapped(days.medianCount, to: perDay)
    return days.all.count < 2 || isAlwaysOpen(bars.time, bars.interval, count == perDay)
      ? 365 : 252
  }

  private static let day: Int64 = 86_400_000_000_000
  private static let week: Int64 = 7 * day
  /// 1970-01-05.
  private static let monday: Int64 = 4 * day
  private static let daysOfYear = 365.0

  private static func ofLongBars(_ step: Int64) -> Double? {
    guard step > day else { return nil }
    let timeframe = Timeframe(days: step)
    switch timeframe?.unit {
    case .year: return 1
    case .month: return 12 / Double(timeframe?.count ?? 1)
    default: return step == week ? 52 : daysOfYear * Double(day) / Double(step)
    }
  }

  /// True if at least half of the inner weeks have a bar on their Saturday.
  private static func isOpenOnSaturdays(_ weeks: Spans, _ bars: Bars) -> Bool {
    var behind = Behind(bars.time)
    var open = 0
    for rows in weeks.inner {
      if saturday(bars.time, rows, bars.interval) { open += 1 }
      behind.pass(rows.upperBound)
    }
    return open * 2 >= weeks.inner.count
  }

  /// True if a week has a bar on its Saturday.
  private static func saturday(_ time: Words, _ rows: Range<Int>, _ step: Int64) -> Bool {
    let into = TimeSpan.offset(of: time[rows.lowerBound], length: week, origin: monday)
    let (start, overflow) = time[rows.lowerBound].subtractingReportingOverflow(into)
    guard !overflow else { return false }
    let opening = start.addingReportingOverflow(5 * day + (step < day ? day / 4 : 0))
    let closing = start.addingReportingOverflow(6 * day)
    guard !opening.overflow, !closing.overflow else { return false }
    let first = TimeSpan.firstRow(time, rows, notBefore: opening.partialValue, step: step)
    return first < rows.upperBound && time[first] < closing.partialValue
  }

  private static func ofShortSeries(_ bars: Bars, _ perDay: Double) -> Double {
    let (time, step) = (bars.time, bars.interval)
    let days = Spans(bars, length: day, origin: 0)
    guard days.all.count > 1 || step >= day else { return perDay * daysOfYear }
    let count = snapped(days.medianCount, to: perDay)
    return count * (isAlwaysOpen(time, step, count == perDay) ? 365 : 252)
  }

  /// Of a series of less than three whole weeks, by its Saturdays; where it has none, by whether
  /// its days are full.
  private static func isAlwaysOpen(_ time: Words, _ step: Int64, _ isFull: Bool) -> Bool {
    var saturdays = 0
    var traded = 0
    let first = TimeSpan.dayNumber(of: time[0])
    let last = TimeSpan.dayNumber(of: time[time.count - 1])
    for number in first...last where (number % 7 + 7) % 7 == 2 {
      // Day 2, 1970-01-03, was a Saturday.
      saturdays += 1
      let (start, isBefore) = number.multipliedReportingOverflow(by: day)
      let (end, isAfter) = start.addingReportingOverflow(day)
      guard !isBefore, !isAfter else { continue }
      let opening = start + (step < day ? day / 4 : 0)
      let row = TimeSpan.firstRow(time, 0..<time.count, notBefore: opening, step: step)
      if row < time.count, time[row] < end { traded += 1 }
    }
    return saturdays > 0 ? traded * 2 >= saturdays : step < day && isFull
  }

  /// All of `full` if it is nearly that.
  private static func snapped(_ count: Double, to full: Double) -> Double {
    count >= 0.95 * full ? full : count
  }
}

/// Equal stretches of time, numbered from an origin.
private enum TimeSpan {
  static func offset(of time: Int64, length: Int64, origin: Int64) -> Int64 {
    let rest = time % length - origin % length
    return ((rest % length) + length) % length
  }

  /// Whole days since 1970, downwards before it.
  static func dayNumber(of time: Int64) -> Int64 {
    let (days, rest) = time.quotientAndRemainder(dividingBy: 86_400_000_000_000)
    return rest < 0 ? days - 1 : days
  }

  /// The first row of a range at or after a time; its end when there is none. Where all steps are
  /// equal it looks at two rows alone.
  static func firstRow(
    _ time: Words, _ rows: Range<Int>, notBefore limit: Int64, step: Int64
  ) -> Int {
    var low = rows.lowerBound
    var high = rows.upperBound
    let (ahead, overflow) = limit.subtractingReportingOverflow(low < high ? time[low] : limit)
    if !overflow, ahead > 0, step > 0, let guess = Int(exactly: (ahead - 1) / step + 1),
      guess <= high - low, time[low + guess - 1] < limit,
      low + guess == high || time[low + guess] >= limit
    {
      return low + guess
    }
    while low < high {
      let middle = low + (high - low) / 2
      if time[middle] < limit { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// The rows of every stretch of time that has any.
private struct Spans {
  let all: [Range<Int>]

  init(_ bars: Bars, length: Int64, origin: Int64) {
    let time = bars.time
    var behind = Behind(time)
    var all: [Range<Int>] = []
    var start = 0
    while start < time.count {
      let left = length - TimeSpan.offset(of: time[start], length: length, origin: origin)
      let (limit, overflow) = time[start].addingReportingOverflow(left)
      // Where the stretch would end if no bar were missing, then steps of doubling length.
      var stride = max(1, bars.interval > 0 ? Int(clamping: (left - 1) / bars.interval + 1) : 1)
      while !overflow, start + stride < time.count, time[start + stride] < limit { stride *= 2 }
      let end = min(time.count, start + stride + 1)
      let next =
        overflow
        ? time.count
        : TimeSpan.firstRow(time, start..<end, notBefore: limit, step: bars.interval)
      all.append(start..<next)
      start = next
      behind.pass(start)
    }
    self.all = all
  }

  /// Without the first and the last, which the series may have cut.
  var inner: ArraySlice<Range<Int>> { all.dropFirst().dropLast() }

  /// The median of rows over the inner stretches, or the most of all when there are none inside.
  var medianCount: Double {
    let counts = inner.map(\.count).sorted()
    guard !counts.isEmpty else { return Double(all.map(\.count).max() ?? 0) }
    let middle = counts.count / 2
    return counts.count % 2 == 1
      ? Double(counts[middle]) : Double(counts[middle - 1] + counts[middle]) / 2
  }
}

/// Gives back the memory of times that have been looked at, where they lie in a mapped file.
private struct Behind {
  private let time: Words
  private var given = 0

  init(_ time: Words) { self.time = time }

  /// Rows before this one are done with.
  mutating func pass(_ row: Int) {
    guard row - given >= 1 << 20 else { return }
    time.rest(given..<row)
    given = row
  }
}
