public import Machine

/// Finds the holes in a series: times at which a calendar has trading and there are no bars.
///
/// Bars within a day are missed while a session lasts, at every step from the last bar on and, in
/// the sessions behind it, at every step that meets the next bar; daily bars on every trading day,
/// weekly ones in every week. Of longer steps nothing is said, as they are of unequal length.
public struct GapScan: Sendable {
  /// A hole: the row behind it, the bars around it, and how many are missing.
  public struct Gap: Sendable, Hashable {
    public let row: Int
    public let after: Int64
    public let before: Int64
    public let bars: Int
  }

  private let calendar: TradingCalendar
  private let interval: Int64

  /// - Parameter interval: the length of a bar in nanoseconds; with 0 nothing is found.
  public init(_ calendar: TradingCalendar, interval: Int64) {
    self.interval = interval
    self.calendar = interval >= 86_400_000_000_000 ? calendar.ofDates : calendar
  }

  /// The holes in strictly increasing times.
  ///
  /// - Parameter last: the bar before the first of them, where there is one.
  public func gaps(in times: Words, after last: Int64? = nil) -> [Gap] {
    guard interval > 0 else { return [] }
    var found: [Gap] = []
    var previous = last
    for row in 0..<times.count {
      let time = times[row]
      if let before = previous, time &- before > interval {
        let bars = missing(from: before, to: time)
        if bars > 0 { found.append(Gap(row: row, after: before, before: time, bars: bars)) }
      }
      previous = time
    }
    return found
  }

  /// How many bars are missing between two that follow each other.
  public func missing(from: Int64, to: Int64) -> Int {
    let day: Int64 = 86_400_000_000_000
    if interval > day {
      guard interval <= 7 * day else { return 0 }
      return max(0, Int((to &- from) / interval) - 1)
    }
    guard calendar.hours != nil || !calendar.special.isEmpty else {
      return max(0, Int((to &- from) / interval) - 1)
    }
    var count = 0
    visit(from, to) { count = count.addingUpTo($1) }
    return count
  }

  /// The starts of the bars that are missing between two that follow each other, oldest first; at
  /// most so many.
  public func times(from: Int64, to: Int64, most: Int) -> [Int64] {
    let day: Int64 = 86_400_000_000_000
    guard interval > 0, interval <= day || interval <= 7 * day else { return [] }
    var times: [Int64] = []
    func add(_ first: Int64, _ count: Int) {
      for step in 0..<min(count, max(0, most - times.count)) {
        times.append(first &+ Int64(step) &* interval)
      }
    }
    if interval > day || calendar.hours == nil && calendar.special.isEmpty {
      add(from &+ interval, missing(from: from, to: to))
    } else {
      visit(from, to, add)
    }
    return times
  }

  /// Every run of missing bars: its first start and how many.
  private func visit(_ from: Int64, _ to: Int64, _ body: (Int64, Int) -> Void) {
    if interval == 86_400_000_000_000 {
      visitDays(from, to, body)
    } else {
      visitSteps(from, to, body)
    }
  }

  private func visitDays(_ from: Int64, _ to: Int64, _ body: (Int64, Int) -> Void) {
    let second: Int64 = 1_000_000_000
    let first = Int(from.floored(by: second).floored(by: 86_400)) + 1
    let end = Int(to.floored(by: second).floored(by: 86_400))
    guard first < end else { return }
    for date in first..<end where calendar.day(in: date...date, last: false) != nil {
      body((Int64(date) * 86_400).nanoseconds, 1)
    }
  }

  private func visitSteps(_ from: Int64, _ to: Int64, _ body: (Int64, Int) -> Void) {
    let second: Int64 = 1_000_000_000
    var next = from &+ interval
    while next < to {
      let found = calendar.day(at: next.floored(by: second))
      guard found.until != .max else { break }
      let until = found.until.nanoseconds
      if found.day == nil {
        // The first step of the next session that meets the bar behind the hole.
        let phase = ((to &- until) % interval + interval) % interval
        let early = phase == 0 ? until : until &+ phase &- interval
        next = max(next, early < from &+ interval ? until &+ phase : early)
        if found.until == .max { break }
        if next < until, next < to, next >= from &+ interval {
          // A bar that begins before the session and reaches into it.
          body(next, 1)
          next = next &+ interval
        }
        continue
      }
      let end = min(until, to)
      let steps = (end &- next &+ interval &- 1) / interval
      if steps > 0 { body(next, Int(steps)) }
      next = next &+ max(1, steps) &* interval
    }
  }
}

extension Int {
  /// The sum, or the largest number where it would be larger: of counts that nobody reads so far.
  public func addingUpTo(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
