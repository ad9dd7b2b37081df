public import Host
public import Machine

/// What a series of bars is worth: everything in it that is odd, counted and placed. Nothing is
/// changed, and the rows may be in any order.
public struct Inspection: Sendable {
  /// One sort of oddity.
  public struct Finding: Sendable, Hashable {
    public let kind: FailureKind
    /// How many rows, runs or bars it is about.
    public let count: Int
    public let message: String
    /// The first of its places, by row.
    public let places: [Place]
  }

  /// Where an oddity is.
  public struct Place: Sendable, Hashable {
    public let row: Int
    /// The start of the bar, in nanoseconds since 1970-01-01 UTC.
    public let time: Int64
    public let message: String
  }

  /// How many places are kept for each finding.
  public static let mostPlaces = 20

  public let findings: [Finding]
  /// The most common step between bars in nanoseconds.
  public let interval: Int64
  /// Bars missing in all gaps.
  public let missing: Int

  /// - Parameters:
  ///   - interval: the length of a bar; the most common step where nothing is said.
  ///   - mostGaps: holes that are looked at one by one for the report.
  public init(_ bars: Bars, calendar: TradingCalendar, interval: Int64? = nil) {
    let order = OrderScan(bars.time)
    let sorted = order.isStrict ? bars.time : Words(Array(Set(bars.time)).sorted())
    let step = interval ?? CSVAssembly.commonStep(sorted)
    self.interval = step
    let gaps = GapScan(calendar, interval: step).gaps(in: sorted)
    missing = gaps.reduce(0) { $0.addingUpTo($1.bars) }
    var findings: [Finding?] = [
      order.duplicates, order.disorder, order.clockRepeats(interval: step),
      Self.gaps(gaps, missing),
      StepScan(sorted, interval: step).finding,
      SessionScan(sorted, calendar, interval: step).finding,
    ]
    findings += BarScan(bars).findings
    let prices = PriceScan(bars, interval: step)
    findings += [prices.outliers, prices.splits, prices.flat, prices.noVolume]
    self.findings = findings.compactMap { $0 }
  }

  private static func gaps(_ gaps: [GapScan.Gap], _ missing: Int) -> Finding? {
    guard !gaps.isEmpty else { return nil }
    let longest = gaps.max { ($0.bars, -$0.row) < ($1.bars, -$1.row) }
    let worst = longest.map {
      ", the longest \(counted($0.bars, "bar", "bars")) from \(TimeText.text($0.after))"
    }
    let isMissing = missing == 1 ? "is missing" : "are missing"
    return Finding(
      kind: QualityKinds.gaps, count: gaps.count,
      message: "\(counted(gaps.count, "gap", "gaps")): \(counted(missing, "bar", "bars")) "
        + "\(isMissing)\(worst ?? "")",
      places: gaps.prefix(mostPlaces).map {
        Place(
          row: $0.row, time: $0.before,
          message: "\(counted($0.bars, "bar", "bars")) missing since \(TimeText.text($0.after))")
      })
  }
}

extension Bars {
  /// Where bars that follow in order begin to have another length, if a long part of them has: such
  /// a series has no one length.
  public var changeOfLength: Inspection.Place? {
    StepScan(time, interval: interval).change
  }
}

/// Places that are counted, and the first of them kept.
struct Places: Sendable {
  private(set) var count = 0
  private(set) var kept: [Inspection.Place] = []

  mutating func add(_ row: Int, _ time: Int64, _ message: @autoclosure () -> String) {
    count += 1
    if kept.count < Inspection.mostPlaces {
      kept.append(Inspection.Place(row: row, time: time, message: message()))
    }
  }

  func finding(_ kind: FailureKind, _ message: String) -> Inspection.Finding? {
    guard count > 0, let first = kept.first else { return nil }
    return Inspection.Finding(
      kind: kind, count: count, message: message + ", first at " + TimeText.text(first.time),
      places: kept)
  }
}

/// The order of times as they stand in the file.
private struct OrderScan {
  private(set) var twice = Places()
  private(set) var back = Places()
  private var hours = Places()
  private let time: Words
  let isStrict: Bool

