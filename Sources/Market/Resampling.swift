public import Host
public import Machine

/// Longer bars made of shorter ones.
///
/// The anchor is the one of the language's clocks: seconds, minutes and hours are counted from the
/// beginning of the trading day (midnight of the zone where trading never stops), several days and
/// weeks from Monday 1970-01-05, months and years from January 1970. A day is the calendar's: its
/// bar begins and ends with the session, whatever the clocks do. A bar belongs to the stretch that
/// it begins in; it is stamped with the start of that stretch. Bars outside of all sessions are
/// left out, and counted. The first and the last may be made of fewer bars than there would be.
///
/// A longer bar has the first open, the highest high, the lowest low, the last close and the sum of
/// the volumes; of a column beside the market it has the last value that is there, as a program's
/// `on 1d { funding }` has.
public struct Resampling: Sendable {
  public let bars: Bars
  /// Bars that lay outside of all sessions.
  public let outside: Int

  /// Fails with class `data` where the timeframe is not longer than the bars, not a multiple of
  /// their length, or more than a day in hours.
  public init(
    _ bars: Bars, to timeframe: Timeframe, _ calendar: TradingCalendar, _ zones: ZoneFiles
  ) throws(Failure) {
    let almanac = CalendarAlmanac(calendar, zones, for: bars)
    if let refusal = almanac.refusal(of: .bucket(timeframe)) {
      throw DataKinds.badTimeframe.failure(refusal)
    }
    guard bars.interval == 0 || timeframe.longest > bars.interval else {
      throw DataKinds.badTimeframe.failure(
        "bars of \(TimeText.duration(bars.interval)) cannot become bars of \(timeframe.spelling)")
    }
    if let refusal = Self.unevenness(of: bars, timeframe, calendar) {
      throw DataKinds.badTimeframe.failure(refusal)
    }
    var columns = Columns(extras: bars.extras.count)
    var outside = 0
    var bucket: Stretch?
    var open: Bar?
    bars.visit { row in
      let bar = bars[row]
      if bucket.map({ bar.time < $0.start || bar.time >= $0.end }) ?? true {
        bucket = almanac.stretch(of: .bucket(timeframe), at: bar.time)
      }
      guard let start = bucket?.value else {
        outside += 1
        return
      }
      if let known = open, known.time == start {
        open = known.joined(bar)
      } else {
        if let known = open { columns.append(known) }
        open = Bar(
          time: start, open: bar.open, high: bar.high, low: bar.low, close: bar.close,
          volume: bar.volume, extras: bar.extras)
      }
    }
    if let open { columns.append(open) }
    guard columns.time.count > 0 else {
      throw DataKinds.badTimeframe.failure(
        "all \(outside) bars lie outside the trading of \(calendar.name)")
    }
    let step = CSVAssembly.commonStep(columns.time)
    self.bars = columns.bars(
      interval: timeframe.length ?? step, extras: bars.extras.map(\.name))
    self.outside = outside
  }

  /// Why bars of one length do not fill those of a timeframe evenly; nil where they do, or where
  /// they have no one length, as bars made of so many trades.
  private static func unevenness(
    of bars: Bars, _ timeframe: Timeframe, _ calendar: TradingCalendar
  ) -> String? {
    let (interval, day) = (bars.interval, Int64(86_400_000_000_000))
    var regular = 0
    _ = bars.time.allNeighbours { before, next in
      if next &- before == interval { regular += 1 }
      return true
    }
    guard interval > 0, regular * 2 >= bars.count - 1 else { return nil }
    let isEven: Bool
    switch timeframe.unit {
    case .second, .minute, .hour: isEven = (timeframe.length ?? 0) % interval == 0
    case .day, .week, .month, .year:
      if interval < day {
        // Bars that begin anew with each session fill it, whatever is left over.
        isEven = day % interval == 0 || calendar.hours != nil
      } else if let length = timeframe.length {
        isEven = length % interval == 0
      } else {
        let months = timeframe.count * (timeframe.unit == .month ? 1 : 12)
        isEven = interval == day || Self.months(of: interval).map { months % $0 == 0 } ?? false
      }
    }
    return isEven
      ? nil
      : "bars of \(TimeText.duration(interval)) do not fill bars of \(timeframe.spelling) evenly; "
        + "take a multiple of their length"
  }

  /// How many months bars of this length last; nil where it is none.
  private static func months(of interval: Int64) -> Int? {
    let day: Int64 = 86_400_000_000_000
    return (1...12).first { count in
      (Int64(count) * 30 - 2...Int64(count) * 31).contains(interval / day)
        && [1, 2, 3, 4, 6, 12].contains(count) && interval % day == 0
    }
  }
}

extension Timeframe {
  /// A text such as `15m`, `1h`, `1d`, `1w`, `1mo`; nil when it is none.
  public init?(text: String) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let count = Int(digits),
      let unit = Unit.allCases.first(where: { $0.spelling == text.dropFirst(digits.count) })
    else { return nil }
    self.init(count, unit)
  }

  /// Its length in nanoseconds, where all are equally long but for clocks that change.
  public var length: Int64? {
    let units: Int64? =
      switch unit {
      case .second: 1_000_000_000
      case .minute: 60_000_000_000
      case .hour: 3_600_000_000_000
      case .day: 86_400_000_000_000
      case .week: 604_800_000_000_000
      case .month, .year: nil
      }
    return units.map { $0 * Int64(count) }
  }

  fileprivate var longest: Int64 {
    length ?? Int64(count) * (unit == .month ? 31 : 366) * 86_400_000_000_000
  }
}

extension Bar {
  /// This bar and the one behind it as one; what is missing in one is the other's.
  fileprivate func joined(_ next: Bar) -> Bar {
    func either(_ left: Int64, _ right: Int64, _ better: (Double, Double) -> Bool) -> Int64 {
      if left == Grid.missing { return right }
      if right == Grid.missing { return left }
      return better(Grid.number(left), Grid.number(right)) ? left : right
    }
    let volumes = (Grid.number(volume), Grid.number(next.volume))
    let sum: Int64
    let (words, overflow) = volume.addingReportingOverflow(next.volume)
    if !overflow, Grid.isCount(volume), Grid.isCount(next.volume), Grid.isCount(words) {
      sum = words
    } else if volume == Grid.missing || next.volume == Grid.missing {
      sum = volume == Grid.missing ? next.volume : volume
    } else {
      sum = Grid.word(volumes.0 + volumes.1)
    }
    return Bar(
      time: time, open: open == Grid.missing ? next.open : open,
      high: either(high, next.high) { $0 >= $1 }, low: either(low, next.low) { $0 <= $1 },
      close: next.close == Grid.missing ? close : next.close, volume: sum,
      extras: extras.indices.map {
        next.extra($0) == Grid.missing ? extras[$0] : next.extra($0)
      })
  }
}
