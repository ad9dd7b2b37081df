internal import Machine

extension TradingCalendar {
  /// When the next bar closes behind a moment: bars of one length, one of which begins at `anchor`,
  /// of which only those are there that begin while there is trading. Bars of a day or more close
  /// with the trading day.
  ///
  /// All in nanoseconds since 1970-01-01 UTC; nil where no end is in sight, or the length is not
  /// known.
  public func nextClose(of interval: Int64, anchor: Int64, after moment: Int64) -> Int64? {
    guard interval > 0 else { return nil }
    let billion: Int64 = 1_000_000_000
    let day: Int64 = 86_400 * billion
    let second = moment.floored(by: billion)
    guard interval < day else {
      let found = self.day(at: second)
      if found.day != nil { return nanoseconds(found.until) }
      guard found.until < .max, let next = self.day(at: found.until).day else { return nil }
      return nanoseconds(next.end)
    }
    let (passed, isFar) = moment.subtractingReportingOverflow(anchor)
    guard !isFar else { return nil }
    let rest = ((passed % interval) + interval) % interval
    let (start, isBefore) = moment.subtractingReportingOverflow(rest)
    guard !isBefore else { return nil }
    let found = self.day(at: start.floored(by: billion))
    if found.day != nil { return start.addingReportingOverflow(interval).partialValue }
    guard let opening = nanoseconds(found.until) else { return nil }
    // A market that opened behind the start of this bar has a bar of its own.
    let (close, isLate) = max(opening, start).addingReportingOverflow(interval)
    return isLate ? nil : close
  }

  /// How many bars of a length make a year: of the days that are traded, as long as they are.
  public func barsAYear(of interval: Int64) -> Double {
    let day: Int64 = 86_400_000_000_000
    guard let session = hours else { return 365 * Double(day) / Double(interval) }
    let minutes = (session.closes - session.opens + 1_440 - 1) % 1_440 + 1
    let days = Double(session.days.nonzeroBitCount) * 52 - 8
    return interval >= day
      ? days * Double(day) / Double(interval)
      : days * Double(minutes) * 60_000_000_000 / Double(interval)
  }

  private func nanoseconds(_ second: Int64) -> Int64? {
    let (moment, overflow) = second.multipliedReportingOverflow(by: 1_000_000_000)
    return overflow || second == .max ? nil : moment
  }
}