  init(_ time: Words) {
    self.time = time
    var (twice, back) = (Places(), Places())
    var seen: Set<Int64> = []
    var isStrict = true
    for row in 1..<max(1, time.count) where time[row] <= time[row - 1] {
      isStrict = false
      if time[row] == time[row - 1] {
        twice.add(row, time[row], "the same time as the row before")
      } else {
        let step = TimeText.duration(time[row - 1] &- time[row])
        back.add(row, time[row], "\(step) before the row above it")
      }
    }
    if !isStrict, back.count > 0 {
      // Equal times need not be neighbours where the order is broken.
      twice = Places()
      for row in 0..<time.count where !seen.insert(time[row]).inserted {
        twice.add(row, time[row], "this time was there before")
      }
    }
    (self.twice, self.back, self.isStrict) = (twice, back, isStrict)
  }

  var duplicates: Inspection.Finding? {
    twice.finding(
      DataKinds.duplicates,
      counted(twice.count, "row has a time that was there", "rows have a time that was there"))
  }

  var disorder: Inspection.Finding? {
    let isReversed = back.count == time.count - 1 && time.count > 2
    let whole = isReversed ? " (the newest bar comes first)" : ""
    return back.finding(
      DataKinds.disorder,
      counted(
        back.count, "row is earlier than the one before", "rows are earlier than the one before")
        + whole)
  }

  /// Steps back of an hour, less one bar, on a Sunday of autumn (or spring, in the south).
  func clockRepeats(interval: Int64) -> Inspection.Finding? {
    let hour: Int64 = 3_600_000_000_000
    guard interval > 0, interval <= hour else { return nil }
    var places = Places()
    for row in 1..<max(1, time.count) {
      let back = time[row - 1] &- time[row]
      guard back == hour &- interval || back == hour || (interval == hour && back == 0) else {
        continue
      }
      let date = Int(time[row].floored(by: 1_000_000_000).floored(by: 86_400))
      guard TradingCalendar.weekday(date) == 6 else { continue }
      places.add(row, time[row], "the clock goes back by an hour here")
    }
    return places.finding(
      QualityKinds.clockRepeats,
      counted(places.count, "hour is there twice", "hours are there twice"))
  }
}

/// The steps between sorted times.
private struct StepScan {
  let finding: Inspection.Finding?
  /// Where a longer step begins that stays.
  private(set) var change: Inspection.Place?

  init(_ time: Words, interval: Int64) {
    var places = Places()
    var run = 0
    let longest: Int64 = 27 * 86_400_000_000_000
    for row in 1..<max(1, time.count) where interval > 0 && interval < longest {
      let step = time[row] &- time[row - 1]
      if step < interval {
        places.add(row, time[row], "only \(TimeText.duration(step)) after the bar before")
        run = 0
        continue
      }
      let isOther = step != interval && row > 1 && step == time[row - 1] &- time[row - 2]
      run = isOther ? run + 1 : 0
      if run == 10 {
        let words = "from here on a step of \(TimeText.duration(step))"
        places.add(row - 10, time[row - 10], words)
        if step > interval, change == nil {
          change = Inspection.Place(row: row - 10, time: time[row - 10], message: words)
        }
      }
    }
    finding = places.finding(
      QualityKinds.mixedIntervals,
      "\(counted(places.count, "place", "places")) with another step than "
        + TimeText.duration(interval))
  }
}

/// Bars at times without trading.
private struct SessionScan {
  let finding: Inspection.Finding?

  init(_ time: Words, _ calendar: TradingCalendar, interval: Int64) {
    guard calendar.hours != nil || !calendar.special.isEmpty, interval > 0,
      interval <= 86_400_000_000_000
    else {
      finding = nil
      return
    }
    let isDaily = interval == 86_400_000_000_000
    let days = isDaily ? calendar.ofDates : calendar
    var places = Places()
    var known = (from: Int64.max, until: Int64.min, isOpen: false)
    for row in 0..<time.count {
      // A bar that reaches into a session belongs to it.
      let second = (isDaily ? time[row] : time[row] &+ interval &- 1).floored(by: 1_000_000_000)
      if second < known.from || second >= known.until {
        let found = days.day(at: second)
        known = (found.from, found.until, found.day != nil)
      }
      if !known.isOpen { places.add(row, time[row], "\(calendar.name) has no trading then") }
    }
    finding = places.finding(
      QualityKinds.outside,
      counted(places.count, "bar", "bars") + " outside the trading of \(calendar.name)")
  }
}
